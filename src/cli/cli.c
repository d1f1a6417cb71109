/* Exit statuses, and the two ways in which a command that only prints can end. */
#include "config.h"

#include "cli/cli.h"

#include <errno.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* What is not about the input, the lock or this machine is a failure of the world. */
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

/* Standard output goes out first, so that the two do not stand in the wrong order on a terminal. */
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

/* The flush belongs to it: that a disk is full or a pipe is closed is often told only then. */
int cli_print(const char *text)
{
	struct err err = { 0 };

	if (fputs(text, stdout) != EOF && fflush(stdout) != EOF)
		return EXIT_FINISHED;
	err_set(&err, ERR_ENVIRONMENT, _("writing to standard output"), strerror(errno),
	        _("Check where it goes, and whether there is room."));
	return cli_fail(&err);
}
