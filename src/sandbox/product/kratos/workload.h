/* The users: a process of its own (forked, not executed, so that it runs where the build folder cannot be read) that registers,
 * logs in, changes settings, leaves and reads sessions at a steady rate, through the application that holds the traffic, and keeps
 * the books:
 *   <dir>/clients.jsonl    one line a request that failed for its user: at, op, app, error; "outcome":"unknown" when COMMIT was
 *                          sent and not answered
 *   <dir>/committed.jsonl  one line a write whose COMMIT was answered: at, op, app, id (of the identity), row; settings: value
 *                          (traits.marker)
 *   <dir>/workload.json    every second: at, rate, ok, failed, unknown, app, last_ok, first_failed_after_ok, p50_us, p95_us
 * Times are ISO with milliseconds, UTC; the times in committed.jsonl are taken after the answer. The route is read from <dir>/route
 * (sandbox_route_set). */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_H

#include <stdint.h>

/* Copied by the fork; dir must exist, with its folder log. */
struct workload_spec {
	const char *dir;
	int64_t rate; /* requests a second; 0: no requests */
	int64_t identities; /* user1@example.com … userN@example.com exist when the first route appears */
	int64_t seed;
};

/* Forks; returns the process id, or -1 with errno. To be called before the caller has a loop. The process ends at SIGTERM and when its
 * parent ends. */
int workload_fork(const struct workload_spec *);

#endif
