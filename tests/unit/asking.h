/* For tests with a real server: a session, and a statement that is waited for. */
#ifndef TEAL_TESTS_ASKING_H
#define TEAL_TESTS_ASKING_H

#include <stdbool.h>
#include <stdio.h>

#include "base/mem.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"

enum { ASKING_MS = 30000 };

struct asked {
	bool done, ok;
	char sqlstate[6];
	char *message, *cell; /* the first row's first column of the last set that has rows */
};

static inline void asked_release(struct asked *a)
{
	free(a->message);
	free(a->cell);
	*a = (struct asked){ 0 };
}

static inline void asked_done(void *self, const struct reply *r)
{
	struct asked *a = self;

	a->done = true;
	a->ok = r->ok;
	memcpy(a->sqlstate, r->sqlstate, sizeof a->sqlstate);
	mem_set(&a->message, r->message);
	for (size_t i = 0; i < r->sets; i++)
		if (r->set[i].count && r->set[i].columns)
			mem_set(&a->cell, r->set[i].cell[0]);
}

/* Turns the loop until *flag, at most ASKING_MS. */
static inline bool wait_for(struct loop *loop, const bool *flag)
{
	int64_t until = loop_now() + ASKING_MS;

	while (!*flag && loop_now() < until)
		loop_turn(loop, 50);
	return *flag;
}

static inline void ask_async(struct pg *pg, const char *sql, struct asked *a)
{
	asked_release(a);
	pg_ask(pg, sql, ASKING_MS, asked_done, a);
}

/* Says on standard output what went wrong, unless the caller wants the failure (quiet). */
static inline bool ask_now(struct loop *loop, struct pg *pg, const char *sql, struct asked *a)
{
	ask_async(pg, sql, a);
	return wait_for(loop, &a->done) && a->ok;
}

static inline bool must(struct loop *loop, struct pg *pg, const char *sql)
{
	struct asked a = { 0 };
	bool ok = ask_now(loop, pg, sql, &a);

	if (!ok)
		printf("# %s: %s\n", a.message ? a.message : "no answer", sql);
	asked_release(&a);
	return ok;
}

/* First cell as a number; -1 when there is none. */
static inline long long number(struct loop *loop, struct pg *pg, const char *sql)
{
	struct asked a = { 0 };
	long long n = -1;

	if (ask_now(loop, pg, sql, &a) && a.cell)
		n = strtoll(a.cell, NULL, 10);
	else
		printf("# %s: %s\n", a.message ? a.message : "no answer", sql);
	asked_release(&a);
	return n;
}

#endif
