/* A queue of documents over port/http and port/cache. A request's done only notes what came; the owner's
 * settled is called in the waiter's own turn, which is the one place that calls foreign code. */
#include "config.h"

#include "fetch/documents.h"

#include <sys/random.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "fetch/own.h"
#include "port/cache.h"
#include "port/http.h"
#include "port/loop.h"

/* Requests at once, tries per document, and the defaults of the spec. */
enum { ACTIVE_MAX = 4, TRIES = 3, DEADLINE_MS = 20000, RETRY_MS = 1000 };

/* QUEUED    until its time has come and fewer than ACTIVE_MAX are ASKING; then ASKING, or SETTLED where no request is needed
 * ASKING    then SETTLED, or QUEUED again for another try
 * SETTLED   settled was not called yet
 * REPORTED  settled was called */
enum step { QUEUED, ASKING, SETTLED, REPORTED };

/* A document that was asked for. */
struct item {
	struct fetched doc;
	struct documents *owner;
	struct where where;
	size_t max;
	enum step step;
	int64_t by; /* QUEUED: not before this time of loop_now */
	bool cache_asked, kept; /* kept: the cache had a copy, and cached is valid */
	struct cached cached;
	char *id; /* owned */
	struct str why, note; /* the texts that doc points to */
};

/* A host that wants no request for now, with the sentence for its documents. Texts are owned. */
struct hold {
	char *host, *why;
	int64_t until; /* loop_now */
};

/* The queue, its items and the hosts to leave alone. */
struct documents {
	struct loop *loop;
	struct waiter waiter;
	struct http *http; /* NULL when offline: then there is nothing to ask with */
	char *ca_file;
	bool (*check)(void *, const char *, const char *, size_t, struct err *);
	int64_t deadline_ms, retry_ms;
	fetch_settled *settled;
	void *self;
	/* An array of pointers, since pointers to the items are lent out while the array grows. */
	struct item **item;
	size_t count;
	struct hold *hold;
	size_t holds;
	int active; /* items that are ASKING */
	bool turning, closed; /* closed within a turn: everything is freed at the end of the turn */
};

/* The hold on the item's host; NULL: the host may be asked. */
static const struct hold *held(const struct item *it, int64_t now)
{
	const struct documents *s = it->owner;

	for (size_t i = 0; it->where.host && i < s->holds; i++)
		if (s->hold[i].until > now && strcmp(s->hold[i].host, it->where.host) == 0)
			return &s->hold[i];
	return NULL;
}

/* True when the item settles without a request. */
static bool alone(const struct item *it, int64_t now)
{
	return it->where.kind != WHERE_WEB || !it->owner->http || held(it, now);
}

/* The texts must not change afterwards, since doc points to them. */
static void settle(struct item *it, enum fetch_state state, int64_t current)
{
	it->step = SETTLED;
	it->doc.state = state;
	it->doc.current = current;
	it->doc.why = str_text(&it->why);
	it->doc.note = str_text(&it->note);
}

/* A clock that was set back must not make the copy look newer than now. */
static void settle_kept(struct item *it, enum fetch_state state, int64_t current)
{
	int64_t now = loop_wall();

	it->doc.body = it->cached.body;
	it->cached.body = (struct str){ 0 };
	settle(it, state, current < now ? current : now);
}

/* For a request that failed or is not made; why says so already. */
static void settle_without(struct item *it)
{
	if (it->kept)
		settle_kept(it, FETCH_STALE, it->cached.current);
	else
		settle(it, FETCH_NONE, 0);
}

/* Writes the copy. A failure is only a note, since the body is in memory. */
static void keep(struct item *it, const char *etag, const struct str *body, int64_t now)
{
	struct err err = { 0 };

	str_clear(&it->note);
	if (!cache_write(it->where.target, etag, str_text(body), body->len, now, &err))
		err_text(&err, &it->note);
}

/* Only once, so that every try of a document asks about the same copy. */
static void read_cache(struct item *it)
{
	struct err err = { 0 };

	if (it->cache_asked)
		return;
	it->cache_asked = true;
	it->kept = cache_read(it->where.target, it->max, &it->cached, &err);
	if (!it->kept && err.kind != ERR_NONE)
		err_text(&err, &it->note);
}

