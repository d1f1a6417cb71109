/* The survey of both databases before a comparison: whether they answer, which databases they are, and which tables they have. Mistakes on
 * the command line are found by it before any row is read. */
#ifndef TEAL_CLI_VERIFY_SURVEY_H
#define TEAL_CLI_VERIFY_SURVEY_H

#include <stdbool.h>

#include "verify/sql.h"

struct err;
struct loop;
struct pg_spec;
struct verify_survey;

/* What the survey found on one side; all owned. same: a text that is equal on both sides when they are one database. */
struct verify_seen {
	char *database, *version; /* "iam", "14.11 (Ubuntu …)" */
	char *same;
	struct verify_catalog catalog;
};

/* Asks both sides at once, in sessions of its own; answer_ms: the deadline of the answers. The specs are borrowed for the call. */
struct verify_survey *verify_survey_new(struct loop *, const struct pg_spec *source, const struct pg_spec *target, int64_t answer_ms);
bool verify_survey_busy(const struct verify_survey *);
/* When the survey is not busy any more: both sides, borrowed; or NULL with err (ERR_ENVIRONMENT). */
const struct verify_seen *verify_survey_seen(const struct verify_survey *, struct err *);
/* Cancels a statement that still runs. Safe on NULL. */
void verify_survey_free(struct verify_survey *);

#endif
