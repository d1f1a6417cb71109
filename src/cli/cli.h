/* What the files of the command line share: how Teal ends. */
#ifndef TEAL_CLI_CLI_H
#define TEAL_CLI_CLI_H

#include <stdbool.h>

struct err;
struct model;

/* Exit statuses; the manual has them too. A signal that ends Teal gives EXIT_SIGNAL + its number. */
enum exit_code {
	EXIT_FINISHED = 0,
	EXIT_FAILED = 1, /* a step or gate failed; nothing is left undone */
	EXIT_USAGE = 2,
	EXIT_LEFT = 3, /* resumable */
	EXIT_UNDONE = 4,
	EXIT_LOCKED = 5,
	EXIT_ENVIRONMENT = 6,
	EXIT_NO_RETURN = 7, /* failed past the point of no return */
	EXIT_SIGNAL = 128,
};

/* By its kind. Never EXIT_FINISHED. */
enum exit_code exit_of_error(const struct err *);
/* How a run that failed, or has ended, makes Teal end. */
enum exit_code exit_of_failure(const struct model *);
enum exit_code exit_of_end(const struct model *);
/* "teal: what: why. now" on standard error; returns the status that fits it. */
int cli_fail(const struct err *);
/* The text to standard output, all of it; 0, or cli_fail's status. Ends the command lines that only print. */
int cli_print(const char *text);

#endif
