/* The plan before it is run: the tables of steps, gates and acts as a checklist, as JSON, and as a graph. Written from
 * the same rows that are executed, so that it cannot promise anything else. */
#include "config.h"

#include "report/review.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/step.h"
#include "report/markdown.h"

/* The commands are built from a model that has seen nothing: the tables' own builders say what they still need. */
struct review {
	const struct strategy *strategy;
	struct model model;
	/* there are settings to build them from */
	bool commands;
	/* else plain text; JSON and dot do not ask */
	bool markdown;
	struct str *out;
};

/* The flags of a step in words. A program reads the names, which stay as they are. */
static const struct {
	unsigned flag;
	const char *name, *text;
} flags[] = {
	{ STEP_WRITES, "writes", N_("writes") },
	{ STEP_STARTS_WRITE_STOP, "starts-write-stop", N_("starts the write-stop") },
	{ STEP_POINT_OF_NO_RETURN, "point-of-no-return", N_("POINT OF NO RETURN") },
	{ STEP_CONFIRM, "confirm", N_("asks yes or no") },
	{ STEP_CONFIRM_NAME, "confirm-name", N_("the application's name must be typed") },
};

/* The text for the format in use; why and back of a step hold line breaks. */
static void add_text(struct review *r, const char *text)
{
	if (r->markdown)
		md_text(r->out, text);
	else
		str_add_safe(r->out, text, strlen(text), STR_ONE_LINE);
}

/* mark and name are Teal's own and go in as they are; text may hold marks of Markdown. */
static void add_item(struct review *r, const char *mark, const char *name, const char *text)
{
	str_addf(r->out, "%s%s%s", r->markdown ? "- " : "    ", mark, name);
	add_text(r, text);
	str_add(r->out, "\n");
}

/* Boxes to be ticked by hand, with what to do when one cannot be. */
static void add_gates(struct review *r, const char *title, const char *const *ids)
{
	for (size_t i = 0; i < STEP_LIST && ids[i]; i++) {
		const struct gate *gate = gate_find(ids[i]);
		char text[GATE_TEXT];

		str_addf(r->out, "%s[ ] %s ", r->markdown ? "- " : "    ", title);
		add_text(r, gate ? gate_text(&r->model, gate, gate->question, text) : ids[i]);
		str_addf(r->out, " (%s%s)\n", ids[i], gate && (gate->flags & GATE_WAIVABLE) ? _("; may be waived") : "");
		if (gate && gate->remedy && *gate->remedy) {
			str_add(r->out, r->markdown ? "  - " : "          ");
			str_addf(r->out, "%s ", _("if not:"));
			add_text(r, gate_text(&r->model, gate, gate->remedy, text));
			str_add(r->out, "\n");
		}
	}
}

/* A literal command or SQL text, line for line. */
static void add_block(struct review *r, const char *text)
{
	if (r->markdown) {
		md_block(r->out, text);
		return;
	}
	while (*text) {
		size_t n = strcspn(text, "\n");

		str_add(r->out, "          ");
		str_add_safe(r->out, text, n, STR_ONE_LINE);
		str_add(r->out, "\n");
		text += n + (text[n] == '\n');
	}
}

/* The acts of a step, or those of its undo. */
enum direction { FORWARD, BACKWARD };

/* The titles always, the commands only where there are settings to build them from. */
static void add_acts(struct review *r, const struct step *row, enum direction way)
{
	const char *const *ids = way == FORWARD ? row->act : row->undo;
	size_t n;
	char **text;

	for (size_t i = 0; i < STEP_LIST && ids[i]; i++) {
		const struct act *act = act_find(ids[i]);

		add_item(r, way == FORWARD ? _("act: ") : _("undo: "), "", act ? _(act_title(&r->model, act)) : ids[i]);
	}
	if (!r->commands)
		return;
	text = step_commands_shown(&r->model, row, way == BACKWARD, &n);
	for (size_t i = 0; i < n; i++)
		add_block(r, text[i]);
	commands_texts_free(text, n);
}

/* Nothing at all for a step that only looks. */
static void add_flags(struct review *r, const struct step *row)
{
	bool any = false;

	for (size_t i = 0; i < mem_count(flags); i++) {
		if (!(row->flags & flags[i].flag))
			continue;
		str_addf(r->out, "%s%s", any ? ", " : r->markdown ? "\n*" : "    (", _(flags[i].text));
		any = true;
	}
	if (any)
		str_add(r->out, r->markdown ? "*\n" : ")\n");
}

