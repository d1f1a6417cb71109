/* `juju login` for the operator. The only place where a child gets the terminal: a password or a browser's code goes from the person to
 * juju, and Teal never reads it. */
#include "config.h"

#include "cli/login.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/signals.h"
#include "plan/settings.h"
#include "port/child.h"
#include "port/loop.h"

/* The controller of "controller:owner/model", owned; NULL when the model is given without one (juju's current one counts then). */
static char *controller_of(const struct settings *s, enum side side)
{
	const char *model = s->side[side].juju_model ? s->side[side].juju_model : "", *colon = strchr(model, ':');

	return colon ? mem_dupn(model, (size_t)(colon - model)) : NULL;
}

/* The logins of one call of login_run. */
struct login {
	const struct settings *settings;
	bool (*meanwhile)(void *self);
	void *self;
	bool failed; /* at least one login failed */
};

/* Not by port/child.h, whose children have no terminal and a session of their own. Status 127 means "no such program", as in shells. */
static void run_one(struct login *l, const char *controller)
{
	const char *juju = l->settings->juju ? l->settings->juju : "juju";
	const char *const argv[] = { juju, "login", controller ? "-c" : NULL, controller, NULL };
	char **env = child_environment();
	int64_t asked = 0;
	int pid, status = 0, over;

	/* Otherwise both processes would print the text that is still in the buffer. */
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		signals_restore();
		execvpe(juju, (char *const *)argv, env);
		_exit(127);
	}
	while (pid > 0 && ((over = waitpid(pid, &status, WNOHANG)) == 0 || (over < 0 && errno == EINTR)))
		if (!l->meanwhile(l->self)) {
			/* A child that ignores SIGTERM is killed after CHILD_GRACE_MS. */
			asked = asked ? asked : loop_now();
			kill(pid, loop_now() - asked < CHILD_GRACE_MS ? SIGTERM : SIGKILL);
		}
	free(env);
	l->failed |= pid < 0 || status != 0;
	if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
		fprintf(stderr, _("teal: %s cannot be run: %s\n"), juju, strerror(pid < 0 ? errno : ENOENT));
}

/* Calls one for blue's controller, and for green's when it is another one. The names are valid during the call only. */
static void each(const struct settings *s, void (*one)(void *self, const char *controller), void *self)
{
	char *blue = controller_of(s, BLUE), *green = controller_of(s, GREEN);

	one(self, blue);
	if (!str_same(blue, green))
		one(self, green);
	free(blue);
	free(green);
}

/* The name needs no quoting, since argv goes to no shell. */
static void log_in(void *self, const char *controller)
{
	run_one(self, controller);
}

/* Adds the command as login_shown prints it. */
static void show(void *self, const char *controller)
{
	struct str *out = self;

	str_addf(out, "%sjuju login%s%s", out->len ? "; " : "", controller ? " -c " : "", controller ? controller : "");
}

/* The signals are taken back in any case, also after a login that failed. */
bool login_run(const struct settings *s, bool (*meanwhile)(void *self), void *self)
{
	struct login l = { s, meanwhile, self, false };

	signals_foreground(SIGNALS_LENT);
	each(s, log_in, &l);
	signals_foreground(SIGNALS_OURS);
	return !l.failed;
}

/* Goes over the controllers as login_run does, so that the shown commands are the ones that run. */
char *login_shown(const struct settings *s)
{
	struct str text;

	str_init(&text, STR_LINE);
	each(s, show, &text);
	return str_take(&text);
}
