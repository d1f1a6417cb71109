/* teal verify: a survey of both databases (verify_survey.c), the comparison itself (src/verify), which reports tables and rows by
 * callbacks, and the sum. A signal, or output that cannot be written, ends it between two turns of the loop. */
#include "config.h"

#include "cli/verify.h"

#include <signal.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/diff_file.h"
#include "cli/nearest.h"
#include "cli/options.h"
#include "cli/progress_line.h"
#include "cli/signals.h"
#include "cli/verdicts.h"
#include "cli/verify_survey.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "port/background.h"
#include "port/loop.h"
#include "port/pg.h"
#include "verify/verify.h"

enum {
	CONNECT_MS = 10000,
	CANCEL_MS = 3000, /* for the cancels to reach the servers */
	MEGABYTE = 1000000,
	NAMES_SHOWN = 10,
};

/* One comparison, from the options to the exit status. Zeroed memory is one that has not begun. */
struct comparison {
	const struct options *options;
	struct loop *loop;
	struct pg_spec spec[SIDES];
	struct verify_survey *survey;
	const struct verify_seen *seen; /* both sides, borrowed from the survey */
	struct verify *verify; /* NULL: not started, or over */
	struct diff_file *diff; /* NULL: no --diff */
	struct verdicts verdicts;
	struct err err; /* the error that ended it; ERR_NONE: none did */
	int code; /* the status of a failure that was printed already; EXIT_FINISHED: none was */
	int signal; /* the signal that ended it, 0: none did */
	struct progress_line progress;
	int64_t began; /* monotonic: the beginning of the comparison, after the survey */
};

/* ---- Callbacks of the comparison ---- */

/* Comes often, so it is only kept; go() draws it. */
static void on_progress(void *self, const struct verify_progress *p)
{
	progress_line_keep(&((struct comparison *)self)->progress, p);
}

/* With --json everything is printed at the end, as one document. */
static bool is_json(const struct comparison *c)
{
	return c->options->flags & OPTION_JSON;
}

/* Prints text. When that fails the code is set, which ends the comparison: a result that cannot be printed need not be found. */
static void print(struct comparison *c, const struct str *text)
{
	if (c->code == EXIT_FINISHED && text->len) {
		progress_line_clear(&c->progress);
		c->code = cli_print(str_text(text));
	}
}

/* A file that cannot be written ends the comparison, with the reason from diff_file_keep. */
static void add_to_diff(struct comparison *c, const struct json *line)
{
	struct err err = { 0 };

	if (!c->diff || diff_file_add(c->diff, line) || c->err.kind != ERR_NONE)
		return;
	diff_file_keep(c->diff, &err);
	c->err = err;
}

/* The file of --diff gets every row, the screen the first ones. */
static void on_row(void *self, const struct json *row)
{
	struct comparison *c = self;

	verdicts_row(&c->verdicts, row);
	add_to_diff(c, row);
}

/* A table that differs and whose rows were not searched gets a line of its own, since without one it would look equal in the file. */
static void add_table_to_diff(struct comparison *c, const struct json *row)
{
	struct json *line;

	if (!c->diff || json_bool(row, "equal", false) || !json_bool(row, "compared", true) || json_get(row, "missing"))
		return;
	line = json_object();
	json_put_str(line, "table", json_str(row, "table", ""));
	json_put_str(line, "kind", "table");
	json_put_str(line, "why", json_str(row, "why", ""));
	add_to_diff(c, line);
	json_free(line);
}

/* Prints the table's lines at once; with --json they are only kept. */
static void on_table(void *self, const struct json *row)
{
	struct comparison *c = self;
	struct str text;

	str_init(&text, VERDICTS_OUTPUT);
	verdicts_table(&c->verdicts, row, &text);
	add_table_to_diff(c, row);
	if (!is_json(c))
		print(c, &text);
	str_release(&text);
}

/* The end of the comparison. The error of a server is ERR_ENVIRONMENT, so that its status is never that of a difference. */
static void on_done(void *self, const struct err *error)
{
	struct comparison *c = self;

	c->verify = NULL;
	if (!error || c->err.kind != ERR_NONE)
		return;
	c->err = *error;
	c->err.kind = ERR_ENVIRONMENT;
}

/* ---- The options ---- */

