/* Start-up, in the order of a first deployment. Linear code instead of callbacks, because nothing else runs yet: each step starts its work
 * and turns the loop until the answers are there (wait_all). */
#include "config.h"

#include "sandbox/setup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/child.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"
#include "sandbox/product/kratos/fill.h"
#include "sandbox/world/cluster.h"
#include "sandbox/world/health.h"

/* Deadlines: for a program of PostgreSQL, for the migrations, for a fast and for an immediate shutdown. */
#define PROGRAM_MS 120000
#define MIGRATE_MS 120000
#define FAST_END_MS 10000
#define IMMEDIATE_END_MS 10000

/* One answer that was waited for; why NULL: it went well. Only the first reason is kept: later ones often follow from it. */
static void wait_note(struct setup *s, const char *why)
{
	s->missing--;
	if (!why || s->why)
		return;
	s->why = mem_dup(why);
}

/* The answer to a call of sandbox.h. */
static void on_done(void *self, const struct sandbox_result *result)
{
	wait_note(self, result->ok ? NULL : result->message);
}

/* The answer to a program. The reason is the program's stderr, as far as it was kept. */
static void on_child(void *self, const struct child_result *result)
{
	bool ok = result->exit_code == 0;

	wait_note(self, ok ? NULL : result->timed_out ? _("it took too long") : str_text(&result->err));
}

/* Turns the loop until no answer is missing or the sandbox is to end. what: the work, for the error. */
static bool wait_all(struct setup *s, const char *what, struct err *err)
{
	while (s->missing > 0 && !s->ended(s->self))
		loop_turn(s->sb->loop, 200);
	if (s->missing > 0)
		return err_set(err, ERR_WORLD, what, _("it was told to end"), "");
	if (s->why) {
		err_set(err, ERR_WORLD, what, s->why, _("Look into the folder's log (run it with --keep) and try again."));
		mem_set(&s->why, NULL);
		return false;
	}
	return true;
}

/* ---- Ports and secrets ---- */

/* n free ports of loopback, at most 8. All are bound at the same time, so that they differ. */
static bool pick_ports(int *port, size_t n, struct err *err)
{
	int fd[8];
	size_t i;
	bool ok = true;

	for (i = 0; i < n && ok; i++) {
		struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		socklen_t len = sizeof(at);
		fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		/* With port 0 the kernel picks a free one. */
		ok = fd[i] >= 0 && bind(fd[i], (struct sockaddr *)&at, len) == 0 && getsockname(fd[i], (struct sockaddr *)&at, &len) == 0;
		port[i] = ntohs(at.sin_port);
	}
	if (!ok)
		err_set(err, ERR_ENVIRONMENT, _("looking for free ports on 127.0.0.1"), strerror(errno),
		        _("End some programs and try again."));
	/* Closed together at the end: a port that is closed early could be picked twice. */
	while (i-- > 0)
		if (fd[i] >= 0)
			close(fd[i]);
	return ok;
}

/* Letters, digits and _ only, which need no quoting in a passfile. 24 signs are more than 140 bits. */
static void random_password(struct secret *to)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789__";
	unsigned char noise[24];
	char text[sizeof(noise)];

	if (getrandom(noise, sizeof(noise), 0) != (ssize_t)sizeof(noise))
		mem_die("no random numbers from the kernel");
	for (size_t i = 0; i < sizeof(noise); i++)
		/* 64 divides 256, so that every sign is equally likely (but for _, which stands twice). */
		text[i] = letters[noise[i] % 64];
	secret_set(to, text, sizeof(text));
	secret_wipe(text, sizeof(text));
	secret_wipe(noise, sizeof(noise));
}

/* A file of the sandbox's folder, with mode 0600 as file_write makes it. */
static bool write_in_dir(const struct sandbox *sb, const char *name, const char *text, struct err *err)
{
	char *path = mem_printf("%s/%s", sb->dir, name);
	bool ok = file_write(path, text, strlen(text), err);

	free(path);
	return ok;
}

