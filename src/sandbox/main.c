/* teal-sandbox: the training sandbox as a program. start() brings up the parts (folder, servers, users, juju, mirror), one line of JSON on
 * stdout says that all is ready, and stop() takes the parts down in reverse. The sandbox ends when its standard input ends, so that it does
 * not outlive the wizard; --stay turns that off. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "port/loop.h"
#include "port/paths.h"
#include "sandbox/github/mirror.h"
#include "sandbox/product/kratos/workload.h"
#include "sandbox/scenario.h"
#include "sandbox/settings.h"
#include "sandbox/setup.h"
#include "sandbox/world/cluster.h"
#include "sandbox/world/health.h"
#include "sandbox/world/home.h"
#include "sandbox/world/sandbox.h"

/* Bounds of the options: rows that an ordinary disk holds, requests a second that one process can make. */
#define IDENTITIES_MOST ((int64_t)50000000)
#define RATE_MOST ((int64_t)20000)
/* How long the workload may take to end after SIGTERM. */
#define WORKLOAD_END_MS 3000

/* dir and beside are borrowed from argv. dir NULL: $TMPDIR or /tmp; beside NULL: servers of its own. */
struct options {
	const char *dir, *beside;
	/* rate: requests a second. */
	int64_t identities, rate, seed;
	const struct scenario *scenario;
	bool keep, stay;
};

/* The end of standard input, as a waiter of the loop. */
struct life {
	struct loop *loop;
	struct waiter waiter;
	bool stay; /* standard input does not matter */
	bool input_ended;
};

/* For the signal handler, which may use nothing else of the program. */
static volatile sig_atomic_t shall_end;
static struct loop *loop_to_wake;

/* Async-signal-safe: a flag, and one byte into the loop's pipe. */
static void on_signal(int sig)
{
	shall_end = 1;
	if (loop_to_wake)
		loop_wake(loop_to_wake);
}

/* Without --stay the loop wakes when standard input has something to read, its end included. */
static void life_ask(void *self, struct loop_ask *ask)
{
	const struct life *life = self;

	if (!life->stay && !life->input_ended)
		loop_want_fd(ask, STDIN_FILENO, POLLIN);
}

/* Input is read and dropped; only its end has a meaning. */
static void life_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct life *life = self;
	char bytes[256];

	if (life->stay || life->input_ended || !loop_revents(ready, STDIN_FILENO))
		return;
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		life->input_ended = true;
}

/* Asked by the setup, too, so that a signal ends a start that takes long. */
static bool life_ended(void *self)
{
	const struct life *life = self;

	return shall_end || life->input_ended;
}

/* Progress goes to stderr: stdout holds the ready line only. */
static void say(void *self, const char *line)
{
	fprintf(stderr, "%s\n", line);
}

/* ---- Options ---- */

/* All options; the manual leaves them to this text. */
static void usage(FILE *to)
{
	fputs(_("Usage: teal-sandbox [OPTION]...\n"
	        "Starts real PostgreSQL servers, a product and its users in a private folder, for training.\n"
	        "It ends when its standard input ends.\n\n"
	        "  --dir DIR         make the private folder in DIR (default: $TMPDIR or /tmp)\n"
	        "  --identities N    how many identities blue has (default: 20000)\n"
	        "  --rate R          requests a second of its users (default: 100)\n"
	        "  --keep            keep the folder at the end\n"
	        "  --stay            go on when the standard input ends\n"
	        "  --seed S          for other rows and other users (default: 1)\n"
	        "  --beside DIR      blue's database lies on the servers of the sandbox in DIR\n"
	        "  --scenario NAME   what is odd and what goes wrong: smooth, odd, slow-migration, … (default: smooth)\n"
	        "  --help            this text\n"
	        "  --version         the version\n"),
	      to);
}

