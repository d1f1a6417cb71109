/* How Teal ends: its exit status, and what it says last about the run that it leaves. One place for all front ends. Pure. */
#ifndef TEAL_PLAN_ENDING_H
#define TEAL_PLAN_ENDING_H

#include <stdbool.h>
#include <stdint.h>

struct model;
struct str;

/* Exit statuses; the manual has them too. A signal that ends Teal gives EXIT_SIGNAL + its number. */
enum exit_code {
	EXIT_FINISHED = 0,
	EXIT_FAILED = 1, /* a step or gate failed; blue serves as before */
	EXIT_USAGE = 2,
	EXIT_LEFT = 3, /* resumable; the only one, beside 5, 7 and a signal's, while users are locked out */
	EXIT_UNDONE = 4,
	EXIT_LOCKED = 5,
	EXIT_ENVIRONMENT = 6,
	EXIT_NO_RETURN = 7, /* failed past the point of no return */
	EXIT_SIGNAL = 128,
};

/* Why it ends. */
enum ending {
	ENDING_LEFT, /* by the operator, by stop_before, or because the run is over */
	ENDING_FAILED, /* a step or a gate failed, and nobody is there to try again */
	ENDING_UNANSWERED, /* the answers file is wrong, or does not answer what is asked */
	ENDING_ERROR, /* before or beside the run; number: the status of the error's kind */
	ENDING_SIGNAL, /* number: the signal's */
};

/* From the first command that stops the writes to blue until they go on, to blue or to green. */
bool ending_locked_out(const struct model *);
/* The status. From the fence until the switch has ended or blue is open again it is never 1, 2 or 6. */
int ending_status(const struct model *, enum ending, int number);
/* One line: since when users are locked out, how to go on, how to give blue back. Nothing when they are not, or in an observer.
 * now: wall ms. */
void ending_words(const struct model *, int64_t now, struct str *out);

#endif