/* The passfile is for programs; the other two are for initdb, which takes a password only from a file. */
static bool write_secrets(const struct sandbox *sb, struct err *err)
{
	static const enum sandbox_cluster all[] = { SB_BLUE, SB_STANDBY, SB_GREEN };
	struct str text;
	bool ok = true;

	str_init(&text, STR_LINE);
	for (size_t i = 0; i < mem_count(all); i++)
		/* One line for each server, any database (PostgreSQL manual, The Password File). */
		str_addf(&text, SB_ADDRESS ":%d:*:" SB_OPERATOR ":%s\n", sandbox_cluster_port(sb, all[i]),
		         secret_reveal(sandbox_cluster_password(sb, all[i])));
	ok = write_in_dir(sb, SB_PASSFILE, str_text(&text), err) &&
	     write_in_dir(sb, "blue.pw", secret_reveal(sandbox_cluster_password(sb, SB_BLUE)), err) &&
	     write_in_dir(sb, "green.pw", secret_reveal(sandbox_cluster_password(sb, SB_GREEN)), err);
	/* The passwords stay in the files and in struct secret only. */
	secret_wipe(text.s, text.len);
	str_release(&text);
	return ok;
}

/* ---- Making clusters ---- */

/* The settings of Charmed PostgreSQL that Teal reads: logical WAL, 25 slots and senders (facts/charms.md 2.4). The rest keeps three servers
 * small and a training quick; durability (fsync, full_page_writes, synchronous_commit) stays as it is. */
static const char server_settings[] = "\n# The training sandbox\n"
				      "listen_addresses = '" SB_ADDRESS "'\n"
				      "max_connections = 80\n"
				      "shared_buffers = 64MB\n"
				      "wal_level = logical\n"
				      "max_replication_slots = 25\n"
				      "max_wal_senders = 25\n"
				      "max_worker_processes = 32\n"
				      "max_logical_replication_workers = 16\n"
				      "max_sync_workers_per_subscription = 4\n"
				      "wal_receiver_status_interval = 1s\n"
				      "hot_standby_feedback = on\n"
				      "wal_keep_size = 256MB\n"
				      "max_wal_size = 1GB\n"
				      "password_encryption = 'scram-sha-256'\n"
				      "timezone = 'UTC'\n"
				      "log_timezone = 'UTC'\n"
				      "log_line_prefix = '%m [%p] %q%u@%d '\n"
				      "jit = off\n";

/* initdb runs for blue and for green: a copy of one folder would have the same system identifier. */
static bool start_initdb(struct setup *s, enum sandbox_cluster which, struct err *err)
{
	struct cluster *c = s->sb->cluster[which];
	char *program = mem_printf("%s/initdb", s->sb->bindir), *pwfile = mem_printf("--pwfile=%s/%s.pw", s->sb->dir, c->name);
	const char *argv[] = { program,
		               "-D",
		               c->data,
		               "-U",
		               SB_OPERATOR,
		               pwfile,
		               "--auth=scram-sha-256",
		               "--encoding=UTF8",
		               "--no-locale",
		               "--no-sync",
		               "--no-instructions",
		               NULL };
	struct child_spec spec = { .argv = argv, .cwd = s->sb->dir, .deadline_ms = PROGRAM_MS, .max_output = STR_PAGE };
	bool ok = child_start(s->sb->loop, &spec, &(struct child_watch){ .done = on_child, .self = s }, err) != NULL;

	/* Counted only when it runs: a program that did not start will not answer. */
	s->missing += ok;
	free(program);
	free(pwfile);
	return ok;
}

/* Appends the server's settings. A Unix socket's path has at most 107 bytes: in a deep folder the server has no socket and is reached over
 * loopback only. */
