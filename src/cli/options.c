/* The tables of commands and options, and the parser, --help and the hints, which all read them. getopt is not used: the options that are
 * allowed depend on the command, and a wrong one is answered with the nearest right one. */
#include "config.h"

#include "cli/options.h"

#include <stddef.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/nearest.h"
#include "plan/product.h"
#include "verify/verify.h"

/* Groups of commands, for the tables. */
#define WIZARDS (COMMAND_WIZARD | COMMAND_TRAIN)
#define EVERY \
	(WIZARDS | COMMAND_REPORT | COMMAND_STATUS | COMMAND_RUNS | COMMAND_REVIEW | COMMAND_RELEASES | COMMAND_CATALOG | COMMAND_VERIFY)
#define FETCHERS (COMMAND_RELEASES | COMMAND_CATALOG)

/* name: the word of the command line; operand: its operands as --help shows them. The first row is the wizard, which has no word. */
static const struct command_row {
	enum verb command;
	const char *name, *operand;
	size_t least, most; /* numbers of operands */
	const char *help;
} commands[] = {
	{ COMMAND_WIZARD, "", "", 0, 0, N_("starts a migration, or goes on with the one that was left") },
	{ COMMAND_TRAIN, "train", "", 0, 0, N_("the same wizard over a training world of its own") },
	{ COMMAND_REVIEW, "review", "", 0, 0, N_("prints the plan: steps, gates, commands, undo") },
	{ COMMAND_RELEASES, "releases", "PRODUCT FROM TO", 3, 3, N_("what an upgrade brings: migrations, locks, risks") },
	{ COMMAND_VERIFY, "verify", "", 0, 0, N_("compares two databases, table by table and value by value") },
	{ COMMAND_STATUS, "status", "[RUN]", 0, 1, N_("says where a run stands (the newest one)") },
	{ COMMAND_REPORT, "report", "[RUN]", 0, 1, N_("says what happened in a run (the newest one)") },
	{ COMMAND_RUNS, "runs", "", 0, 0, N_("lists the runs") },
	{ COMMAND_CATALOG, "catalog", "", 0, 0, N_("lists what is shipped about releases, or refreshes it") },
};

/* A row of each kind of option. member: of struct options, where the value goes. */
#define FLAG(word, of, bit, text) \
	{ \
		.name = word, .commands = of, .flag = bit, .help = text \
	}
#define TEXT(word, value, of, member, text) \
	{ \
		.name = word, .argument = value, .commands = of, .offset = offsetof(struct options, member), .help = text \
	}
#define WORD(word, value, one_of, of, member, text) \
	{ \
		.name = word, .argument = value, .words = one_of, .commands = of, .offset = offsetof(struct options, member), .help = text \
	}
#define NUMBER(word, value, of, member, least, most, text) \
	{ \
		.name = word, .argument = value, .commands = of, .offset = offsetof(struct options, member), .low = least, .high = most, \
		.help = text \
	}

/* argument: the name of the value in --help, NULL: a flag, whose bit is flag. offset: of the member of struct options that gets the value,
 * a number where high is set, else a text. words: the allowed texts "a|b|c", NULL: any. commands: bits of enum verb. */
