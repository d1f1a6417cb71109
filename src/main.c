/* Where Teal begins: hardening, the language, the command line, and the choice of what to run. */
#include "config.h"

#include <fcntl.h>
#include <locale.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/catalog.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/records.h"
#include "cli/releases.h"
#include "cli/signals.h"
#include "cli/train.h"
#include "cli/verify.h"
#include "cli/wizard.h"
#include "port/loop.h"
#include "ui/view/autopilot.h"

/* To standard output: help that was asked for is an answer, no error. */
static int help(void)
{
	struct str text;
	int code;

	str_init(&text, STR_PAGE);
	options_help(&text);
	code = cli_print(str_text(&text));
	str_release(&text);
	return code;
}

/* What can be known to be wrong is said before a training is built, or a screen opened. */
static bool check_wizard(const struct options *o, struct err *err)
{
	struct script script = { 0 };
	bool ok;

	if (!(o->flags & OPTION_PLAIN) && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return err_set(err, ERR_INPUT, _("the full screen needs a terminal"), _("standard input and output are not both one"),
		               _("Run teal --plain, which works with pipes and files."));
	if (!o->answers)
		return true;
	/* The wizard reads it again when it starts; here it is only tried. */
	ok = input_script(o->answers, &script, err);
	script_release(&script);
	return ok;
}

/* Signals are caught only here: the commands that print die of them like any other program. */
static int wizard(const struct options *o)
{
	struct err err = { 0 };
	struct loop *loop;
	int code;

	if (!check_wizard(o, &err))
		return wizard_refused(o, &err);
	loop = loop_new();
	signals_open(loop);
	if (o->command == COMMAND_TRAIN)
		code = train_run(o, loop);
	else
		code = wizard_run(&(struct wizard_spec){ .options = o, .loop = loop, .name = o->run });
	/* The handlers reach into the loop, so they go before it does. */
	signals_close();
	loop_free(loop);
	return code;
}

/* --help and --version win over whatever else was said. */
static int run(const struct options *o)
{
	if (o->flags & OPTION_HELP)
		return help();
	if (o->flags & OPTION_VERSION)
		return cli_print("teal " VERSION "\n");
	/* Those that only print catch no signals; a comparison catches its own. */
	switch (o->command) {
	case COMMAND_REPORT:
		return records_report(o);
	case COMMAND_STATUS:
		return records_status(o);
	case COMMAND_RUNS:
		return records_runs(o);
	case COMMAND_REVIEW:
		return records_review(o);
	case COMMAND_RELEASES:
		return releases_run(o);
	case COMMAND_CATALOG:
		return catalog_run(o);
	case COMMAND_VERIFY:
		return verify_run(o);
	default:
		return wizard(o);
	}
}

/* A descriptor that whoever started us has closed would be given to a file of ours, and be read or written as if it were the terminal. */
static void standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* The run that a command line is about which could not be read to its end. NULL: it names none. */
static const char *run_named(int argc, char *const *argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--run=", 6) == 0)
			return argv[i] + 6;
		else if (strcmp(argv[i], "--run") == 0)
			return argv[i + 1];
	return NULL;
}

/* Of such a command line, too. */
static bool wants_json(int argc, char *const *argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--json") == 0 || strcmp(argv[i], "--format=json") == 0 ||
		    (strcmp(argv[i], "--format") == 0 && argv[i + 1] && strcmp(argv[i + 1], "json") == 0))
			return true;
	return false;
}

/* Hardening comes first: nothing may be in memory before it that a core dump could show. */
int main(int argc, char **argv)
{
	struct options options;
	struct err err = { 0 };

	signals_harden();
	standard_descriptors();
	setlocale(LC_ALL, "");
	/* JSON and SQL are written with these functions too, and want a point. */
	setlocale(LC_NUMERIC, "C");
	/* Where there is no catalogue the sentences stay as they are written. */
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
	if (options_parse(&options, argc, argv, &err))
		return run(&options);
	if (wants_json(argc, argv))
		options.flags |= OPTION_JSON;
	if (options.command != COMMAND_WIZARD)
		return cli_refuse(&options, &err);
	options.run = run_named(argc, argv);
	return wizard_refused(&options, &err);
}