static bool configure(const struct sandbox *sb, enum sandbox_cluster which, struct err *err)
{
	char *path = mem_printf("%s/postgresql.conf", sb->cluster[which]->data);
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	struct str text;
	bool ok;

	str_init(&text, STR_PAGE);
	str_add(&text, server_settings);
	str_addf(&text, "unix_socket_directories = '%s'\n", strlen(sb->dir) < 80 ? sb->dir : "");
	/* Appended: in postgresql.conf the last line about a setting counts. */
	ok = fd >= 0 && write(fd, text.s, text.len) == (ssize_t)text.len;
	if (!ok)
		err_whyf(err, ERR_WORLD, _("configuring a database server"), _("Free some space and try again."), "%s: %s", path,
		         strerror(errno));
	if (fd >= 0)
		close(fd);
	str_release(&text);
	free(path);
	return ok;
}

/* Only initdb reads these files; the passwords stand in the passfile, too. */
static void drop_pwfiles(const struct sandbox *sb)
{
	char *blue = mem_printf("%s/blue.pw", sb->dir), *green = mem_printf("%s/green.pw", sb->dir);

	unlink(blue);
	unlink(green);
	free(blue);
	free(green);
}

/* Blue (unless it belongs to another sandbox) and green; the standby is copied from blue later. */
static bool make_clusters(struct setup *s, struct err *err)
{
	s->progress(s->self, _("making the databases …"));
	bool own = !s->sb->cluster[SB_BLUE]->foreign;

	/* Both at once: neither needs the other. */
	if ((own && !start_initdb(s, SB_BLUE, err)) || !start_initdb(s, SB_GREEN, err))
		return false;
	if (!wait_all(s, _("making the databases (initdb)"), err))
		return false;
	drop_pwfiles(s->sb);
	return (!own || configure(s->sb, SB_BLUE, err)) && configure(s->sb, SB_GREEN, err);
}

/* Both servers start side by side, since each may have to recover first. */
static bool start_clusters(struct setup *s, struct err *err)
{
	bool own = !s->sb->cluster[SB_BLUE]->foreign;
	s->missing = own ? 2 : 1;

	s->progress(s->self, _("starting the blue and the green database …"));
	if (own)
		sandbox_cluster_start(s->sb, SB_BLUE, on_done, s);
	sandbox_cluster_start(s->sb, SB_GREEN, on_done, s);
	return wait_all(s, _("starting the databases"), err);
}

/* Blue's streaming replica. -R makes pg_basebackup write the connection into the copy; the password stays in the passfile. */
static bool make_standby(struct setup *s, struct err *err)
{
	struct sandbox *sb = s->sb;
	if (sb->cluster[SB_STANDBY]->foreign)
		return true;
	s->missing = 1;
	char *program = mem_printf("%s/pg_basebackup", sb->bindir), *passfile = mem_printf("%s/" SB_PASSFILE, sb->dir);
	/* The name is what blue's pg_stat_replication shows for its replica. */
	char *base = sandbox_conninfo(sb, SB_BLUE, "postgres", SB_OPERATOR), *named = pg_conninfo_with(base, "application_name", "standby");
	char *conninfo = pg_conninfo_with(named, "passfile", passfile);
	const char *argv[] = { program,  "-d",        conninfo,        "-D", sb->cluster[SB_STANDBY]->data, "-R", "-c", "fast", "-X",
		               "stream", "--no-sync", "--no-password", NULL };
	struct child_spec spec = { .argv = argv, .cwd = sb->dir, .deadline_ms = PROGRAM_MS, .max_output = STR_PAGE };
	bool ok;

	s->progress(s->self, _("copying blue to its replica …"));
	/* The passfile is the only place with a password. */
	ok = child_start(sb->loop, &spec, &(struct child_watch){ .done = on_child, .self = s }, err) &&
	     wait_all(s, _("copying blue to its replica (pg_basebackup)"), err);
	free(program);
	free(passfile);
	free(base);
	free(named);
	free(conninfo);
	if (!ok)
		return false;
	s->missing = 1;
	sandbox_cluster_start(sb, SB_STANDBY, on_done, s);
	return wait_all(s, _("starting blue's replica"), err);
}

