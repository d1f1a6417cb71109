#include "config.h"

#include "tests/unit/cluster.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "port/loop.h"

enum { START_MS = 60000 };

/* The newest server on this machine: TEAL_PG_BIN, Debian's and RPM's folders. Static. */
static const char *server_folder(void)
{
	static const char *const pattern[] = { "/usr/lib/postgresql/*/bin/postgres", "/usr/pgsql-*/bin/postgres", "/usr/bin/postgres",
		                               "/usr/local/bin/postgres" };
	static char folder[4096];
	glob_t found;

	if (getenv("TEAL_PG_BIN"))
		return getenv("TEAL_PG_BIN");
	for (size_t i = 0; i < mem_count(pattern) && !folder[0]; i++) {
		if (glob(pattern[i], 0, NULL, &found) == 0)
			snprintf(folder, sizeof folder, "%.*s", (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/postgres")),
			         found.gl_pathv[found.gl_pathc - 1]);
		globfree(&found);
	}
	return folder[0] ? folder : NULL;
}

static const struct passwd *server_user(void)
{
	const struct passwd *user = getpwnam("postgres");

	return user ? user : getpwnam("nobody");
}

const char *cluster_missing(void)
{
	if (!server_folder())
		return "no PostgreSQL server is installed";
	return geteuid() == 0 && !server_user() ? "root, and no user to run the server as" : NULL;
}

/* In the child: gives up root, and dies with the test. */
static void become_server(void)
{
	const struct passwd *user = geteuid() == 0 ? server_user() : NULL;

	setsid();
	if (user && (setgroups(0, NULL) || setgid(user->pw_gid) || setuid(user->pw_uid)))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

/* argv[0] becomes the whole path: the server looks for its own folder by it. */
static int start_program(const struct cluster *c, const char *name, const char **argv)
{
	char *path = mem_printf("%s/%s", server_folder(), name), *log = mem_printf("%s/log", c->folder);
	int pid, fd;

	argv[0] = path;
	pid = fork();
	if (pid == 0) {
		become_server();
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(open("/dev/null", O_RDONLY), 0);
		dup2(fd, 1);
		dup2(fd, 2);
		unsetenv("PGDATA");
		if (chdir(c->folder) == 0)
			execv(path, (char *const *)argv);
		_exit(127);
	}
	free(path);
	free(log);
	return pid;
}

static void show_log(const struct cluster *c)
{
	char *log = mem_printf("%s/log", c->folder), line[500];
	FILE *f = fopen(log, "re");

	while (f && fgets(line, sizeof line, f))
		printf("# %s", line);
	if (f)
		fclose(f);
	free(log);
}

static bool write_file(const struct cluster *c, const char *name, const char *mode, const char *text)
{
	char *path = mem_printf("%s/%s", c->folder, name);
	FILE *f = fopen(path, mode);
	bool ok = f && fputs(text, f) >= 0;

	if (f)
		ok = fclose(f) == 0 && ok;
	if (ok)
		chmod(path, 0644);
	free(path);
	return ok;
}

static bool make_cluster(const struct cluster *c, const char *extra_conf)
{
	const char *argv[] = { "initdb",
		               "-D",
		               "data",
		               "-U",
		               CLUSTER_USER,
		               "--auth-local=trust",
		               "--auth-host=scram-sha-256",
		               "--pwfile=password",
		               "--no-sync",
		               "--no-instructions",
		               "-E",
		               "UTF8",
		               "--locale=C",
		               NULL };
	char *conf;
	int pid, status = -1;
	bool ok;

	if (!write_file(c, "password", "we", CLUSTER_PASSWORD "\n"))
		return false;
	pid = start_program(c, "initdb", argv);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		return false;
	conf = mem_printf("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = '%s'\nfsync = off\nwal_level = logical\n"
	                  "max_connections = 30\nshared_buffers = 16MB\n%s\n",
	                  c->port, c->folder, extra_conf ? extra_conf : "");
	ok = write_file(c, "data/postgresql.conf", "ae", conf);
	free(conf);
	return ok;
}

/* The postmaster's last line in its pid file says when it takes connections (PostgreSQL source, utils/pidfile.h). */
static bool is_ready(const struct cluster *c)
{
	char *path = mem_printf("%s/data/postmaster.pid", c->folder), text[4096] = "";
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;

	if (f)
		fclose(f);
	free(path);
	return n && strstr(text, "\nready");
}

bool cluster_again(struct cluster *c)
{
	const char *argv[] = { "postgres", "-D", "data", NULL };
	int64_t until = loop_now() + START_MS;

	c->pid = start_program(c, "postgres", argv);
	while (c->pid > 0 && !is_ready(c)) {
		if (waitpid(c->pid, NULL, WNOHANG) == c->pid || loop_now() > until) {
			show_log(c);
			return false;
		}
		poll(NULL, 0, 20);
	}
	return c->pid > 0;
}

int cluster_free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = 0;

	if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && getsockname(fd, (struct sockaddr *)&at, &n) == 0)
		port = ntohs(at.sin_port);
	close(fd);
	return port;
}

bool cluster_start(struct cluster *c, const char *extra_conf)
{
	char folder[] = "/tmp/teal-cluster-XXXXXX";

	*c = (struct cluster){ .port = cluster_free_port() };
	if (cluster_missing() || !mkdtemp(folder))
		return false;
	c->folder = mem_dup(folder);
	c->conninfo = mem_printf("host=127.0.0.1 port=%d dbname=postgres user=" CLUSTER_USER, c->port);
	c->socket_conninfo = mem_printf("host=%s port=%d dbname=postgres user=" CLUSTER_USER, folder, c->port);
	if (geteuid() == 0 && chown(folder, server_user()->pw_uid, server_user()->pw_gid) < 0)
		return false;
	if (make_cluster(c, extra_conf))
		return cluster_again(c);
	show_log(c);
	return false;
}

void cluster_kill(struct cluster *c)
{
	char *path;

	if (c->pid <= 0)
		return;
	kill(c->pid, SIGQUIT);
	waitpid(c->pid, NULL, 0);
	c->pid = 0;
	path = mem_printf("%s/data/postmaster.pid", c->folder);
	unlink(path);
	free(path);
}

void cluster_stop(struct cluster *c)
{
	int pid;

	cluster_kill(c);
	if (c->folder) {
		pid = fork();
		if (pid == 0) {
			execlp("rm", "rm", "-rf", c->folder, (char *)NULL);
			_exit(127);
		}
		waitpid(pid, NULL, 0);
	}
	free(c->folder);
	free(c->conninfo);
	free(c->socket_conninfo);
	*c = (struct cluster){ 0 };
}
