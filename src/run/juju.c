/* juju as a child: its environment, its deadline, and what its end means below the level of any command. */
#include "config.h"

#include "run/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/juju_run.h"
#include "port/child.h"

/* facts: no colours, no translated numbers, and only the model that -m names. */
static const char *const juju_env[] = { "NO_COLOR=1", "TERM=dumb", "LC_ALL=C.UTF-8", "JUJU_MODEL", NULL };

/* argv without the program's name. The output is bounded (RUN_JUJU_OUTPUT), the deadline is ours: juju's own dial
 * attempts can last minutes (facts/juju.md section 2). NULL and err when there is no such program. */
struct child *juju_start(struct run *run, const char *const *argv, int64_t deadline_ms, const struct child_watch *watch, struct err *err)
{
	const char *juju = run->model.settings.juju;
	const char **full;
	struct child_spec spec = { .env = juju_env, .deadline_ms = deadline_ms, .max_output = RUN_JUJU_OUTPUT };
	struct child *child;
	size_t n = 0;

	while (argv[n])
		n++;
	full = mem_zalloc(n + 2, sizeof *full);
	full[0] = juju && *juju ? juju : "juju";
	memcpy(full + 1, argv, n * sizeof *full);
	spec.argv = full;
	child = child_start(run->loop, &spec, watch, err);
	free(full);
	return child;
}

/* A child that was ended by our own deadline is told as timed out, not as ended by a signal. A login that has expired
 * is noticed here, whoever asked: from then on no look starts another juju until somebody has logged in. */
void juju_answer(struct run *run, const struct child_result *r, struct answer *a)
{
	*a = (struct answer){
		.started = true,
		.timed_out = r->timed_out,
		.exit_code = r->exit_code,
		.out = str_text(&r->out),
		.err = str_text(&r->err),
		.out_len = r->out.len,
		.err_len = r->err.len,
		.took_ms = r->took_ms,
	};
	if (r->signal && !r->timed_out)
		a->trouble = _("juju was ended by a signal");
	else if (r->cut)
		a->trouble = _("juju's answer is too long to be read");
	if (r->exit_code != 0 && juju_stderr_trouble(a->err, a->err_len, NULL) == JUJU_TROUBLE_LOGIN) {
		mem_set(&run->login_words, a->err);
		run->changed = true;
	}
}