/* ---- Blue in use ---- */

/* As in a first deployment: database and role, migrations, first start of the application. */
static bool make_blue(struct setup *s, struct err *err)
{
	struct sandbox *sb = s->sb;
	const struct sandbox_database *db = &sb->database[SB_APP_BLUE];
	s->missing = 1;

	s->progress(s->self, _("making the schema of Kratos 1.0.0 …"));
	sandbox_create_database(sb, db->cluster, db->name, db->role, &db->password, on_done, s);
	if (!wait_all(s, _("making blue's database"), err))
		return false;
	s->missing = 1;
	sandbox_migrate(sb, db->cluster, db->name, db->role, "1.0.0", MIGRATE_MS, NULL, on_done, s);
	if (!wait_all(s, _("migrating blue's database"), err))
		return false;
	s->missing = 1;
	sandbox_first_start(sb, db->cluster, db->name, on_done, s);
	return wait_all(s, _("starting blue's application"), err);
}

/* The longest step, so its progress line says how many identities are made. */
static bool fill(struct setup *s, struct err *err)
{
	s->missing = 1;
	char *line = mem_printf(_("filling it with %lld identities …"), (long long)s->sb->identities);

	s->progress(s->self, line);
	free(line);
	fill_blue(s->sb, on_done, s);
	return wait_all(s, _("filling blue's database"), err);
}

/* From here on users are served: the workload finds the route within a few milliseconds. */
static bool serve(struct sandbox *sb, struct err *err)
{
	const struct sandbox_database *db = &sb->database[SB_APP_BLUE];
	char *conninfo = sandbox_conninfo(sb, db->cluster, db->name, db->role);
	bool ok;

	/* Before the route: the health endpoint must answer before users come. */
	sb->health = health_new(sb);
	sandbox_app_serve(sb, SB_APP_BLUE, APP_SERVING, "1.0.0");
	ok = sandbox_route_set(sb, "iam/kratos", conninfo, &db->password, err);
	free(conninfo);
	return ok;
}

/* ---- The servers of another sandbox ---- */

/* A line of the other sandbox's passfile is "address:port:*:operator:password"; blue is first, then its replica (write_secrets). */
static bool take_server(struct cluster *c, const char **line)
{
	const char *at = *line, *end = at + strcspn(at, "\n"), *colon[4];
	int64_t port;
	char *text;
	bool ok;

	for (int i = 0; i < 4; i++, at = colon[i - 1] + 1)
		if (!(colon[i] = memchr(at, ':', (size_t)(end - at))))
			return false;
	text = mem_dupn(colon[0] + 1, (size_t)(colon[1] - colon[0] - 1));
	ok = str_to_int(text, 1, 65535, &port);
	free(text);
	c->port = (int)port;
	c->foreign = true;
	secret_set(&c->password, colon[3] + 1, (size_t)(end - colon[3] - 1));
	*line = *end ? end + 1 : end;
	return ok;
}

/* Two products on one server, as in a bundle with a shared PostgreSQL: the other sandbox's blue and its replica are used as this one's. */
static bool go_beside(struct sandbox *sb, struct err *err)
{
	char *path = mem_printf("%s/" SB_PASSFILE, sb->beside);
	const char *line;
	struct str text;
	bool ok;

	str_init(&text, STR_PAGE);
	ok = file_read(path, STR_PAGE, &text, err);
	line = str_text(&text);
	if (ok && (!take_server(sb->cluster[SB_BLUE], &line) || !take_server(sb->cluster[SB_STANDBY], &line)))
		ok = err_set(err, ERR_INPUT, _("looking for the other sandbox"), path,
		             _("Name the folder of a sandbox that is up with --beside."));
	secret_wipe(text.s, text.len);
	str_release(&text);
	free(path);
	return ok;
}

/* ---- All of it ---- */

