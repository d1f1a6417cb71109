/* Making, releasing and showing commands. Nothing is run here. */
#include "config.h"

#include "plan/command.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"

/* The array moves when it grows: a pointer is good until the next one is added (command.h). */
struct command *commands_add(struct commands *list, enum command_kind kind, enum side side, int64_t deadline_ms)
{
	list->item = mem_grow(list->item, list->count, list->count + 1, sizeof *list->item);
	list->item[list->count] = (struct command){ .kind = kind, .side = side, .deadline_ms = deadline_ms };
	return &list->item[list->count++];
}

/* The array is NULL-terminated after every word, so that a command is whole at any moment. NULL adds nothing. */
static void add_arg(struct command *c, const char *word)
{
	size_t n = 0;

	while (c->argv && c->argv[n])
		n++;
	c->argv = mem_grow(c->argv, n, n + 2, sizeof *c->argv);
	if (word)
		c->argv[n++] = mem_dup(word);
	c->argv[n] = NULL;
}

struct command *commands_juju(struct commands *list, const struct model *m, enum side side, int64_t deadline_ms, enum juju_verb verb, ...)
{
	struct command *c = commands_add(list, CMD_JUJU, side, deadline_ms);
	const enum juju_dialect dialect = juju_dialect(m, side);
	const char *word;
	va_list ap;

	c->verb = verb;
	add_arg(c, juju_verbs[verb].word[dialect]);
	if (!(juju_verbs[verb].flags & VERB_MODELLESS)) {
		add_arg(c, "-m");
		add_arg(c, m->settings.side[side].juju_model ? m->settings.side[side].juju_model : "");
	}
	va_start(ap, verb);
	while ((word = va_arg(ap, const char *)))
		add_arg(c, word);
	va_end(ap);
	add_arg(c, juju_verbs[verb].last[dialect]);
	return c;
}

struct command *commands_sql(struct commands *list, enum side side, int64_t deadline_ms, char *sql_taken)
{
	struct command *c = commands_add(list, CMD_SQL, side, deadline_ms);

	c->sql = sql_taken;
	return c;
}

/* Safe on a command that was only added: what it does not have is NULL. */
static void command_release(struct command *c)
{
	for (size_t i = 0; c->argv && c->argv[i]; i++)
		free(c->argv[i]);
	free(c->argv);
	free(c->sql);
	free(c->url);
	free(c->file_text);
	*c = (struct command){ 0 };
}

void commands_release(struct commands *list)
{
	for (size_t i = 0; i < list->count; i++)
		command_release(&list->item[i]);
	free(list->item);
	*list = (struct commands){ 0 };
}

/* A word as a shell would want it, so that the operator can copy the line. */
static void add_word(struct str *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-{}";

	if (*word && strspn(word, plain) == strlen(word)) {
		str_add(out, word);
		return;
	}
	str_add(out, "'");
	for (; *word; word++)
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addn(out, word, 1);
	str_add(out, "'");
}

/* Holes stay holes: neither the password nor the path of {file} is known to the screen or the journal. The text of a
 * comparison explains itself and gets no heading. */
char *command_shown(const struct command *c, const struct settings *s)
{
	struct str out;

	str_init(&out, STR_PAGE);
	if (c->kind == CMD_JUJU) {
		str_add(&out, "juju");
		for (size_t i = 0; c->argv[i]; i++) {
			str_add(&out, " ");
			add_word(&out, c->argv[i]);
		}
	} else if (c->kind == CMD_HTTP) {
		str_addf(&out, "GET %s", c->url);
	} else if (c->kind == CMD_VERIFY) {
		str_add(&out, c->sql ? c->sql : "");
	} else {
		str_addf(&out, "-- %s\n%s", c->side == BLUE ? _("on the source (blue)") : _("on the target (green)"), c->sql);
	}
	return str_take(&out);
}

const char *verify_mode_name(enum verify_mode mode)
{
	static const char *const names[VERIFY_MODES] = { [VERIFY_COPY] = "copy", [VERIFY_MIGRATED] = "migrated", [VERIFY_LIVE] = "live" };

	return names[mode];
}

struct juju_said answer_said(const struct answer *a)
{
	return (struct juju_said){
		.end = !a->started    ? JUJU_NOT_STARTED
		       : a->timed_out ? JUJU_ENDED_EARLY
		                      : JUJU_EXITED,
		.rc = a->exit_code,
		.out = a->out ? a->out : "",
		.err = a->err ? a->err : "",
		.out_len = a->out_len,
		.err_len = a->err_len,
	};
}
