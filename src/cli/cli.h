/* How a command ends: its exit status and its last message. All files of this room use it. */
#ifndef TEAL_CLI_CLI_H
#define TEAL_CLI_CLI_H

#include "plan/ending.h"

struct err;
struct options;

/* The status for the error's kind; never EXIT_FINISHED. */
enum exit_code exit_of_error(const struct err *);
/* Prints "teal: what: why. now" on standard error; returns exit_of_error. */
int cli_fail(const struct err *);
/* For a command that prints one document and has printed nothing yet: the same as cli_fail, and where JSON is wanted {"error": {"what",
 * "why", "now"}} on standard output, so that a program finds JSON there in any case. */
int cli_refuse(const struct options *, const struct err *);
/* Writes the whole text to standard output; 0, or cli_fail's status. A closed pipe is no error to report: the status is that of a SIGPIPE.
 * For commands that only print, whose last call it is. */
int cli_print(const char *text);

#endif
