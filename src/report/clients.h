/* The write-stop as users felt it: what a training's workload wrote down about requests that failed (README, section Training).
 * One JSON object a line: {"at": UTC time, "op": what was tried, "app": who should have answered, "error": what came instead}. */
#ifndef TEAL_REPORT_CLIENTS_H
#define TEAL_REPORT_CLIENTS_H

#include <stddef.h>
#include <stdint.h>

#define FELT_OPS 16
#define FELT_NAME 32
#define FELT_AFTER_MS 30000 /* so long after the end of the write-stop failures still count to it */

struct felt {
	int64_t from, until; /* wall ms: what was looked at */
	int64_t first, last; /* wall ms of the first and last failure in it, 0 none */
	int64_t failures, other_ops; /* other_ops: failures of operations that found no row below */
	struct felt_op {
		char name[FELT_NAME];
		int64_t failures;
	} op[FELT_OPS];
	size_t ops;
	char error[200]; /* of the first failure */
	size_t damaged; /* lines that are not what they should be; the last one may be torn */
};

/* Looks at failures between from and until. */
void felt_read(const char *lines, size_t n, int64_t from, int64_t until, struct felt *out);

#endif
