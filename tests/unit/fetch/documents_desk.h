/* For tests of fetch/documents: a queue of documents with its loop, and what it reported. The checks are counted where this is included. */
#ifndef TEAL_TESTS_DOCUMENTS_DESK_H
#define TEAL_TESTS_DOCUMENTS_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "fetch/documents.h"
#include "port/loop.h"
#include "tests/unit/check.h"
#include "tests/unit/fetch/documents_web.h"

enum { BODY_MAX = 100000 };

/* A server and a cache of its own for each case. */
static inline bool desk_begin(void)
{
	return CHECK(desk_start());
}

static inline void desk_end(void)
{
	CHECK(desk_stop());
}

/* A queue of documents with its loop, and what was reported. */
struct desk {
	struct loop *loop;
	struct documents *sources; /* NULL after free_it */
	int told;
	char last[32]; /* the id that was told last */
	bool free_it, ask_more; /* what settled is to do next */
};

static inline void on_settled(void *self, const struct fetched *doc)
{
	struct desk *d = self;

	CHECK(doc->state != FETCH_WAITING);
	CHECK(doc == documents_get(d->sources, doc->id));
	snprintf(d->last, sizeof d->last, "%s", doc->id);
	d->told++;
	if (d->ask_more) {
		d->ask_more = false;
		documents_ask(d->sources, "more", desk_url("/doc"), BODY_MAX);
	}
	if (d->free_it) {
		documents_free(d->sources);
		d->sources = NULL;
	}
}

static inline void desk_open(struct desk *d, struct documents_spec spec)
{
	spec.retry_ms = spec.retry_ms ? spec.retry_ms : 10;
	spec.deadline_ms = spec.deadline_ms ? spec.deadline_ms : PATIENCE_MS;
	*d = (struct desk){ .loop = loop_new() };
	d->sources = documents_new(d->loop, &spec, on_settled, d);
}

static inline void desk_close(struct desk *d)
{
	documents_free(d->sources);
	loop_free(d->loop);
}

static inline void desk_wait_told(struct desk *d, int told)
{
	int64_t until = loop_now() + PATIENCE_MS;

	while (d->told < told && loop_now() < until)
		loop_turn(d->loop, 100);
	CHECK_INT(d->told, told);
}

/* Requests that the server has read. */
static inline void desk_wait_asked(struct desk *d, int asked)
{
	int64_t until = loop_now() + PATIENCE_MS;

	while (__atomic_load_n(&web_shared->asked, __ATOMIC_SEQ_CST) < asked && loop_now() < until)
		loop_turn(d->loop, 20);
	CHECK_INT(web_shared->asked, asked);
}

/* How many turns the loop makes by itself in a while. */
static inline int desk_turns(struct desk *d, int64_t ms)
{
	int64_t until = loop_now() + ms, left;
	int turns = 0;

	for (; (left = until - loop_now()) > 0; turns++)
		loop_turn(d->loop, left);
	return turns;
}

/* One document through a sources of its own; the desk is the caller's to close. */
static inline const struct fetched *desk_fetch(struct desk *d, const char *where, struct documents_spec spec)
{
	desk_open(d, spec);
	documents_ask(d->sources, "it", where, BODY_MAX);
	CHECK_INT(d->told, 0);
	CHECK_INT(documents_get(d->sources, "it")->state, FETCH_WAITING);
	CHECK(documents_busy(d->sources));
	desk_wait_told(d, 1);
	CHECK(!documents_busy(d->sources));
	return documents_get(d->sources, "it");
}

/* What is NONE says why in whole sentences and holds nothing. */
static inline void desk_check_none(const struct fetched *doc, const char *says, int tries)
{
	CHECK_INT(doc->state, FETCH_NONE);
	CHECK(doc->body.len == 0 && doc->current == 0);
	CHECK_INT(doc->tries, tries);
	if (!CHECK(strstr(doc->why, says) && doc->why[strlen(doc->why) - 1] == '.'))
		printf("# %s\n", doc->why);
}

static inline void desk_none(const char *where, struct documents_spec spec, const char *says, int tries)
{
	struct desk d;

	desk_check_none(desk_fetch(&d, where, spec), says, tries);
	desk_close(&d);
}

#endif
