/* Postmasters: started as children of the sandbox, probed until they answer, signalled, reaped; and where PostgreSQL's programs are. */
#include "config.h"

#include "sandbox/world/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"

/* The deadline of one start, recovery after a kill included, and the pause between two probes. */
#define START_MS 60000
#define TRY_MS 100

static const char *const cluster_names[SB_CLUSTERS] = { [SB_BLUE] = "blue", [SB_STANDBY] = "standby", [SB_GREEN] = "green" };

/* setup.c sets the password. No server runs yet. */
struct cluster *cluster_new(struct sandbox *sb, enum sandbox_cluster which, int port)
{
	struct cluster *c = mem_zalloc(1, sizeof(*c));

	c->sb = sb;
	c->name = cluster_names[which];
	c->data = mem_printf("%s/%s", sb->dir, c->name);
	c->port = port;
	return c;
}

void cluster_free(struct cluster *c)
{
	if (!c)
		return;
	free(c->data);
	secret_release(&c->password);
	free(c);
}

/* In the child, between fork and exec. The kernel sends SIGQUIT when the sandbox dies: an immediate shutdown, which ends the postmaster's
 * own children, too. pg_ctl is not used, since its server would be an orphan that outlives the sandbox. */
static _Noreturn void become_postmaster(const struct cluster *c, const char *program, const char *log, int parent)
{
	char port[32], name[64];
	sigset_t none;
	int fd;

	/* A session of its own: Ctrl-C on the terminal must not end the servers before the sandbox does. */
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGQUIT);
	/* The parent died before prctl: the death signal would never come. */
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Ignored signals stay ignored over exec, and the server needs the defaults. */
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	if ((fd = open("/dev/null", O_RDONLY)) >= 0)
		dup2(fd, STDIN_FILENO);
	if ((fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600)) >= 0) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
	snprintf(port, sizeof(port), "port=%d", c->port);
	snprintf(name, sizeof(name), "cluster_name=%s", c->name);
	execl(program, program, "-D", c->data, "-c", port, "-c", name, (char *)NULL);
	_exit(127);
}

/* err may be NULL: start_turn names the server's log instead of the reason. */
bool cluster_spawn(struct cluster *c, struct err *err)
{
	if (c->closed)
		return err_set(err, ERR_WORLD, _("starting a database server"), _("the sandbox ends"), "");
	char *program = mem_printf("%s/postgres", c->sb->bindir), *log = mem_printf("%s/log/%s.log", c->sb->dir, c->name);
	/* The texts are made before the fork: between fork and exec nothing may be allocated. */
	int parent = getpid(), pid = fork();

	if (pid == 0)
		become_postmaster(c, program, log, parent);
	free(program);
	free(log);
	if (pid < 0)
		return err_set(err, ERR_WORLD, _("starting a database server"), strerror(errno), _("End some programs and try again."));
	c->pid = pid;
	return true;
}

/* ECHILD: the process was reaped elsewhere, so it has ended as well. */
bool cluster_reap(struct cluster *c)
{
	int status, ended;

	if (c->pid == 0)
		return false;
	ended = waitpid(c->pid, &status, WNOHANG);
	if (ended == c->pid || (ended < 0 && errno == ECHILD))
		c->pid = 0;
	return c->pid != 0;
}

/* Reaps first: the number of a process that was reaped may belong to another process by now. */
void cluster_signal(struct cluster *c, int sig)
{
	if (cluster_reap(c))
		kill(c->pid, sig);
}

/* ---- The clusters as sandbox.h shows them ---- */

int sandbox_cluster_port(const struct sandbox *sb, enum sandbox_cluster which)
{
	return sb->cluster[which]->port;
}

const struct secret *sandbox_cluster_password(const struct sandbox *sb, enum sandbox_cluster which)
{
	return &sb->cluster[which]->password;
}

/* A foreign server is taken as running: its process is another sandbox's child. */
bool sandbox_cluster_alive(const struct sandbox *sb, enum sandbox_cluster which)
{
	struct cluster *c = sb->cluster[which];

	return c->foreign || cluster_reap(c);
}

/* Names of this kind need no quotes in a connection text. */
static bool is_plain(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")] == '\0';
}

/* Names are quoted by libpq's rules only where they must be, since the text is shown to people. */
char *sandbox_conninfo(const struct sandbox *sb, enum sandbox_cluster which, const char *dbname, const char *user)
{
	if (is_plain(dbname) && is_plain(user))
		return mem_printf("host=" SB_ADDRESS " port=%d dbname=%s user=%s", sandbox_cluster_port(sb, which), dbname, user);
	char *base = mem_printf("host=" SB_ADDRESS " port=%d", sandbox_cluster_port(sb, which));
	char *with_name = pg_conninfo_with(base, "dbname", dbname), *whole = pg_conninfo_with(with_name, "user", user);

	free(base);
	free(with_name);
	return whole;
}

/* The session connects when its first statement is sent, so it may be opened before the server accepts connections. */
struct pg *sandbox_pg(struct sandbox *sb, enum sandbox_cluster which, const char *dbname)
{
	char *conninfo = sandbox_conninfo(sb, which, dbname, SB_OPERATOR);
	struct pg *pg = pg_open(sb->loop, &(struct pg_spec){ .conninfo = conninfo,
	                                                     .password = sandbox_cluster_password(sb, which),
	                                                     .application_name = "teal-sandbox" });