/* A paragraph of its own in Markdown. */
static void add_why(struct review *r, const struct step *row)
{
	str_add(r->out, r->markdown ? "\n" : "    ");
	add_text(r, _(row->why));
	str_add(r->out, r->markdown ? "\n\n" : "\n");
}

/* What opens it, what it asks, what it does, what closes it, how it is undone: the order of the screens. */
static void add_step(struct review *r, size_t i)
{
	const struct step *row = &r->strategy->step[i];

	str_addf(r->out, r->markdown ? "\n### %zu. " : "\n%3zu. ", i + 1);
	add_text(r, _(row->title));
	str_addf(r->out, " (%s)\n", row->id);
	add_flags(r, row);
	add_why(r, row);
	add_gates(r, _("opens:"), row->need);
	for (size_t f = 0; f < mem_count(row->field) && row->field[f].key; f++)
		add_item(r, _("asks: "), "", _(row->field[f].label));
	add_acts(r, row, FORWARD);
	add_gates(r, _("closes:"), row->done);
	add_acts(r, row, BACKWARD);
	if (!row->undo[0] && row->no_undo)
		add_item(r, _("no undo: "), "", _(row->no_undo));
	if (row->back)
		add_item(r, _("back from here: "), "", _(row->back));
}

/* Text and Markdown differ in marks only. */
static void write_text(struct review *r)
{
	const char *phase = "";

	str_add(r->out, r->markdown ? "# " : "");
	add_text(r, _(r->strategy->title));
	str_add(r->out, r->markdown ? "\n\n" : "\n");
	add_text(r, _(r->strategy->why));
	str_add(r->out, "\n");
	for (size_t i = 0; i < r->strategy->steps; i++) {
		if (strcmp(phase, r->strategy->step[i].phase) != 0)
			str_addf(r->out, r->markdown ? "\n## %s\n" : "\n%s\n", _(r->strategy->step[i].phase));
		phase = r->strategy->step[i].phase;
		add_step(r, i);
	}
}

/* ---- JSON ---- */

/* Questions and remedies in English: these are the tables, not a screen. */
static struct json *gates_json(const struct model *m, const char *const *ids)
{
	struct json *list = json_array();

	for (size_t i = 0; i < STEP_LIST && ids[i]; i++) {
		const struct gate *gate = gate_find(ids[i]);
		struct json *o = json_object();
		char text[GATE_TEXT];

		json_put_str(o, "id", ids[i]);
		json_put_str(o, "label", gate ? gate_text_plain(m, gate, gate->label, text) : NULL);
		json_put_str(o, "question", gate ? gate_text_plain(m, gate, gate->question, text) : NULL);
		json_put_str(o, "remedy", gate ? gate_text_plain(m, gate, gate->remedy, text) : NULL);
		json_put_str(o, "waiting", gate ? gate_text_plain(m, gate, gate->waiting, text) : NULL);
		json_put_bool(o, "waivable", gate && (gate->flags & GATE_WAIVABLE));
		json_put_int(o, "max_age_ms", gate ? gate->max_age_ms : 0);
		json_push(list, o);
	}
	return list;
}

/* With the gate that each act has to be seen by. */
static struct json *acts_json(const struct model *m, const char *const *ids)
{
	struct json *list = json_array();

	for (size_t i = 0; i < STEP_LIST && ids[i]; i++) {
		const struct act *act = act_find(ids[i]);
		struct json *o = json_object();

		json_put_str(o, "id", ids[i]);
		json_put_str(o, "title", act ? act_title(m, act) : NULL);
		json_put_str(o, "done", act ? act->done : NULL);
		json_push(list, o);
	}
	return list;
}

/* An act that cannot be built yet stands as a text that begins with "# " (step_commands_shown). */
static struct json *commands_json(const struct review *r, const struct step *row, enum direction way)
{
	struct json *list = json_array();
	size_t n;
	char **text = step_commands_shown(&r->model, row, way == BACKWARD, &n);

	for (size_t i = 0; i < n; i++)
		json_push_str(list, text[i]);
	commands_texts_free(text, n);
	return list;
}

/* The lists of commands are left out without settings, rather than being empty. */
static struct json *step_json(const struct review *r, const struct step *row)
{
	struct json *o = json_object(), *words = json_array();