static const struct option_row {
	const char *name, *argument, *words;
	unsigned commands, flag;
	size_t offset;
	int64_t low, high; /* the bounds of a number; high 0: the value is a text */
	const char *help;
} options[] = {
	FLAG("plain", WIZARDS, OPTION_PLAIN, N_("line by line: for speech, braille, dumb terminals and scripts")),
	TEXT("answers", "FILE", WIZARDS, answers, N_("takes the answers from a JSON file")),
	TEXT("settings", "FILE", COMMAND_WIZARD | COMMAND_REVIEW, settings, N_("teal, review: takes the settings from a JSON file")),
	TEXT("run", "NAME", WIZARDS, run, N_("goes on with this run, or starts one of this name")),
	FLAG("new", WIZARDS, OPTION_NEW, N_("starts a new run, also when there is one to go on with")),
	FLAG("observe", WIZARDS, OPTION_OBSERVE, N_("looks only: sends nothing that writes")),
	FLAG("ascii", WIZARDS, OPTION_ASCII, N_("no glyph beyond ASCII")),
	WORD("color", "WHEN", "auto|always|never", WIZARDS, color, N_("auto, always or never; NO_COLOR is honoured")),
	FLAG("quiet-updates", WIZARDS, OPTION_QUIET, N_("nothing moves by itself on the screen")),
	NUMBER("identities", "N", COMMAND_TRAIN, identities, 1, 50000000, N_("how many identities the training has (20000)")),
	NUMBER("rate", "R", COMMAND_TRAIN | COMMAND_VERIFY, rate, 0, 20000,
	       N_("train: requests a second (100); verify: MB a second, each side")),
	TEXT("scenario", "NAME", COMMAND_TRAIN, scenario, N_("what is odd and what goes wrong in the training (smooth)")),
	FLAG("keep", COMMAND_TRAIN, OPTION_KEEP, N_("keeps the training's folder at the end")),
	TEXT("strategy", "NAME", COMMAND_REVIEW, strategy, N_("review: which plan (recommended)")),
	TEXT("format", "FORMAT", COMMAND_REVIEW | COMMAND_REPORT, format, N_("report: md or json; review: text, md, json or dot")),
	FLAG("json", COMMAND_STATUS | COMMAND_RUNS | COMMAND_RELEASES | COMMAND_VERIFY, OPTION_JSON,
	     N_("status, runs, releases, verify: as JSON, for programs")),
	FLAG("offline", COMMAND_RELEASES, OPTION_OFFLINE, N_("asks no network: what is shipped, cached or named")),
	TEXT("changelog", "FILE|URL", COMMAND_RELEASES, changelog, N_("reads this changelog instead of the product's")),
	TEXT("source-db", "CONNINFO", COMMAND_RELEASES, source_db, N_("looks at this database: sizes, migrations (no password)")),
	TEXT("source", "CONNINFO", COMMAND_VERIFY, source, N_("the database that is right (no password in it)")),
	TEXT("target", "CONNINFO", COMMAND_VERIFY, target, N_("the one that shall be equal (no password in it)")),
	NUMBER("jobs", "N", COMMAND_VERIFY, jobs, 1, VERIFY_JOBS, N_("connections to each side (1)")),
	TEXT("tables", "PATTERN", COMMAND_VERIFY, tables, N_("only tables like this: \"session*\", \"public.*\"")),
	WORD("columns-of", "SIDE", "source|common", COMMAND_VERIFY, columns_of,
	     N_("common: columns that the target lacks do not count (source)")),
	TEXT("diff", "FILE", COMMAND_VERIFY, diff, N_("writes every row that differs, as JSON lines")),
	NUMBER("rows", "N", COMMAND_VERIFY, rows, 0, 1000, N_("rows that are named for each table (10)")),
	FLAG("values", COMMAND_VERIFY, OPTION_VALUES, N_("shows the values, too: personal data")),
	NUMBER("timeout", "SECONDS", COMMAND_VERIFY, timeout, 1, 864000, N_("the longest question to a server (3600)")),
	TEXT("mirror-api", "URL", FETCHERS, mirror_api, N_("asks here instead of https://api.github.com")),
	TEXT("mirror-raw", "URL", FETCHERS, mirror_raw, N_("asks here, not https://raw.githubusercontent.com")),
	TEXT("ca-file", "FILE", FETCHERS, ca_file, N_("trusts these certificates instead of the system's")),
	TEXT("refresh", "DIR", COMMAND_CATALOG, refresh, N_("brings the three files in DIR up to date")),
	WORD("product", "PRODUCT", PRODUCT_CHOICE, COMMAND_CATALOG, product, PRODUCT_ONLY),
	FLAG("help", EVERY, OPTION_HELP, N_("this text")),
	FLAG("version", EVERY, OPTION_VERSION, N_("the version")),
};

/* The hint is the nearest option of any command; take_option refuses one that belongs to another command. */
static bool unknown_option(const char *word, struct err *err)
{
	struct nearest best = { 0 };
	char *bare = mem_dupn(word, strcspn(word, "=")), *now;

	for (size_t i = 0; i < mem_count(options); i++)
		nearest_consider(&best, bare + strspn(bare, "-"), options[i].name);
	now = best.name ? mem_printf(_("Did you mean --%s?"), best.name) : mem_dup(_("See teal --help."));
	err_set(err, ERR_INPUT, _("there is no such option"), bare, now);
	free(now);
	free(bare);
	return false;
}

/* The hint is the nearest command. */
static bool unknown_command(const char *word, struct err *err)
{
	struct nearest best = { 0 };
	char *now;

	for (size_t i = 0; i < mem_count(commands); i++)
		nearest_consider(&best, word, commands[i].name);
	now = best.name ? mem_printf(_("Did you mean teal %s?"), best.name) : mem_dup(_("See teal --help."));
	err_set(err, ERR_INPUT, _("there is no such command"), word, now);
	free(now);
	return false;
}

/* Every command has a row; the return behind the loop is never reached. */
static const struct command_row *command_row(enum verb command)
{
	for (size_t i = 0; i < mem_count(commands); i++)
		if (commands[i].command == command)
			return &commands[i];
	return &commands[0];
}