/* Ports, folders, clusters, names and passwords: all that the first program needs. */
static bool prepare(struct sandbox *sb, struct err *err)
{
	int port[SB_CLUSTERS + SB_APPS + 1];
	char *log = mem_printf("%s/log", sb->dir);
	/* The whole path of the wizard's cache (port/cache.h): a wizard that runs as root leaves files of root's there, and the sandbox
	 * can remove those only from folders that it owns. */
	char *cache = mem_printf("%s/cache/teal/http", sb->dir);
	/* Six ports: three servers, two health endpoints, the mirror. */
	bool ok = pick_ports(port, mem_count(port), err) && paths_make(log, err) && paths_make(cache, err);

	free(log);
	free(cache);
	if (!ok)
		return false;
	for (int i = 0; i < SB_CLUSTERS; i++)
		sb->cluster[i] = cluster_new(sb, (enum sandbox_cluster)i, port[i]);
	for (int i = 0; i < SB_APPS; i++)
		sb->port[i] = port[SB_CLUSTERS + i];
	sb->mirror_port = port[SB_CLUSTERS + SB_APPS];
	random_password(&sb->cluster[SB_BLUE]->password);
	random_password(&sb->cluster[SB_GREEN]->password);
	secret_copy(&sb->cluster[SB_STANDBY]->password, &sb->cluster[SB_BLUE]->password);
	if (sb->beside && !go_beside(sb, err))
		return false;
	sb->database[SB_APP_BLUE] =
		(struct sandbox_database){ SB_BLUE,
		                           mem_dup(sb->beside ? SB_BESIDE_DATABASE : SB_BLUE_DATABASE),
		                           sb->beside ? mem_dup(SB_BESIDE_ROLE) : mem_printf("relation_id_%d", SB_BLUE_RELATION),
		                           { 0 } };
	sb->database[SB_APP_GREEN] = (struct sandbox_database){ SB_GREEN, mem_dup(SB_GREEN_DATABASE), mem_dup(SB_OPERATOR), { 0 } };
	random_password(&sb->database[SB_APP_BLUE].password);
	secret_copy(&sb->database[SB_APP_GREEN].password, &sb->cluster[SB_GREEN]->password);
	return write_secrets(sb, err);
}

/* Each step needs the one before; the first failure ends the chain. */
bool setup_run(struct setup *s, struct err *err)
{
	/* The replica is made before the rows, so that it follows them as a replica does, and does not have to be copied with them. */
	return prepare(s->sb, err) && make_clusters(s, err) && start_clusters(s, err) && make_standby(s, err) && make_blue(s, err) &&
	       fill(s, err) && serve(s->sb, err);
}

/* Reaps every server that has ended, so that none is left a zombie. */
static bool all_gone(struct sandbox *sb)
{
	bool gone = true;

	for (int i = 0; i < SB_CLUSTERS; i++)
		if (sb->cluster[i] && cluster_reap(sb->cluster[i]))
			gone = false;
	return gone;
}

/* Signals all servers and then waits for all of them, at most patience milliseconds, so that they end side by side. */
static void end_by(struct sandbox *sb, int sig, int64_t patience)
{
	int64_t by = loop_now() + patience;

	for (int i = 0; i < SB_CLUSTERS; i++)
		if (sb->cluster[i])
			cluster_signal(sb->cluster[i], sig);
	while (!all_gone(sb) && loop_now() < by)
		loop_turn(sb->loop, 50);
}

/* A fast shutdown first: sessions are rolled back and a checkpoint is made. The immediate shutdown does neither and ends a server that
 * hangs. */
void setup_end(struct sandbox *sb)
{
	for (int i = 0; i < SB_CLUSTERS; i++)
		if (sb->cluster[i])
			/* A start that is still under way must not bring the server back. */
			sb->cluster[i]->closed = true;
	end_by(sb, SIGINT, FAST_END_MS);
	end_by(sb, SIGQUIT, IMMEDIATE_END_MS);
	for (int i = 0; i < SB_CLUSTERS; i++) {
		cluster_free(sb->cluster[i]);
		sb->cluster[i] = NULL;
	}
}