	json_put_str(o, "id", row->id);
	json_put_str(o, "phase", row->phase);
	json_put_str(o, "title", row->title);
	json_put_str(o, "why", row->why);
	json_put_str(o, "back", row->back);
	for (size_t i = 0; i < mem_count(flags); i++)
		if (row->flags & flags[i].flag)
			json_push_str(words, flags[i].name);
	json_put(o, "flags", words);
	json_put(o, "need", gates_json(&r->model, row->need));
	json_put(o, "acts", acts_json(&r->model, row->act));
	json_put(o, "done", gates_json(&r->model, row->done));
	json_put(o, "undo", acts_json(&r->model, row->undo));
	json_put_str(o, "no_undo", row->no_undo);
	if (r->commands) {
		json_put(o, "commands", commands_json(r, row, FORWARD));
		json_put(o, "undo_commands", commands_json(r, row, BACKWARD));
	}
	return o;
}

/* Indented: it is read by people as often as by programs. */
static void write_json(struct review *r)
{
	struct json *o = json_object(), *steps = json_array();
	char *text;

	json_put_str(o, "strategy", r->strategy->id);
	json_put_str(o, "title", r->strategy->title);
	for (size_t i = 0; i < r->strategy->steps; i++)
		json_push(steps, step_json(r, &r->strategy->step[i]));
	json_put(o, "steps", steps);
	text = json_pretty(o);
	str_addf(r->out, "%s\n", text);
	free(text);
	json_free(o);
}

/* ---- dot(1) ---- */

/* A quoted ID of the dot language: only the quote and the backslash need one. */
static void add_quoted(struct str *out, const char *text)
{
	str_add(out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_add(out, "\\");
		str_addn(out, text, 1);
	}
	str_add(out, "\"");
}

/* What matters is told by shape and line, never by colour alone. */
static void write_node(struct review *r, const struct step *row)
{
	str_add(r->out, "    ");
	add_quoted(r->out, row->id);
	str_add(r->out, " [label=");
	add_quoted(r->out, _(row->title));
	if (row->flags & STEP_POINT_OF_NO_RETURN)
		str_add(r->out, ", shape=octagon, penwidth=3");
	else if (row->flags & STEP_STARTS_WRITE_STOP)
		str_add(r->out, ", penwidth=3");
	else if (!(row->flags & STEP_WRITES))
		str_add(r->out, ", style=dashed");
	str_add(r->out, "];\n");
}

/* The way forward, and from each step with an undo the way back to where the run began. */
static void write_edges(struct review *r)
{
	for (size_t i = 0; i < r->strategy->steps; i++) {
		const struct step *row = &r->strategy->step[i];

		if (i + 1 < r->strategy->steps) {
			str_add(r->out, "  ");
			add_quoted(r->out, row->id);
			str_add(r->out, " -> ");
			add_quoted(r->out, r->strategy->step[i + 1].id);
			str_add(r->out, ";\n");
		}
		if (row->undo[0]) {
			str_add(r->out, "  ");
			add_quoted(r->out, row->id);
			str_add(r->out, " -> ");
			add_quoted(r->out, r->strategy->step[0].id);
			str_addf(r->out, " [style=dotted, constraint=false, label=");
			add_quoted(r->out, _("undo"));
			str_add(r->out, "];\n");
		}
	}
}

/* A phase is a cluster; the edges come after all nodes, so that none makes a node outside of its phase. */
static void write_dot(struct review *r)
{
	const struct strategy *s = r->strategy;

	str_add(r->out, "digraph plan {\n  node [shape=box];\n");
	for (size_t i = 0, cluster = 0; i < s->steps; i++) {
		if (i == 0 || strcmp(s->step[i].phase, s->step[i - 1].phase) != 0) {
			str_addf(r->out, "%s  subgraph cluster_%zu {\n    label=", i ? "  }\n" : "", cluster++);
			add_quoted(r->out, _(s->step[i].phase));
			str_add(r->out, ";\n");
		}
		write_node(r, &s->step[i]);
	}
	str_add(r->out, "  }\n");
	write_edges(r);
	str_add(r->out, "}\n");
}

/* The settings go into a model of its own, by the same way as those of a journal. Without them the run is called RUN. */
void review_write(const struct strategy *strategy, const struct settings *settings, enum review_format format, struct str *out)
{
	struct review r = { .strategy = strategy, .commands = settings != NULL, .markdown = format == REVIEW_MARKDOWN, .out = out };

	model_init(&r.model);
	r.model.strategy = strategy;
	r.model.run = mem_dup(settings && settings->run ? settings->run : "RUN");
	if (settings) {
		struct json *copy = settings_json(settings);

		settings_parse(copy, &r.model.settings, NULL);
		json_free(copy);
	}
	if (format == REVIEW_JSON)
		write_json(&r);
	else if (format == REVIEW_DOT)
		write_dot(&r);
	else
		write_text(&r);
	model_release(&r.model);
}