/* The row of an option, NULL: none. word: behind the dashes, with or without =value. Abbreviations are not taken: one that is unique today
 * may become ambiguous with a new option. */
static const struct option_row *option_row(const char *word)
{
	size_t n = strcspn(word, "=");

	for (size_t i = 0; i < mem_count(options); i++)
		if (strlen(options[i].name) == n && strncmp(options[i].name, word, n) == 0)
			return &options[i];
	return NULL;
}

/* Stores one option; *used: the words of the command line that it took, 1 or 2. */
static bool take_option(struct options *o, const struct option_row *row, const char *word, const char *next, int *used, struct err *err)
{
	const char *value = strchr(word, '=') ? strchr(word, '=') + 1 : NULL;
	char *at = (char *)o + row->offset;

	*used = 1;
	if (!(row->commands & o->command))
		return err_whyf(err, ERR_INPUT, _("an option that does not belong here"), _("See teal --help."), _("teal %s takes no --%s"),
		                command_row(o->command)->name, row->name);
	if (!row->argument) {
		o->flags |= row->flag;
		return !value ||
		       err_whyf(err, ERR_INPUT, _("an option that takes no value"), _("Leave the value away."), "--%s", row->name);
	}
	if (!value) {
		value = next;
		*used = 2;
	}
	if (!value || !*value)
		return err_whyf(err, ERR_INPUT, _("an option that wants a value"), _("See teal --help."), "--%s %s", row->name,
		                row->argument);
	/* The value is a number where the row has an upper bound, else a text. */
	if (row->high && !str_to_int(value, row->low, row->high, (int64_t *)(void *)at))
		return err_whyf(err, ERR_INPUT, _("an option that wants a whole number"), _("See teal --help."),
		                _("--%s from %lld to %lld, not \"%s\""), row->name, (long long)row->low, (long long)row->high, value);
	if (row->words && !str_has_part(row->words, value))
		return err_whyf(err, ERR_INPUT, _("an option with a value it does not know"), _("See teal --help."),
		                _("--%s is one of %s, not \"%s\""), row->name, row->words, value);
	if (!row->high)
		*(const char **)(void *)at = value;
	return true;
}

/* Stores a word that is no option. */
static bool take_operand(struct options *o, const char *word, struct err *err)
{
	if (o->operands >= command_row(o->command)->most)
		return err_set(err, ERR_INPUT, _("this is one word too many"), word, _("See teal --help."));
	o->operand[o->operands++] = word;
	return true;
}

/* With --help or --version operands may be missing. */
static bool check_operands(const struct options *o, struct err *err)
{
	const struct command_row *row = command_row(o->command);

	if (o->operands >= row->least || (o->flags & (OPTION_HELP | OPTION_VERSION)))
		return true;
	return err_whyf(err, ERR_INPUT, _("a word is missing"), _("See teal --help."), _("it is teal %s %s"), row->name, row->operand);
}

/* The first word that is no option names the command, so that options may stand before it. */
static int find_command(struct options *o, int argc, char *const *argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		const struct option_row *row = strncmp(argv[i], "--", 2) == 0 ? option_row(argv[i] + 2) : NULL;

		/* An unknown option ends the search, since the next word may be its value; options_parse reports the option. */
		if (strcmp(argv[i], "--") == 0 || (argv[i][0] == '-' && argv[i][1] && !row))
			return 0;
		if (row && row->argument && !strchr(argv[i], '='))
			i++;
		if (argv[i] == NULL || *argv[i] == '-' || row)
			continue;
		for (size_t c = 1; c < mem_count(commands); c++)
			if (strcmp(commands[c].name, argv[i]) == 0) {
				o->command = commands[c].command;
				return i;
			}
		unknown_command(argv[i], err);
		return -1;
	}
	return 0;
}

bool options_want_json(const struct options *o)
{
	return (o->flags & OPTION_JSON) || str_same(o->format, "json");
}

/* The checks that need the whole command line: formats depend on the command, and some options are required. */
static bool check(const struct options *o, struct err *err)
{
	const char *formats = o->command == COMMAND_REVIEW ? "text|md|json|dot" : "md|json";

	if (o->format && !str_has_part(formats, o->format))
		return err_whyf(err, ERR_INPUT, _("an option with a value it does not know"), _("See teal --help."),
		                _("--%s is one of %s, not \"%s\""), "format", formats, o->format);
	if (o->command == COMMAND_VERIFY && (!o->source || !o->target) && !(o->flags & (OPTION_HELP | OPTION_VERSION)))
		return err_set(err, ERR_INPUT, _("an option is missing"), _("it is teal verify --source=CONNINFO --target=CONNINFO"),
		               _("See teal --help."));
	return check_operands(o, err);
}