/* One sentence for all documents of the host. A later answer of the same host replaces the earlier one. */
static void hold_host(struct item *it, const struct http_result *r, int64_t until)
{
	struct documents *s = it->owner;
	int64_t now = loop_wall();
	size_t i = 0;
	struct str why;

	while (i < s->holds && strcmp(s->hold[i].host, it->where.host) != 0)
		i++;
	if (i == s->holds) {
		s->hold = mem_grow(s->hold, s->holds, s->holds + 1, sizeof *s->hold);
		s->hold[s->holds++].host = mem_dup(it->where.host);
	}
	str_init(&why, STR_LINE);
	why_held(&why, it->where.host, r->status, until, now);
	mem_set(&s->hold[i].why, str_text(&why));
	s->hold[i].until = loop_now() + until - now;
	str_add(&it->why, str_text(&why));
	str_release(&why);
}

/* The first pause or three times as long, with up to half of it by chance; without a random number the chance
 * is 0. A server may ask for up to FETCH_PATIENT_S. */
static int64_t pause_ms(const struct item *it, const struct http_result *r)
{
	int64_t base = it->owner->retry_ms * (it->doc.tries > 1 ? 3 : 1);
	int64_t asked = r->retry_after_s > 0 && r->retry_after_s <= FETCH_PATIENT_S ? r->retry_after_s * 1000 : 0;
	uint32_t chance = 0;

	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != (ssize_t)sizeof chance)
		chance = 0;
	return (base > asked ? base : asked) + (int64_t)(chance % (uint64_t)(base / 2 + 1));
}

/* A host that asks to be left alone is obeyed; a passing failure is tried again; all else is final. */
static void failed(struct item *it, const struct http_result *r)
{
	int64_t until = why_hold_until(r, loop_wall());

	if (until) {
		hold_host(it, r, until);
	} else if (why_passing(r) && it->doc.tries < TRIES) {
		it->step = QUEUED;
		it->by = loop_now() + pause_ms(it, r);
		return;
	} else {
		why_failed(&it->why, it->where.host, r, it->doc.tries);
	}
	settle_without(it);
}

/* A captive portal answers 200 as well, so the body is checked. False: why says what is wrong. */
static bool is_wanted(struct item *it, const struct str *body)
{
	struct err err = { 0 };

	if (!it->owner->check || it->owner->check(it->owner->self, it->id, str_text(body), body->len, &err))
		return true;
	err_text(&err, &it->why);
	return false;
}

/* The done of http_get. 304 to a request without a condition is treated as a failure. */
static void on_done(void *self, const struct http_result *r)
{
	struct item *it = self;
	int64_t now = loop_wall();

	it->owner->active--;
	if (r->ok && r->status == 200 && !is_wanted(it, &r->body)) {
		settle_without(it);
	} else if (r->ok && r->status == 200) {
		str_init(&it->doc.body, it->max);
		str_addn(&it->doc.body, str_text(&r->body), r->body.len);
		keep(it, r->etag, &it->doc.body, now);
		settle(it, FETCH_FRESH, now);
	} else if (r->ok && r->status == 304 && it->kept && it->cached.etag) {
		keep(it, it->cached.etag, &it->cached.body, now);
		settle_kept(it, FETCH_UNCHANGED, now);
	} else {
		failed(it, r);
	}
}

/* Conditional when a copy with an ETag is cached. */
static void request(struct item *it)
{
	struct documents *s = it->owner;

	it->step = ASKING;
	it->doc.tries++;
	s->active++;
	http_get(s->http,
	         &(struct http_spec){ .url = it->where.target,
	                              .etag = it->kept ? it->cached.etag : NULL,
	                              .ca_file = s->ca_file,
	                              .deadline_ms = s->deadline_ms,
	                              .max_body = it->max },
	         on_done, it);
}

/* The file's own time of change says how current the document is. */
static void read_file(struct item *it)
{
	int64_t changed = 0;

	str_init(&it->doc.body, it->max);
	if (where_file(it->where.target, it->max, &it->doc.body, &changed, &it->why)) {
		settle(it, FETCH_FRESH, changed);
		return;
	}
	str_clear(&it->doc.body);
	settle(it, FETCH_NONE, 0);
}

