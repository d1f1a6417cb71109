/* What the files of the command line share: how Teal ends. */
#ifndef TEAL_CLI_CLI_H
#define TEAL_CLI_CLI_H

#include "plan/ending.h"

struct err;

/* By its kind. Never EXIT_FINISHED. */
enum exit_code exit_of_error(const struct err *);
/* "teal: what: why. now" on standard error; returns the status that fits it. */
int cli_fail(const struct err *);
/* The text to standard output, all of it; 0, or cli_fail's status. Ends the command lines that only print. */
int cli_print(const char *text);

#endif