/* The value of an option; prints the message itself, since only this function knows the option and its bounds. */
static bool number(const char *name, const char *text, int64_t low, int64_t high, int64_t *out)
{
	if (str_to_int(text, low, high, out))
		return true;
	fprintf(stderr, _("teal-sandbox: --%s wants a whole number from %lld to %lld, not \"%s\"\n"), name, (long long)low, (long long)high,
	        text);
	return false;
}

/* A value of --scenario; false after a message with all names. */
static bool scenario(const char *name, const char *text, const struct scenario **out)
{
	struct str names;

	if ((*out = scenario_find(text)))
		return true;
	str_init(&names, STR_LINE);
	scenario_names(&names);
	fprintf(stderr, _("teal-sandbox: --%s wants one of %s, not \"%s\"\n"), name, str_text(&names), text);
	str_release(&names);
	return false;
}

/* True: go on; false: end with *code. */
static bool options_read(struct options *o, int argc, char **argv, int *code)
{
	static const struct option known[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "identities", required_argument, NULL, 'n' },
		{ "rate", required_argument, NULL, 'r' },
		{ "keep", no_argument, NULL, 'k' },
		{ "stay", no_argument, NULL, 's' },
		{ "seed", required_argument, NULL, 'x' },
		{ "beside", required_argument, NULL, 'b' },
		{ "scenario", required_argument, NULL, 'w' },
		{ "world", required_argument, NULL, 'w' }, /* the former name of --scenario */
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int which, index = 0;
	bool ok = true;

	*o = (struct options){ .identities = 20000, .rate = 100, .seed = 1, .scenario = scenario_at(0) };
	*code = 0;
	while (ok && (which = getopt_long(argc, argv, "", known, &index)) != -1) {
		switch (which) {
		case 'd':
			o->dir = optarg;
			break;
		case 'n':
			ok = number(known[index].name, optarg, 1, IDENTITIES_MOST, &o->identities);
			break;
		case 'r':
			ok = number(known[index].name, optarg, 0, RATE_MOST, &o->rate);
			break;
		case 'x':
			ok = number(known[index].name, optarg, 0, INT32_MAX, &o->seed);
			break;
		case 'b':
			o->beside = optarg;
			break;
		case 'w':
			ok = scenario(known[index].name, optarg, &o->scenario);
			break;
		case 'k':
			o->keep = true;
			break;
		case 's':
			o->stay = true;
			break;
		case 'h':
			usage(stdout);
			return false;
		case 'v':
			puts("teal-sandbox " VERSION);
			return false;
		default:
			ok = false;
		}
	}
	/* Arguments without an option have no meaning here, and are most likely a mistake. */
	if (ok && optind == argc)
		return true;
	if (ok)
		fprintf(stderr, _("teal-sandbox: \"%s\" is one word too many\n"), argv[optind]);
	fputs(_("Try \"teal-sandbox --help\".\n"), stderr);
	*code = 2;
	return false;
}

/* ---- The parts, up and down ---- */

/* Everything that stop() must undo. A member that is still zero was not started. */
struct run {
	struct options options;
	struct sandbox sb;
	struct home home;
	struct life life;
	struct setup setup;
	struct juju *juju;
	struct mirror *mirror;
	int workload; /* process id, 0: none */
};

/* teal-juju, beside this program or where it was installed; owned, NULL: not found. Called before the rights of root are given up: the
 * folder may be unreadable afterwards. */
static char *find_juju_program(void)
{
	char self[PATH_MAX], *beside;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n > 0) {
		self[n] = '\0';
		/* The link is absolute, so there is a slash in it. */
		*strrchr(self, '/') = '\0';
		beside = mem_printf("%s/teal-juju", self);
		if (file_exists(beside))
			return beside;
		free(beside);
	}
	return file_exists(PKGLIBEXECDIR "/teal-juju") ? mem_dup(PKGLIBEXECDIR "/teal-juju") : NULL;
}

/* Also before the rights of root are given up. Without the catalogue the training starts all the same, after a message: the mirror then has
 * no lists of migrations. */
