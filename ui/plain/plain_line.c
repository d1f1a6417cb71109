/* What a line of input does in the plain front end. */
#include "config.h"

#include "ui/plain/plain.h"

#include "assess/assess.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/intent.h"
#include "plan/left_out.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/undo.h"
#include "plan/walk.h"
#include "ui/plain/plain_read.h"
#include "ui/plain/plain_say.h"
#include "ui/screens/overlay.h"
#include "ui/screens/scene.h"
#include "ui/screens/start.h"
#include "ui/view/status.h"

/* A line on its way: what it may read, and where what it says is collected. */
struct turn {
	struct plain *p;
	const struct model *m;
	const struct run_status *at;
	const char *rest; /* of the line, behind the command's word */
	struct str *out;
};

/* The only way from a line to the engine. */
static bool intend(struct turn *t, enum intent_kind kind, const char *key, const char *text)
{
	struct intent intent = { kind, key, text };
	struct err err = { 0 };

	/* What happens by it is said by the next turn, from the model; here only a refusal is. */
	if (t->p->hooks->intend(t->p->hooks->self, &intent, &err))
		return true;
	say_refused(&err, t->out);
	return false;
}

/* Blanks at both ends do not count. Owned. */
static char *trimmed(const char *text)
{
	size_t n;

	text += strspn(text, " \t");
	n = strlen(text);
	while (n && strchr(" \t\r", text[n - 1]))
		n--;
	return mem_dupn(text, n);
}

/* Says why when it cannot be, as the last line of the full screen does. */
static enum plain_action do_go(struct turn *t)
{
	unsigned flags = t->at->row ? t->at->row->flags : 0;

	if (t->m->observe) {
		str_addf(t->out, "%s\n", _("--observe only looks; nothing is started."));
	} else if (t->at->renewal) {
		intend(t, INTENT_RENEW, t->at->old->gate->id, NULL);
	} else if (t->at->kind == STATUS_GATES && t->at->holds) {
		str_addf(t->out, "%s\n", _("Not yet, this gate does not hold:"));
		say_gate(t->m, t->at->holds, t->out);
	} else if (t->at->kind != STATUS_READY && t->at->kind != STATUS_BROKEN) {
		str_addf(t->out, "%s\n", _("There is nothing to start now."));
	} else if (flags & (STEP_CONFIRM_NAME | STEP_CONFIRM)) {
		t->p->ask = flags & STEP_CONFIRM_NAME ? PLAIN_ASK_NAME : PLAIN_ASK_YES;
	} else {
		intend(t, INTENT_GO, NULL, "");
	}
	return PLAIN_GOES_ON;
}

/* The engine refuses what may not be waived; here only the form of the line is checked. */
static enum plain_action do_waive(struct turn *t)
{
	size_t n = strcspn(t->rest, " ");
	char *gate = mem_dupn(t->rest, n), *reason = trimmed(t->rest + n);

	/* The reason is the rest of the line, blanks and all. */
	if (!*gate || !*reason)
		str_addf(t->out, "%s\n",
		         _("Waive what, and why? waive GATE REASON; the gate's name stands in brackets behind its remedy."));
	else if (!gate_find(gate))
		str_addf(t->out, _("There is no gate %s.\n"), gate);
	else
		intend(t, INTENT_WAIVE, gate, reason);
	free(gate);
	free(reason);
	return PLAIN_GOES_ON;
}

/* Any field of any step, so that an answer can be changed later, as on the full screen. Whether the text is one, the engine decides. */
static enum plain_action do_answer(struct turn *t)
{
	size_t n = strcspn(t->rest, " ");
	char *key = mem_dupn(t->rest, n), *text = trimmed(t->rest + n);

	/* Nothing stands for no table at all. */
	if (*key && (*text || strcmp(key, LEFT_OUT_ANSWER) == 0))
		intend(t, INTENT_ANSWER, key, text);
	else
		str_addf(t->out, "%s\n", _("Answer what? answer KEY TEXT, for example: answer window.start now"));
	free(key);
	free(text);
	return PLAIN_GOES_ON;
}

/* All of them, also those that hold: here it was asked. */
static enum plain_action do_gates(struct turn *t)
{
	for (size_t i = 0; i < t->at->gates; i++)
		say_gate(t->m, &t->at->gate[i], t->out);
	return PLAIN_GOES_ON;
}

static enum plain_action do_commands(struct turn *t)
{
	overlay_commands(t->m, t->at->step, t->out);
	return PLAIN_GOES_ON;
}

