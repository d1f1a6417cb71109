/* The first look at both databases of a comparison: that they answer, which they are, and which tables they have. What is wrong with the
 * words of the command line is known from here, before anything is read. */
#ifndef TEAL_CLI_VERIFY_SURVEY_H
#define TEAL_CLI_VERIFY_SURVEY_H

#include <stdbool.h>

#include "verify/sql.h"

struct err;
struct loop;
struct pg_spec;
struct verify_survey;

/* Of one side. same: of a database that both sides are. */
struct verify_seen {
	char *database, *version; /* "iam", "14.11 (Ubuntu …)" */
	char *same;
	struct verify_catalog catalog;
};

/* Asks both at once, in sessions of its own; answer_ms: the longest that it may take. The specs are borrowed for the call. */
struct verify_survey *verify_survey_new(struct loop *, const struct pg_spec *source, const struct pg_spec *target, int64_t answer_ms);
bool verify_survey_busy(const struct verify_survey *);
/* Once it is not busy: both sides, borrowed; or NULL with err (ERR_ENVIRONMENT). */
const struct verify_seen *verify_survey_seen(const struct verify_survey *, struct err *);
/* Cancels on the servers what still runs. Safe on NULL. */
void verify_survey_free(struct verify_survey *);

#endif
