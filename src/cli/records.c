/* report, status, runs and review: a journal is folded into a model, and the model is printed (src/report). No lock is held, so a command
 * may run beside the wizard; events that are written meanwhile show at the next call. */
#include "config.h"

#include "cli/records.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "codec/json.h"
#include "plan/model.h"
#include "plan/step.h"
#include "port/loop.h"
#include "port/paths.h"
#include "report/report.h"
#include "report/review.h"
#include "run/run.h"

/* Bytes of a report, and of the file with the users' failures that goes into it. */
#define REPORT_MAX ((size_t)32 << 20)

/* The failures that the users of a training met. The file may be gone with its training; the report then has no such part. */
static void read_clients(const struct model *m, struct str *out)
{
	str_init(out, REPORT_MAX);
	if (m->settings.clients && file_exists(m->settings.clients))
		file_read(m->settings.clients, REPORT_MAX, out, NULL);
}

/* REPORT_TORN in flags: the journal's last line was cut off, which a reader of the evidence must know. */
static void write_markdown(const struct model *m, enum report_flags flags, struct str *out)
{
	struct str clients;

	read_clients(m, &clients);
	report_markdown(
		&(struct report){
			.model = m, .clients = clients.len ? str_text(&clients) : NULL, .clients_len = clients.len, .flags = flags },
		out);
	str_release(&clients);
}

/* The report as JSON; owned, with a newline at its end. */
static char *json_report(const struct model *m, enum report_flags flags)
{
	struct str clients;
	struct json *root;
	char *text, *line;

	read_clients(m, &clients);
	root = report_json(&(struct report){
		.model = m, .clients = clients.len ? str_text(&clients) : NULL, .clients_len = clients.len, .flags = flags });
	text = json_pretty(root);
	line = mem_printf("%s\n", text);
	free(text);
	json_free(root);
	str_release(&clients);
	return line;
}

/* An existing report.md is replaced: the journal is the record, and the report only shows it. */
char *record_report(const struct model *m, struct err *err)
{
	char *runs = paths_runs(err), *path = runs ? mem_printf("%s/%s/report.md", runs, m->run) : NULL;
	struct str text;

	free(runs);
	if (!path)
		return NULL;
	str_init(&text, REPORT_MAX);
	write_markdown(m, 0, &text);
	if (!file_write(path, str_text(&text), text.len, err)) {
		err_wrap(err, _("the report"));
		free(path);
		path = NULL;
	}
	str_release(&text);
	return path;
}

/* ERR_INPUT and not ERR_ENVIRONMENT: the machine is in order, there only is no run yet. */
static bool no_runs(struct err *err)
{
	return err_set(err, ERR_INPUT, _("There is no run"), _("nothing was begun on this machine by this user"),
	               _("Start one with teal, or practise with teal train."));
}

/* Folds the named run, or the newest one where name is NULL. The caller releases the model also after a failure. */
static bool read_run(const char *name, struct model *m, bool *torn, struct err *err)
{
	struct run_row *row;
	size_t n;
	bool ok;

	model_init(m);
	if (name)
		return run_read(name, m, torn, err);
	row = run_list(&n, err);
	if (!row)
		return false;
	ok = n ? run_read(row[0].name, m, torn, err) : no_runs(err);
	run_list_free(row, n);
	return ok;
}

/* In Markdown the text is the same that the wizard writes into the run's folder. */
int records_report(const struct options *o)
{
	struct model m;
	struct err err = { 0 };
	struct str text;
	bool torn = false;
	char *json;
	int code;

	if (!read_run(o->run, &m, &torn, &err)) {
		code = cli_refuse(o, &err);
	} else if (o->format && strcmp(o->format, "json") == 0) {
		json = json_report(&m, torn ? REPORT_TORN : 0);
		code = cli_print(json);
		free(json);
	} else {
		str_init(&text, REPORT_MAX);
		write_markdown(&m, torn ? REPORT_TORN : 0, &text);
		code = cli_print(str_text(&text));
		str_release(&text);
	}
	model_release(&m);
	return code;
}

/* Ages are counted from now, so the texts of two calls differ even without a new event. */
int records_status(const struct options *o)
{
	struct model m;
	struct err err = { 0 };
	struct str text;
	bool torn = false;
	int code;

	str_init(&text, STR_PAGE);
	if (!read_run(o->run, &m, &torn, &err)) {
		code = cli_refuse(o, &err);
	} else {
		if (o->flags & OPTION_JSON) {
			struct json *root = report_status_json(&m, loop_wall());
			char *line = json_pretty(root);

			str_addf(&text, "%s\n", line);
			free(line);
			json_free(root);
		} else {
			report_status(&m, loop_wall(), &text);
		}
		code = cli_print(str_text(&text));
	}
	str_release(&text);
	model_release(&m);
	return code;
}

/* ---- runs ---- */