/* The plan is always said first; the name is asked only where undo is possible. */
static enum plain_action do_undo(struct turn *t)
{
	str_addf(t->out, "%s\n", _("What undo would do, the newest first:"));
	overlay_undo_plan(t->m, t->out);
	if (walk_undo_step(t->m) < 0) {
		str_addf(t->out, "%s\n", _("This run made nothing yet that would have to be undone."));
	} else if (walk_switched(t->m)) {
		str_addf(t->out, "%s\n", _("The traffic was switched: blue is stale since then. Teal does not undo past this point."));
	} else if (!overlay_undo_open(t->m)) {
		str_addf(t->out, "%s\n", _("--observe only looks; nothing is undone."));
	} else {
		t->p->ask = PLAIN_ASK_UNDO;
	}
	return PLAIN_GOES_ON;
}

/* Not asked again: the word was typed on purpose. What the command did until then is looked at before anything goes on. */
static enum plain_action do_cancel(struct turn *t)
{
	intend(t, INTENT_CANCEL, NULL, NULL);
	return PLAIN_GOES_ON;
}

static enum plain_action do_recheck(struct turn *t)
{
	intend(t, INTENT_RECHECK, NULL, NULL);
	return PLAIN_GOES_ON;
}

static enum plain_action do_log(struct turn *t)
{
	say_log(t->m, t->out);
	return PLAIN_GOES_ON;
}

static enum plain_action do_help(struct turn *t)
{
	say_help(t->out);
	return PLAIN_GOES_ON;
}

/* The word was typed on purpose, so it is not asked again; what stays stopped is said. */
static enum plain_action do_quit(struct turn *t)
{
	str_addf(t->out, "%s\n", _("The run is kept and goes on from here at the next start."));
	if (t->m->fenced_at && !t->m->switched_at && !t->m->unfenced_at)
		str_addf(t->out, "%s\n", _("The writes to blue stay stopped meanwhile."));
	return PLAIN_LEAVE;
}

/* The words are not translated: scripts send them. None has a short form, so that nothing is started by a slip. */
static const struct {
	const char *word;
	enum plain_action (*run)(struct turn *);
} words[] = {
	{ "go", do_go },     { "waive", do_waive },   { "gates", do_gates },     { "commands", do_commands },
	{ "undo", do_undo }, { "cancel", do_cancel }, { "recheck", do_recheck }, { "log", do_log },
	{ "help", do_help }, { "quit", do_quit },     { "answer", do_answer },
};

/* False: the line begins with no command. */
static bool command(struct turn *t, const char *line, enum plain_action *action)
{
	size_t n = strcspn(line, " ");

	for (size_t i = 0; i < mem_count(words); i++) {
		if (strlen(words[i].word) != n || strncmp(words[i].word, line, n) != 0)
			continue;
		/* What stands behind the word; each command reads of it what it needs. */
		t->rest = line + n + strspn(line + n, " ");
		*action = words[i].run(t);
		return true;
	}
	return false;
}

/* A line that begins with = is an answer even when it is a command's word. */
static void answer_field(struct turn *t, const char *line)
{
	const struct form_row *row = form_selected(&t->p->form);
	const char *why;

	if (!row)
		return;
	if (*line == '=')
		line += 1 + strspn(line + 1, " ");
	else if (!*line && row->fallback)
		line = row->fallback;
	/* The form's own rules, as on the full screen; the engine checks again. */
	why = form_take(&t->p->form, line);
	if (why)
		str_addf(t->out, "%s\n", why);
	/* Taken or not, the next turn asks: for the next field, or for this one again. */
	t->p->field = NULL;
	if (!why)
		intend(t, INTENT_ANSWER, row->key, row->value);
}

/* One intent after the other, each of which is looked for anew; a refusal ends it. */
static void read_all(struct turn *t)
{
	struct assess_entry r;
	bool ok = true;

	while (ok && status_unread(t->at, t->m, "", &r)) {
		char *key = mem_printf("read.%s", r.key);

		ok = intend(t, INTENT_ANSWER, key, r.sign);
		free(key);
	}
}

/* The sign that was shown goes along: an entry that says more by now is refused and asked for again. Anything that is not a yes is a no. */
static void answer_read(struct turn *t, const char *line)
{
	const struct view_entry *asked = &t->p->read.asked;
	char *key = mem_printf("read.%s", asked->key);

	if (strcmp(line, "y") == 0 || strcmp(line, "yes") == 0) {
		intend(t, INTENT_ANSWER, key, asked->sign);
		*t->p->read.left = '\0';
	} else if (strcmp(line, "m") == 0) {
		read_all(t);
	} else if (strcmp(line, "text") == 0) {
		plain_read_text(t->p, t->m, t->out);
	} else {
		str_addf(t->out, "%s\n", _("Not marked; the step waits for it."));
		plain_read_skip(t->p);
	}
	free(key);
}

