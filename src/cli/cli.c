/* Exit statuses, and the ways in which a command that only prints can end: cli_fail, cli_refuse, cli_print. */
#include "config.h"

#include "cli/cli.h"

#include <errno.h>
#include <signal.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/options.h"
#include "codec/json.h"

/* Every other kind is a failure of the world outside. */
enum exit_code exit_of_error(const struct err *err)
{
	switch (err->kind) {
	case ERR_INPUT:
		return EXIT_USAGE;
	case ERR_LOCKED:
		return EXIT_LOCKED;
	case ERR_ENVIRONMENT:
		return EXIT_ENVIRONMENT;
	default:
		return EXIT_FAILED;
	}
}

/* Standard output is flushed first, so that the two streams are in order on a terminal. */
int cli_fail(const struct err *err)
{
	struct str text;

	str_init(&text, STR_LINE);
	err_text(err, &text);
	fflush(stdout);
	fprintf(stderr, "teal: %s\n", str_text(&text));
	str_release(&text);
	return (int)exit_of_error(err);
}

/* The sentence still goes to standard error: a person sees it, and standard output stays JSON alone. */
int cli_refuse(const struct options *o, const struct err *err)
{
	struct json *root, *error;
	char *text;
	int code = cli_fail(err);

	if (!options_want_json(o))
		return code;
	root = json_object();
	error = json_object();
	json_put_str(error, "what", err->what);
	json_put_str(error, "why", err->why);
	json_put_str(error, "now", err->now);
	json_put(root, "error", error);
	text = json_pretty(root);
	/* When this cannot be printed either, the status still says that the command failed. */
	fprintf(stdout, "%s\n", text);
	fflush(stdout);
	free(text);
	json_free(root);
	return code;
}

/* The flush is part of it: a full disk or a closed pipe often shows only then. */
int cli_print(const char *text)
{
	struct err err = { 0 };

	if (fputs(text, stdout) != EOF && fflush(stdout) != EOF)
		return EXIT_FINISHED;
	/* The reader has closed the pipe, as head(1) does: no message, as with other programs. */
	if (errno == EPIPE)
		return EXIT_SIGNAL + SIGPIPE;
	err_set(&err, ERR_ENVIRONMENT, _("writing to standard output"), strerror(errno),
	        _("Check where it goes, and whether there is room."));
	return cli_fail(&err);
}