/* end_names are for programs and never translated; end_words are for people. */
static const char *const end_names[] = {
	[RUN_OPEN] = "open", [RUN_FINISHED] = "finished", [RUN_UNDONE] = "undone", [RUN_ABANDONED] = "abandoned"
};
static const char *const end_words[] = {
	[RUN_OPEN] = N_("open"), [RUN_FINISHED] = N_("finished"), [RUN_UNDONE] = N_("undone"), [RUN_ABANDONED] = N_("abandoned")
};

/* One run as JSON. A run that cannot be read has its name and the reason, and no other member. */
static struct json *row_json(const struct run_row *row)
{
	struct json *o = json_object();
	char at[CLOCK_TEXT];

	json_put_str(o, "run", row->name);
	/* Always present, null without trouble, so that a program can check it first. */
	json_put_str(o, "trouble", row->trouble);
	if (row->trouble)
		return o;
	json_put_str(o, "product", row->product);
	json_put_str(o, "app", row->blue);
	clock_iso(row->started, at);
	json_put_str(o, "started", at);
	clock_iso(row->last, at);
	json_put_str(o, "last", at);
	json_put_str(o, "state", end_names[row->end]);
	json_put_str(o, "step", row->end == RUN_OPEN ? row->step : NULL);
	json_put_bool(o, "held", row->held);
	return o;
}

/* One run as a line. Its name is the name of a folder and may have any bytes, so it is escaped. */
static void row_text(const struct run_row *row, struct str *out)
{
	char at[CLOCK_TEXT];

	if (row->trouble) {
		str_add_safe(out, row->name, strlen(row->name), STR_ONE_LINE);
		str_addf(out, "  %s\n", row->trouble);
		return;
	}
	clock_iso(row->started, at);
	str_add_safe(out, row->name, strlen(row->name), STR_ONE_LINE);
	str_addf(out, "  %.10s %.5s  ", at, at + 11);
	str_add_safe(out, row->product, strlen(row->product), STR_ONE_LINE);
	str_add(out, " ");
	str_add_safe(out, row->blue, strlen(row->blue), STR_ONE_LINE);
	str_add(out, "  ");
	if (row->end == RUN_OPEN)
		str_addf(out, _("open, at: %s%s\n"), row->step, row->held ? _(" (somebody has it open now)") : "");
	else
		str_addf(out, "%s\n", _(end_words[row->end]));
}

/* A folder of runs that cannot be read is an error; an empty one gives an empty list. */
int records_runs(const struct options *o)
{
	struct err err = { 0 };
	struct json *list = json_array();
	struct str text;
	size_t n;
	struct run_row *row = run_list(&n, &err);
	char *json;
	int code;

	str_init(&text, REPORT_MAX);
	for (size_t i = 0; i < n; i++) {
		json_push(list, row_json(&row[i]));
		row_text(&row[i], &text);
	}
	if (o->flags & OPTION_JSON) {
		json = json_pretty(list);
		/* The list of the same rows replaces the lines. */
		str_clear(&text);
		str_addf(&text, "%s\n", json);
		free(json);
	} else if (!n) {
		str_addf(&text, "%s\n", _("There are no runs."));
	}
	code = row ? cli_print(str_text(&text)) : cli_refuse(o, &err);
	str_release(&text);
	json_free(list);
	run_list_free(row, n);
	return code;
}

/* ---- review ---- */

/* options.c has checked the name; without one the format is text. */
static enum review_format review_format_of(const char *name)
{
	static const char *const names[] = {
		[REVIEW_TEXT] = "text", [REVIEW_MARKDOWN] = "md", [REVIEW_JSON] = "json", [REVIEW_DOT] = "dot"
	};

	for (size_t i = 0; name && i < mem_count(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum review_format)i;
	return REVIEW_TEXT;
}

static void no_such_strategy(const char *name, struct err *err)
{
	const struct strategy *s;
	char *now;
	struct str names;

	str_init(&names, STR_PAGE);
	for (size_t i = 0; (s = strategy_at(i)); i++)
		str_addf(&names, "%s%s", i ? ", " : "", s->id);
	/* TRANSLATORS: names of strategies, with commas between. */
	now = mem_printf(_("Teal has: %s."), str_text(&names));
	err_set(err, ERR_INPUT, _("there is no such strategy"), name, now);
	free(now);
	str_release(&names);
}

/* Without settings the acts have titles and no commands, so the plan can be read before a migration is configured. */
int records_review(const struct options *o)
{
	struct settings settings = { 0 };
	const struct strategy *strategy;
	struct err err = { 0 };
	const char *name;
	struct str text;
	int code;

	if (o->settings && !input_settings(o->settings, &settings, &err))
		return cli_refuse(o, &err);
	name = o->strategy ? o->strategy : o->settings ? settings.strategy : strategy_at(0)->id;
	strategy = strategy_find(name);
	str_init(&text, REPORT_MAX);
	if (strategy) {
		review_write(strategy, o->settings ? &settings : NULL, review_format_of(o->format), &text);
		code = cli_print(str_text(&text));
	} else {
		no_such_strategy(name, &err);
		code = cli_refuse(o, &err);
	}
	str_release(&text);
	settings_release(&settings);
	return code;
}