/* An empty line goes on, which is the safe one. What is not understood is asked again. */
static enum plain_action answer_offer(struct turn *t, const char *line)
{
	t->p->ask = PLAIN_ASK_COMMAND;
	if (!*line || strcmp(line, "go on") == 0)
		return PLAIN_RESUME;
	if (strcmp(line, "new") == 0)
		return PLAIN_NEW;
	if (strcmp(line, "leave") == 0 || strcmp(line, "quit") == 0)
		return PLAIN_LEAVE;
	t->p->ask = PLAIN_ASK_OFFER;
	str_add(t->out, _("One of these: go on, new, leave [go on]: "));
	return PLAIN_GOES_ON;
}

/* Row after row; when the whole is refused it begins again, with what was answered as proposals. */
static enum plain_action answer_settings(struct turn *t, const char *line)
{
	struct form *f = &t->p->form;
	const struct form_row *row = form_selected(f);
	const char *why = form_take(f, *line ? line : row->value ? row->value : "");
	struct err err = { 0 };
	struct json *root;

	if (why)
		str_addf(t->out, "%s\n", why);
	else
		f->selected++;
	if (f->selected < f->n) {
		say_question(f, t->out);
		return PLAIN_GOES_ON;
	}
	/* The last row was answered: the whole is judged at once. */
	root = start_json(f);
	if (t->p->hooks->settings && t->p->hooks->settings(t->p->hooks->self, root, &err)) {
		t->p->ask = PLAIN_ASK_COMMAND;
	} else {
		say_refused(&err, t->out);
		f->selected = 0;
		say_question(f, t->out);
	}
	json_free(root);
	return PLAIN_GOES_ON;
}

/* Anything but the exact word is No. */
static void answer_confirm(struct turn *t, const char *line)
{
	enum plain_ask ask = t->p->ask;

	t->p->ask = PLAIN_ASK_COMMAND;
	if (ask == PLAIN_ASK_YES && strcmp(line, "yes") == 0)
		intend(t, INTENT_GO, NULL, "");
	else if (ask == PLAIN_ASK_NAME && strcmp(line, status_name(t->m)) == 0)
		intend(t, INTENT_GO, NULL, line);
	else if (ask == PLAIN_ASK_UNDO && strcmp(line, status_name(t->m)) == 0)
		intend(t, INTENT_UNDO, NULL, line);
	else
		str_addf(t->out, "%s\n", _("Nothing was done."));
}

/* What was asked decides what the line means. */
static enum plain_action take(struct turn *t, const char *line)
{
	enum plain_action action = PLAIN_GOES_ON;

	switch (t->p->ask) {
	case PLAIN_ASK_OFFER:
		return answer_offer(t, line);
	case PLAIN_ASK_SETTINGS:
		return strcmp(line, "quit") == 0 ? PLAIN_LEAVE : answer_settings(t, line);
	case PLAIN_ASK_YES:
	case PLAIN_ASK_NAME:
	case PLAIN_ASK_UNDO:
		answer_confirm(t, line);
		break;
	case PLAIN_ASK_FIELD:
		if (!command(t, line, &action))
			answer_field(t, line);
		break;
	case PLAIN_ASK_READ:
		if (!command(t, line, &action))
			answer_read(t, line);
		break;
	case PLAIN_ASK_COMMAND:
		if (*line && !command(t, line, &action))
			str_addf(t->out, _("There is no command %s; help lists them.\n"), line);
		break;
	}
	/* Whatever is waited for is asked by the next turn. */
	t->p->prompt = true;
	return action;
}

/* What the line brings is collected apart and made fit for the character set as a whole. The prompt that stood there is answered. */
enum plain_action plain_line(struct plain *p, const struct model *m, int64_t now, const char *line, struct str *out)
{
	enum plain_action action;
	struct run_status at;
	struct str text;
	struct turn t = { .p = p, .m = m, .at = &at, .out = &text };
	char *clean;

	if (!line)
		return PLAIN_LEAVE;
	run_status_read(&at, m, p->hooks, now);
	p->open = false;
	str_init(&text, STR_PAGE);
	clean = trimmed(line);
	action = take(&t, clean);
	say_text(p->charset, str_text(&text), out);
	free(clean);
	str_release(&text);
	return action;
}