static void read_releases(struct run *r)
{
	struct err why = { 0 };
	struct str text;

	r->mirror = mirror_new(&why);
	if (why.kind == ERR_NONE)
		return;
	str_init(&text, STR_LINE);
	err_text(&why, &text);
	say(NULL, str_text(&text));
	str_release(&text);
}

/* The log folder comes first, since the process opens its log there at once. */
static bool start_workload(struct run *r, struct err *err)
{
	char *log = mem_printf("%s/log", r->home.dir);
	bool ok = paths_make(log, err);

	free(log);
	if (!ok)
		return false;
	r->workload = workload_fork(&(struct workload_spec){
		.dir = r->home.dir, .rate = r->options.rate, .identities = r->options.identities, .seed = r->options.seed });
	if (r->workload > 0)
		return true;
	r->workload = 0;
	return err_set(err, ERR_WORLD, _("starting the users"), strerror(errno), _("End some programs and try again."));
}

/* From here on a signal ends the sandbox in order. Before, it kills the program, and the next sandbox removes the folder (home.c). */
static void start_life(struct run *r)
{
	struct sigaction end = { .sa_handler = on_signal };

	r->sb.loop = loop_new();
	r->sb.dir = mem_dup(r->home.dir);
	r->sb.identities = r->options.identities;
	r->sb.rate = r->options.rate;
	r->sb.seed = r->options.seed;
	r->sb.world = r->options.scenario->world;
	mem_set(&r->sb.beside, r->options.beside);
	r->life = (struct life){ .loop = r->sb.loop, .stay = r->options.stay };
	r->life.waiter = (struct waiter){ .ask = life_ask, .turn = life_turn, .self = &r->life };
	loop_add(r->sb.loop, &r->life.waiter);
	loop_to_wake = r->sb.loop;
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	/* Writing to a client or a parent that has gone must not kill the sandbox. */
	signal(SIGPIPE, SIG_IGN);
}

/* In this order: what needs root, what needs a folder, what must be forked before there is a loop, the rest. */
static bool start(struct run *r, struct err *err)
{
	r->sb.juju_program = find_juju_program();
	read_releases(r);
	if (!home_drop_root(err) || !(r->sb.bindir = cluster_find_bindir(err)) || !home_make(&r->home, r->options.dir, err))
		return false;
	/* Forked before the loop is made, since a loop must not be shared with a child. */
	if (!start_workload(r, err))
		return false;
	start_life(r);
	r->setup = (struct setup){ .sb = &r->sb, .ended = life_ended, .progress = say, .self = &r->life };
	if (!setup_run(&r->setup, err))
		return false;
	/* After the setup, since the stand-in and the mirror describe a blue that serves and the faults must not disturb the setup. */
	if (!scenario_begin(r->options.scenario, &r->sb, err) || !(r->juju = juju_start(&r->sb, err)) ||
	    !mirror_open(r->mirror, r->sb.loop, r->sb.mirror_port, err))
		return false;
	return settings_write(&r->sb, err);
}

/* SIGTERM, and SIGKILL after WORKLOAD_END_MS. Even then at most a tenth of a second of the books is lost (workload_books.c). */
static void end_workload(struct run *r)
{
	int64_t by = loop_now() + WORKLOAD_END_MS;

	if (r->workload == 0)
		return;
	kill(r->workload, SIGTERM);
	while (waitpid(r->workload, NULL, WNOHANG) == 0) {
		/* A child's end has no descriptor to wait for, and the loop may not exist yet. */
		poll(NULL, 0, 10);
		if (loop_now() >= by)
			kill(r->workload, SIGKILL);
	}
	r->workload = 0;
}

/* The struct's own memory; clusters and endpoints are freed already. */
static void sandbox_release(struct sandbox *sb)
{
	for (int i = 0; i < SB_APPS; i++) {
		free(sb->database[i].name);
		free(sb->database[i].role);
		secret_release(&sb->database[i].password);
	}
	free(sb->faults.text);
	free(sb->dir);
	free(sb->beside);
	free(sb->bindir);
	free(sb->juju_program);
}

