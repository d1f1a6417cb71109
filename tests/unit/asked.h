/* Requests to a server and what came back for them, for tests. The checks are counted in the program that includes it. */
#ifndef TEAL_TESTS_ASKED_H
#define TEAL_TESTS_ASKED_H

#include <stdint.h>

#include "base/secret.h"
#include "port/loop.h"
#include "port/pg.h"
#include "tests/unit/check.h"

enum { PATIENCE_MS = 30000, STATEMENT_MS = 20000 };

static int asked_order; /* counts the answers of all sessions */

/* What came back for one request; the reply is taken over. */
struct asked {
	struct reply r;
	int done, order;
	struct pg **close, *again; /* what done does besides */
	struct asked *next;
};

static inline void asked_done(void *self, const struct reply *r)
{
	struct asked *g = self;

	reply_release(&g->r);
	g->r = *r;
	*(struct reply *)(uintptr_t)r = (struct reply){ 0 };
	g->done++;
	g->order = ++asked_order;
	if (g->again)
		pg_ask(g->again, "select 'again'", STATEMENT_MS, asked_done, g->next);
	if (g->close) {
		pg_close(*g->close);
		*g->close = NULL;
	}
}

static inline struct pg *asked_open(struct loop *l, const char *conninfo, const char *password, int64_t connect_ms)
{
	struct secret secret = { 0 };
	struct pg *pg;

	if (password)
		secret_set(&secret, password, strlen(password));
	pg = pg_open(l, &(struct pg_spec){
				.conninfo = conninfo, .password = &secret, .application_name = "teal-test", .connect_ms = connect_ms });
	secret_release(&secret);
	return pg;
}

/* Turns until all of n have been answered; the loop must keep turning, so no turn may take long. */
static inline void asked_wait(struct loop *l, struct asked *g, int n)
{
	int64_t until = loop_now() + PATIENCE_MS;

	for (int i = 0; i < n; i++)
		while (!g[i].done && loop_now() < until) {
			int64_t before = loop_now();

			loop_turn(l, 50);
			CHECK(loop_now() - before < 1000);
		}
	for (int i = 0; i < n; i++)
		CHECK_INT(g[i].done, 1);
}

static inline void asked_one(struct loop *l, struct pg *pg, const char *sql, struct asked *g)
{
	reply_release(&g->r);
	g->done = 0;
	pg_ask(pg, sql, STATEMENT_MS, asked_done, g);
	CHECK_INT(g->done, 0);
	asked_wait(l, g, 1);
}

#endif
