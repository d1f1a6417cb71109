/* Errands of juju: a child, its environment, its deadline, the file that holds what must not stand in argv, and what its end means below
 * the level of any command. */
#include "config.h"

#include "run/own.h"

#include <unistd.h>

#include "base/intl.h"
#include "base/mem.h"
#include "codec/juju_run.h"
#include "port/child.h"
#include "port/paths.h"

enum {
	CHILDREN = 4, /* of probes and passwords at once: every juju loads its whole world */
	OUTPUT_MAX = 16 << 20, /* bytes of an answer; 93 applications make 654 kB */
};

/* facts: no colours, no translated numbers, and only the model that -m names. */
static const char *const juju_env[] = { "NO_COLOR=1", "TERM=dumb", "LC_ALL=C.UTF-8", "JUJU_MODEL", NULL };

/* The snap of juju is confined: it reads no hidden folder, but its own common one (facts: juju, section 2). */
static char *file_folder(const struct run *run)
{
	const char *home = getenv("HOME");
	char *snap = mem_printf("%s/snap/juju/common", home ? home : ""), *own;

	if (!home || !file_exists(snap)) {
		free(snap);
		return mem_dup(run->folder);
	}
	own = mem_printf("%s/teal", snap);
	free(snap);
	if (paths_make(own, NULL))
		return own;
	free(own);
	return mem_dup(run->folder);
}

/* Beside the journal or in the snap's folder, 0600; true when the command has no file. */
static bool write_file(struct errand *e, struct err *err)
{
	const char *text = e->command->file_text;
	char *folder;

	if (!text)
		return true;
	folder = file_folder(e->run);
	e->file = mem_printf("%s/act-%d.txt", folder, (int)getpid());
	free(folder);
	return file_write(e->file, text, strlen(text), err);
}

/* The program and its words, {file} replaced by the file's path; owned, with its words. */
static char **full_argv(const struct errand *e)
{
	const char *juju = e->run->model.settings.juju;
	char **argv = e->command->argv, **out;
	size_t n = 0;

	while (argv[n])
		n++;
	out = mem_zalloc(n + 2, sizeof *out);
	out[0] = mem_dup(juju && *juju ? juju : "juju");
	for (size_t i = 0; i < n; i++) {
		const char *at = e->file ? strstr(argv[i], COMMAND_FILE) : NULL;

		out[i + 1] =
			at ? mem_printf("%.*s%s%s", (int)(at - argv[i]), argv[i], e->file, at + strlen(COMMAND_FILE)) : mem_dup(argv[i]);
	}
	return out;
}

/* A child that was ended by our own deadline is told as timed out, not as ended by a signal. A login that has expired is noticed here,
 * whoever asked: from then on no probe starts another juju until somebody has logged in. */
static void on_child(void *self, const struct child_result *r)
{
	struct errand *e = self;
	struct run *run = e->run;
	struct answer a = {
		.started = true,
		.timed_out = r->timed_out,
		.exit_code = r->exit_code,
		.out = str_text(&r->out),
		.err = str_text(&r->err),
		.out_len = r->out.len,
		.err_len = r->err.len,
		.took_ms = r->took_ms,
	};

	run->children -= e->rank == ERRAND_PROBE;
	if (r->signal && !r->timed_out)
		a.trouble = _("juju was ended by a signal");
	else if (r->cut)
		a.trouble = _("juju's answer is too long to be read");
	if (r->exit_code != 0 && juju_stderr_trouble(a.err, a.err_len, NULL) == JUJU_TROUBLE_LOGIN) {
		mem_set(&run->login_words, a.err);
		run->changed = true;
	}
	errand_end(e, &a, NULL);
}

static void on_chunk(void *self, enum child_stream stream, const char *bytes, size_t n)
{
	struct errand *e = self;

	if (stream == CHILD_ERR && e->heard)
		e->heard(e->self, bytes, n);
}

/* The output is bounded, and the deadline is ours: juju's own dial attempts can last minutes (facts/juju.md section 2). NEVER when there is
 * no such program. While a login is wanted, each further juju would only fail the same way. */
enum session_state errand_start_juju(struct errand *e, struct err *err)
{
	const struct child_watch watch = { .chunk = on_chunk, .done = on_child, .self = e };
	struct child_spec spec = { .env = juju_env, .deadline_ms = e->command->deadline_ms, .max_output = OUTPUT_MAX };
	char **argv;

	if (e->rank == ERRAND_PROBE && (e->run->login_words || e->run->children >= CHILDREN))
		return SESSION_SOON;
	if (!write_file(e, err))
		return SESSION_NEVER;
	argv = full_argv(e);
	spec.argv = (const char *const *)argv;
	e->child = child_start(e->run->loop, &spec, &watch, err);
	for (char **word = argv; *word; word++)
		free(*word);
	free(argv);
	if (!e->child)
		return SESSION_NEVER;
	e->run->children += e->rank == ERRAND_PROBE;
	return SESSION_READY;
}