/* The nearest table's name; where none is near, the first tables of the source. Owned. */
static char *tables_hint(const struct verify_catalog *catalog, const char *pattern)
{
	struct nearest best = { 0 };
	struct str out;

	for (size_t i = 0; i < catalog->tables; i++)
		nearest_consider(&best, table_name_short(pattern), catalog->table[i].name);
	if (best.name)
		return mem_printf(_("Did you mean --tables=%s?"), best.name);
	str_init(&out, STR_LINE);
	for (size_t i = 0; i < catalog->tables && i < NAMES_SHOWN; i++) {
		str_add(&out, i ? ", " : _("There are: "));
		table_name_add(&out, catalog->table[i].schema, catalog->table[i].name);
	}
	str_add(&out, catalog->tables > NAMES_SHOWN ? ", …" : catalog->tables ? "." : "");
	return str_take(&out);
}

/* A mistyped pattern must not end as "equal, 0 tables". */
static bool check_pattern(const struct comparison *c, struct err *err)
{
	const struct verify_catalog *catalog = &c->seen[BLUE].catalog;
	const char *pattern = c->options->tables;
	char *hint;

	for (size_t i = 0; pattern && i < catalog->tables; i++)
		if (verify_table_like(&catalog->table[i], pattern))
			return true;
	/* A mistyped name of a database must not end as "equal" either. */
	if (!pattern && !catalog->tables)
		return err_set(err, ERR_INPUT, _("the source has no tables"), c->options->source,
		               _("Look at dbname: is it the right database?"));
	if (!pattern)
		return true;
	hint = tables_hint(catalog, pattern);
	err_set(err, ERR_INPUT, _("no table of the source is like --tables"), pattern, hint);
	free(hint);
	return false;
}

/* Checked before anything is opened; the error names the option. */
static bool check_options(const struct options *o, struct err *err)
{
	if (!pg_conninfo_check(o->source, err))
		return err_wrap(err, "--source");
	return pg_conninfo_check(o->target, err) || err_wrap(err, "--target");
}

/* ---- The comparison ---- */

/* The application's name shows in pg_stat_activity, for the administrators of the servers. */
static struct pg_spec spec_of(const char *conninfo, int64_t timeout_ms)
{
	return (struct pg_spec){ .conninfo = conninfo,
		                 .application_name = "teal verify",
		                 .connect_ms = timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS };
}

/* True when a signal ends the comparison. Ctrl-Z stops the process, as the shell expects, while statements on the servers go on. */
static bool take_signals(struct comparison *c)
{
	if (signals_stop()) {
		progress_line_clear(&c->progress);
		raise(SIGSTOP);
	}
	if (!c->signal)
		c->signal = signals_end() ? signals_end() : signals_interrupts() > 0 ? SIGINT : 0;
	return c->signal != 0;
}

/* Waits for the survey of both sides. False: a signal came, or err has the reason. */
static bool survey(struct comparison *c)
{
	c->survey = verify_survey_new(c->loop, &c->spec[BLUE], &c->spec[GREEN], c->options->timeout * 1000);
	while (verify_survey_busy(c->survey) && !take_signals(c))
		loop_turn(c->loop, -1);
	if (!c->signal)
		c->seen = verify_survey_seen(c->survey, &c->err);
	return c->seen && check_pattern(c, &c->err);
}

/* VERIFY_COPY: no difference is explained by a migration. */
static bool start(struct comparison *c)
{
	const struct options *o = c->options;
	const struct verify_watch watch = { .table = on_table, .progress = on_progress, .row = on_row, .done = on_done, .self = c };
	unsigned flags = VERIFY_NAME_ROWS;

	flags |= o->flags & OPTION_VALUES ? VERIFY_VALUES : 0;
	flags |= o->columns_of && strcmp(o->columns_of, "common") == 0 ? VERIFY_COMMON : 0;
	c->verify = verify_start(c->loop,
	                         &(struct verify_spec){
					 .source = &c->spec[BLUE],
					 .target = &c->spec[GREEN],
					 .mode = VERIFY_COPY,
					 .tables = o->tables,
					 .jobs = (int)o->jobs,
					 .flags = flags,
					 .rate = o->rate * MEGABYTE,
					 .rows_max = o->rows,
					 .table_ms = o->timeout * 1000,
				 },
	                         &watch, &c->err);
	return c->verify != NULL;
}