/* Kills what may still run, initdb and pg_basebackup say, so that no process writes into the folder while it is removed. Each child has a
 * session of its own, so its group is killed as well. The list of children comes from proc(5). */
static void end_children(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	for (int round = 0; round < 100; round++) {
		FILE *f = fopen(path, "re");
		int pid, n = 0;

		while (f && fscanf(f, "%d", &pid) == 1) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			n++;
		}
		if (f)
			fclose(f);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (n == 0)
			return;
		poll(NULL, 0, 20);
	}
}

/* The users end first, so that the books record no failure of the shutdown itself. Safe wherever start stopped. */
static void stop(struct run *r)
{
	end_workload(r);
	juju_stop(r->juju);
	health_free(r->sb.health);
	mirror_free(r->mirror);
	if (r->sb.loop) {
		setup_end(&r->sb);
		loop_remove(r->sb.loop, &r->life.waiter);
		/* A later signal must not use the loop that is freed next. */
		loop_to_wake = NULL;
		loop_free(r->sb.loop);
	}
	end_children();
	free(r->setup.why);
	if (r->home.dir && r->options.keep)
		fprintf(stderr, _("The folder was kept: %s\n"), r->home.dir);
	home_release(&r->home, r->options.keep ? HOME_KEEP : HOME_REMOVE);
	sandbox_release(&r->sb);
}

/* ---- The line that the wizard reads ---- */

/* Takes o. Flushed, since the wizard waits for the line. */
static void print_line(struct json *o)
{
	char *text = json_line(o);

	puts(text);
	fflush(stdout);
	free(text);
	json_free(o);
}

/* The one line on stdout: all is up, and these are the paths of the settings, of juju and of the wizard's cache. */
static void print_ready(const struct sandbox *sb, const struct scenario *scenario)
{
	struct json *o = json_object();
	char *settings = mem_printf("%s/settings.json", sb->dir), *juju = mem_printf("%s/bin/juju", sb->dir);
	char *cache = mem_printf("%s/cache", sb->dir);

	json_put_bool(o, "ready", true);
	json_put_str(o, "dir", sb->dir);
	json_put_str(o, "settings", settings);
	json_put_str(o, "juju", juju);
	json_put_str(o, "cache", cache);
	json_put_str(o, "scenario", scenario->name);
	json_put_str(o, "story", _(scenario->story));
	json_put_str(o, "good", _(scenario->good));
	print_line(o);
	free(settings);
	free(juju);
	free(cache);
}

/* The same reason twice: as JSON on stdout for the program that started the sandbox, as a sentence on stderr for people. Returns the exit
 * status; 6: the machine lacks something. */
static int print_failed(const struct err *err)
{
	struct json *o = json_object();
	struct str text;

	str_init(&text, STR_LINE);
	err_text(err, &text);
	json_put_bool(o, "ready", false);
	json_put_str(o, "error", str_text(&text));
	print_line(o);
	fprintf(stderr, "teal-sandbox: %s\n", str_text(&text));
	str_release(&text);
	return err->kind == ERR_ENVIRONMENT ? 6 : 1;
}

/* Exit status: 0 ended on request, 1 failed, 2 wrong options, 6 the machine lacks something. The folder is removed at
 * the end, but for --keep. */
int main(int argc, char **argv)
{
	/* 0 would be taken for an open descriptor and closed by stop(). */
	struct run run = { .home.lock = -1 };
	struct err err = { 0 };
	int code;

	setlocale(LC_ALL, "");
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	if (!options_read(&run.options, argc, argv, &code))
		return code;
	if (start(&run, &err)) {
		print_ready(&run.sb, run.options.scenario);
		/* Everything runs in the loop, which sleeps until a waiter is due. */
		while (!life_ended(&run.life))
			loop_turn(run.sb.loop, -1);
	} else {
		code = print_failed(&err);
	}
	stop(&run);
	return code;
}