/* Takes the item out of the queue: reads the file, makes the request, or settles without one. */
static void begin(struct item *it, int64_t now)
{
	const struct hold *hold = held(it, now);

	if (it->where.kind == WHERE_FILE) {
		read_file(it);
		return;
	}
	if (it->where.kind == WHERE_WRONG) {
		str_add(&it->why, it->where.why);
		settle(it, FETCH_NONE, 0);
		return;
	}
	read_cache(it);
	if (it->owner->http && !hold) {
		request(it);
		return;
	}
	if (hold)
		str_add(&it->why, hold->why);
	else
		why_offline(&it->why, it->kept);
	settle_without(it);
}

static void item_free(struct item *it)
{
	where_release(&it->where);
	cached_release(&it->cached);
	str_release(&it->doc.body);
	str_release(&it->why);
	str_release(&it->note);
	free(it->id);
	free(it);
}

static void documents_destroy(struct documents *s)
{
	for (size_t i = 0; i < s->count; i++)
		item_free(s->item[i]);
	for (size_t i = 0; i < s->holds; i++) {
		free(s->hold[i].host);
		free(s->hold[i].why);
	}
	free(s->item);
	free(s->hold);
	free(s->ca_file);
	free(s);
}

/* An item that waits for a free place wants no time: the end of another request makes a turn. */
static void ask(void *self, struct loop_ask *want)
{
	const struct documents *s = self;
	int64_t now = loop_now();

	for (size_t i = 0; i < s->count; i++) {
		const struct item *it = s->item[i];

		if (it->step == SETTLED || (it->step == QUEUED && alone(it, now)))
			loop_want_by(want, 0);
		else if (it->step == QUEUED && s->active < ACTIVE_MAX)
			loop_want_by(want, it->by);
	}
}

/* The count is read in each round, since settled may ask for more documents. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct documents *s = self;

	(void)ready;
	s->turning = true;
	for (size_t i = 0; !s->closed && i < s->count; i++) {
		struct item *it = s->item[i];

		if (it->step == QUEUED && (alone(it, now) || (now >= it->by && s->active < ACTIVE_MAX)))
			begin(it, now);
		if (it->step == SETTLED) {
			it->step = REPORTED;
			s->settled(s->self, &it->doc);
		}
	}
	s->turning = false;
	if (s->closed)
		documents_destroy(s);
}

struct documents *documents_new(struct loop *l, const struct documents_spec *spec, fetch_settled *settled, void *self)
{
	struct documents *s = mem_zalloc(1, sizeof *s);

	s->loop = l;
	s->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = s };
	s->http = spec->flags & DOCUMENTS_OFFLINE ? NULL : http_new(l);
	s->deadline_ms = spec->deadline_ms > 0 ? spec->deadline_ms : DEADLINE_MS;
	s->check = spec->check;
	s->retry_ms = spec->retry_ms > 0 ? spec->retry_ms : RETRY_MS;
	s->settled = settled;
	s->self = self;
	mem_set(&s->ca_file, spec->ca_file);
	loop_add(l, &s->waiter);
	return s;
}

/* http is freed at once, since its requests point to the items. */
void documents_free(struct documents *s)
{
	if (!s || s->closed)
		return;
	s->closed = true;
	loop_remove(s->loop, &s->waiter);
	http_free(s->http);
	if (!s->turning)
		documents_destroy(s);
}

/* Nothing is read or sent here: the item waits for the next turn, so that settled is never called from within
 * this function. */
void documents_ask(struct documents *s, const char *id, const char *where, size_t max_body)
{
	struct item *it = mem_zalloc(1, sizeof *it);

	if (documents_get(s, id))
		mem_die("a source was asked for twice");
	it->owner = s;
	it->max = max_body;
	it->id = mem_dup(id);
	str_init(&it->why, STR_LINE);
	str_init(&it->note, STR_LINE);
	where_read(where, &it->where);
	it->doc = (struct fetched){ .id = it->id, .where = it->where.shown, .file = it->where.kind == WHERE_FILE, .why = "", .note = "" };
	s->item = mem_grow(s->item, s->count, s->count + 1, sizeof(struct item *));
	s->item[s->count++] = it;
}

const struct fetched *documents_get(const struct documents *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->item[i]->id, id) == 0)
			return &s->item[i]->doc;
	return NULL;
}

size_t documents_count(const struct documents *s)
{
	return s->count;
}

const struct fetched *documents_at(const struct documents *s, size_t i)
{
	return i < s->count ? &s->item[i]->doc : NULL;
}

bool documents_busy(const struct documents *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->item[i]->step != REPORTED)
			return true;
	return false;
}