/* Turns the loop until the comparison is over. False: it was ended early. */
static bool go(struct comparison *c)
{
	while (c->verify && c->err.kind == ERR_NONE && c->code == EXIT_FINISHED && !take_signals(c)) {
		loop_turn(c->loop, progress_line_draw(&c->progress));
	}
	progress_line_clear(&c->progress);
	return !c->verify && c->err.kind == ERR_NONE && c->code == EXIT_FINISHED;
}

/* Which databases are compared; printed before the first table. */
static void head(struct comparison *c)
{
	struct str text;

	str_init(&text, STR_PAGE);
	verdicts_head(c->seen, &text);
	if (!is_json(c))
		print(c, &text);
	str_release(&text);
}

/* The last line, or with --json the whole document. */
static void sum_up(struct comparison *c)
{
	int64_t took = loop_now() - c->began;
	struct json *root;
	struct str out;
	char *text;

	if (!is_json(c)) {
		str_init(&out, STR_PAGE);
		verdicts_end(&c->verdicts, c->seen, took, &out);
		print(c, &out);
		str_release(&out);
		return;
	}
	root = verdicts_json(&c->verdicts, c->seen, took);
	text = json_pretty(root);
	c->code = cli_print(text);
	if (c->code == EXIT_FINISHED)
		c->code = cli_print("\n");
	free(text);
	json_free(root);
}

/* The file gets its name only when every row that differs is in it. */
static bool keep_diff(struct comparison *c)
{
	if (!c->diff)
		return true;
	if (c->verdicts.failed || c->verdicts.unnamed)
		return err_set(&c->err, ERR_ENVIRONMENT, _("the file of --diff is not written"),
		               _("not every row that differs could be found"), _("See what is said of the tables, and compare again."));
	return diff_file_keep(c->diff, &c->err);
}

/* A table that could not be compared outweighs a difference: status 1 promises that every table was compared. */
static int verdict(const struct comparison *c)
{
	if (c->verdicts.failed)
		return EXIT_ENVIRONMENT;
	return c->verdicts.different ? EXIT_FAILED : EXIT_FINISHED;
}

/* From the survey to the status. The file is kept before the sum is printed, so that the sum is the last line. */
static int compare(struct comparison *c)
{
	bool compared;

	if (!survey(c) || (c->options->diff && !(c->diff = diff_file_new(c->options->diff, &c->err))))
		return c->signal ? EXIT_FINISHED : cli_refuse(c->options, &c->err);
	head(c);
	c->began = loop_now();
	compared = c->code == EXIT_FINISHED && start(c) && go(c);
	if (compared) {
		keep_diff(c);
		sum_up(c);
	}
	if (c->code == EXIT_FINISHED && c->err.kind != ERR_NONE)
		c->code = compared ? cli_fail(&c->err) : cli_refuse(c->options, &c->err);
	return c->code == EXIT_FINISHED ? verdict(c) : c->code;
}

/* Stopping cancels the statements on the servers; background_wait gives the cancels time to arrive. */
static void close_all(struct comparison *c)
{
	verify_stop(c->verify);
	verify_survey_free(c->survey);
	diff_file_free(c->diff);
	verdicts_release(&c->verdicts);
	progress_line_release(&c->progress);
	signals_close();
	loop_free(c->loop);
	background_wait(CANCEL_MS);
}

/* A signal decides the exit status, whatever the comparison found before. */
int verify_run(const struct options *o)
{
	struct comparison c = { .options = o, .verdicts = { .rows_max = o->rows } };
	struct err err = { 0 };
	int code;

	if (!check_options(o, &err))
		return cli_refuse(o, &err);
	c.spec[BLUE] = spec_of(o->source, o->timeout * 1000);
	c.spec[GREEN] = spec_of(o->target, o->timeout * 1000);
	c.loop = loop_new();
	signals_open(c.loop);
	code = compare(&c);
	if (c.signal) {
		err_set(&err, ERR_WORLD, _("stopped by a signal"), _("the comparison is not complete"), "");
		cli_refuse(o, &err);
		code = EXIT_SIGNAL + c.signal;
	}
	close_all(&c);
	return code;
}
