/* What the files of the command line share: how Teal ends. */
#ifndef TEAL_CLI_CLI_H
#define TEAL_CLI_CLI_H

#include "plan/ending.h"

struct err;
struct options;

/* By its kind. Never EXIT_FINISHED. */
enum exit_code exit_of_error(const struct err *);
/* "teal: what: why. now" on standard error; returns the status that fits it. */
int cli_fail(const struct err *);
/* For a command that prints one document and has printed nothing yet: the same, and where JSON is wanted {"error": {"what", "why",
 * "now"}} on standard output, so that who reads it finds JSON there in any case. */
int cli_refuse(const struct options *, const struct err *);
/* The text to standard output, all of it; 0, or cli_fail's status; that nobody reads any more is not told, and is the status of a SIGPIPE.
 * Ends the command lines that only print. */
int cli_print(const char *text);

#endif