	free(conninfo);
	return pg;
}

/* ---- Starting a server ---- */

/* A start under way; its waiter is in the loop until start_end. */
struct starting {
	struct sandbox *sb;
	enum sandbox_cluster which;
	struct waiter waiter;
	struct pg *pg; /* NULL until the postmaster runs */
	bool asking; /* a probe is under way */
	int64_t by, next; /* monotonic: the deadline; when the next probe is due, 0: the server has answered */
	sandbox_done *done;
	void *self;
};

/* Every start ends here. The waiter leaves the loop before the callback, which may begin the next start. */
static void start_end(struct starting *s, const struct sandbox_result *result)
{
	loop_remove(s->sb->loop, &s->waiter);
	pg_close(s->pg);
	s->done(s->self, result);
	free(s);
}

/* Names the log, which holds the server's reason as long as the folder exists. */
static void start_failed(struct starting *s)
{
	char *why = mem_printf(_("the database server %s does not start; its log is %s/log/%s.log"), s->sb->cluster[s->which]->name,
	                       s->sb->dir, s->sb->cluster[s->which]->name);

	start_end(s, &(struct sandbox_result){ .message = why });
	free(why);
}

/* The answer to a probe. One that comes while no probe is under way is ignored. */
static void on_probe(void *self, const struct reply *reply)
{
	struct starting *s = self;

	if (!s->asking)
		return;
	s->asking = false;
	s->next = reply->ok ? 0 : loop_now() + TRY_MS;
}

/* Asleep while a probe is under way, but not beyond the deadline. */
static void start_ask(void *self, struct loop_ask *ask)
{
	struct starting *s = self;

	loop_want_by(ask, s->asking ? s->by : s->next);
}

/* Starts the postmaster where it does not run, and probes it until it answers. */
static void start_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct starting *s = self;
	struct cluster *c = s->sb->cluster[s->which];

	/* The deadline first, so that a probe that hangs cannot keep the start alive. */
	if (now >= s->by) {
		start_failed(s);
	} else if (s->asking) {
		return;
	} else if (s->pg && s->next == 0) {
		start_end(s, &(struct sandbox_result){ .ok = true, .message = "" });
	} else if (now < s->next) {
		return;
	} else if (!cluster_reap(c)) {
		/* With a session open the postmaster ran before: it did not survive its start. */
		if (s->pg || !cluster_spawn(c, NULL))
			start_failed(s);
		else
			s->pg = sandbox_pg(s->sb, s->which, "postgres");
	} else {
		if (!s->pg)
			s->pg = sandbox_pg(s->sb, s->which, "postgres");
		s->asking = true;
		pg_ask(s->pg, "SELECT 1", 2000, on_probe, s);
	}
}

/* Several starts of one cluster may be under way: each probes by itself, and the first one starts the postmaster. */
void sandbox_cluster_start(struct sandbox *sb, enum sandbox_cluster which, sandbox_done *done, void *self)
{
	struct starting *s = mem_zalloc(1, sizeof(*s));

	*s = (struct starting){ .sb = sb, .which = which, .by = loop_now() + START_MS, .next = loop_now(), .done = done, .self = self };
	s->waiter = (struct waiter){ .ask = start_ask, .turn = start_turn, .self = s };
	loop_add(sb->loop, &s->waiter);
}

/* ---- Where the programs are ---- */

/* Client packages install folders of the same shape without a server. */
static bool has_server(const char *folder)
{
	char *postgres = mem_printf("%s/postgres", folder), *initdb = mem_printf("%s/initdb", folder);
	bool there = access(postgres, X_OK) == 0 && access(initdb, X_OK) == 0;

	free(postgres);
	free(initdb);
	return there;
}

/* Debian has a folder for each major version. The newest wins, by number: as text 9 would come after 16. */
static char *newest_debian(void)
{
	int64_t best = 0, major;
	char *found = NULL;
	glob_t g;

	if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &g) != 0)
		return NULL;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		/* The folder's name is the major version. */
		char *number = mem_dup(g.gl_pathv[i] + strlen("/usr/lib/postgresql/"));
		number[strcspn(number, "/")] = '\0';
		if (str_to_int(number, 1, 1000, &major) && major > best && has_server(g.gl_pathv[i])) {
			best = major;
			mem_set(&found, g.gl_pathv[i]);
		}
		free(number);
	}
	globfree(&g);
	return found;
}

/* For systems other than Debian. A relative folder in PATH is skipped. */
static char *in_path(void)
{
	const char *at = getenv("PATH");

	while (at && *at) {
		size_t n = strcspn(at, ":");
		char *folder = mem_dupn(at, n);
		if (folder[0] == '/' && has_server(folder))
			return folder;
		free(folder);
		at += n + (at[n] == ':');
	}
	return NULL;
}

/* Debian's folders come before PATH, since among those the newest is chosen and in PATH the first. */
char *cluster_find_bindir(struct err *err)
{
	char *folder = newest_debian();

	if (!folder)
		folder = in_path();
	if (!folder)
		err_set(err, ERR_ENVIRONMENT, _("looking for the PostgreSQL server programs"),
		        _("neither /usr/lib/postgresql nor PATH holds postgres and initdb"),
		        _("Install the package postgresql (or postgresql-15)."));
	return folder;
}