/* Two passes over the words: the first finds the command, which decides the options of the second. */
bool options_parse(struct options *o, int argc, char *const *argv, struct err *err)
{
	int command;

	*o = (struct options){
		.command = COMMAND_WIZARD, .identities = OPTION_IDENTITIES, .jobs = 1, .timeout = OPTION_TIMEOUT, .rows = OPTION_ROWS
	};
	command = find_command(o, argc, argv, err);
	if (command < 0)
		return false;
	o->rate = o->command == COMMAND_VERIFY ? 0 : OPTION_RATE;
	for (int i = 1, used = 1; i < argc; i += used) {
		bool is_option = *argv[i] == '-' && argv[i][1];
		const struct option_row *row = is_option && argv[i][1] == '-' ? option_row(argv[i] + 2) : NULL;

		used = 1;
		/* "teal train -- OPTIONS": the options behind it are the wizard's, which train takes as well. */
		if (i == command || strcmp(argv[i], "--") == 0)
			continue;
		if (is_option && !row)
			return unknown_option(argv[i], err);
		if (row ? !take_option(o, row, argv[i], argv[i + 1], &used, err) : !take_operand(o, argv[i], err))
			return false;
	}
	/* report and status name the run by an operand, the wizard by --run. */
	if (o->operands && (o->command & (COMMAND_REPORT | COMMAND_STATUS)))
		o->run = o->operand[0];
	return check(o, err);
}

/* One line of help. A text of more than 21 columns has its help on the next line. */
static void help_row(struct str *out, const char *left, const char *help)
{
	if (strlen(left) > 21)
		str_addf(out, "  %s\n  %-21s %s\n", left, "", help);
	else
		str_addf(out, "  %-21s %s\n", left, help);
}

/* The headings of --help, by the commands that take an option. The last group has the options that fit no other. */
static const struct {
	unsigned commands;
	const char *title;
} groups[] = {
	{ WIZARDS, N_("Options of teal and teal train:") },
	{ COMMAND_TRAIN, N_("Options of teal train only:") },
	{ COMMAND_RELEASES, N_("Options of teal releases only:") },
	{ COMMAND_VERIFY, N_("Options of teal verify only:") },
	{ FETCHERS, N_("Options of teal releases and teal catalog:") },
	{ COMMAND_CATALOG, N_("Options of teal catalog only, for maintainers:") },
	{ EVERY, N_("Options of every command:") },
	{ 0, N_("Other options:") },
};

/* The group with exactly the option's commands, else the last one. */
static size_t group_of(const struct option_row *row)
{
	size_t i = 0;

	while (groups[i].commands && groups[i].commands != row->commands)
		i++;
	return i;
}

/* A heading and the options of one group, in the table's order. */
static void help_group(struct str *out, size_t group)
{
	char left[64];

	str_addf(out, "\n%s\n", _(groups[group].title));
	for (size_t i = 0; i < mem_count(options); i++) {
		const struct option_row *row = &options[i];

		if (group_of(row) != group)
			continue;
		snprintf(left, sizeof left, "--%s%s%s", row->name, row->argument ? "=" : "", row->argument ? row->argument : "");
		help_row(out, left, _(row->help));
	}
}

/* In the order of the tables. The exit statuses are in the text, too, since people who write scripts look for them here first. */
void options_help(struct str *out)
{
	char left[64];

	str_addf(out, "%s\n\n%s\n", _("Usage: teal [COMMAND] [OPTION]..."), _(PRODUCT_ABOUT));
	str_addf(out, "\n%s\n", _("Commands:"));
	for (size_t i = 0; i < mem_count(commands); i++) {
		snprintf(left, sizeof left, "teal%s%s%s%s", *commands[i].name ? " " : "", commands[i].name, *commands[i].operand ? " " : "",
		         commands[i].operand);
		help_row(out, left, _(commands[i].help));
	}
	for (size_t i = 0; i < mem_count(groups); i++)
		help_group(out, i);
	str_addf(out, "\n%s\n",
	         _("Exit status: 0 finished, 1 a step failed, 2 usage, 3 left (resumable; the only\n"
	           "one of 1, 2, 3 and 6 while users are locked out), 4 undone, 5 held by another,\n"
	           "6 environment, 7 failed past the point of no return, 128+n signal n.\n"
	           "Of teal verify: 0 equal, 1 different, 2 usage, 6 could not compare.\n\n"
	           "The manual, man teal, has the settings, the answers file and the files."));
}
