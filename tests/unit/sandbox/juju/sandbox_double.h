/* The data half of the sandbox as far as the juju stand-in sees it, without a database: every call is written down and answered at the next
 * double_answer(), as the real one answers from its loop. The real half runs in tests/e2e/standin.sh. */
#ifndef TEAL_TESTS_SANDBOX_DOUBLE_H
#define TEAL_TESTS_SANDBOX_DOUBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct sandbox_double {
	struct str calls; /* one line a call: "create 2 iam-green_kratos relation_id_5" */
	const char *fault; /* the one that is set, NULL: none */
	int64_t fault_value;
	bool migrations_fail;
};

extern struct sandbox_double sandbox_double;

void double_reset(void);
/* Answers everything that waits. */
void double_answer(void);

#endif
