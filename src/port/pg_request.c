/* The queue of a session. To answer a request (its reply is complete) and to give it (its done is
 * called) are two things: in between the session is brought in order, so that a done finds it ready for
 * the next request. */
#include "config.h"

#include "port/pg_request.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/loop.h"

/* What the allocator adds to a piece of memory, at most. */
#define KEPT_BYTES 32

/* tail points to the place where the next one is hung, so the empty queue is no special case. */
void queue_init(struct queue *all)
{
	all->head = NULL;
	all->tail = &all->head;
}

/* Before its done is called, which may add to the queue or give from it. */
static struct request *take_head(struct queue *all)
{
	struct request *q = all->head;

	all->head = q->next;
	if (!all->head)
		all->tail = &all->head;
	return q;
}

/* With its reply: what a done wants to keep, it copies. */
static void request_free(struct request *q)
{
	for (int i = 0; i < q->params; i++)
		free(q->param[i]);
	free(q->param);
	free(q->sql);
	reply_release(&q->reply);
	free(q);
}

void queue_release(struct queue *all)
{
	while (all->head)
		request_free(take_head(all));
}

/* The text is copied. */
static struct request *request_new(const char *sql, int64_t deadline_ms, void (*done)(void *self, const struct reply *), void *self)
{
	struct request *q = mem_zalloc(1, sizeof *q);

	q->sql = mem_dup(sql);
	q->params = -1;
	q->deadline_ms = deadline_ms;
	q->done = done;
	q->self = self;
	return q;
}

struct request *queue_ask(struct queue *all, const char *sql, int64_t deadline_ms, void (*done)(void *self, const struct reply *),
                          void *self)
{
	struct request *q = request_new(sql, deadline_ms, done, self);

	*all->tail = q;
	all->tail = &q->next;
	return q;
}

/* The head is looked at anew each time: a done may have added, answered or given others meanwhile. */
void queue_give(struct queue *all)
{
	while (all->head && all->head->answered) {
		struct request *q = take_head(all);

		q->done(q->self, &q->reply);
		request_free(q);
	}
}

/* Those that are answered keep their answer: it was faster than the failure. */
void queue_fail(struct queue *all, const char *sqlstate, const char *message)
{
	for (struct request *q = all->head; q; q = q->next) {
		if (q->answered)
			continue;
		q->reply.lost = true;
		request_spoil(q, sqlstate, message);
		request_answer(q);
	}
}

/* Not .lost: the session is well, and what it held (a lock, a setting) is still there. */
void queue_drop(struct request *q)
{
	for (; q; q = q->next) {
		if (q->answered)
			continue;
		request_spoil(q, "57014", _("cancelled before it was sent"));
		request_answer(q);
	}
}

/* NULL stays NULL, which is SQL NULL. */
void request_set_params(struct request *q, const char *const *param, int n)
{
	q->params = n;
	q->param = mem_zalloc((size_t)n, sizeof *q->param);
	for (int i = 0; i < n; i++)
		mem_set(&q->param[i], param[i]);
}

/* timed_out only when it failed: an answer that came just before its cancel is an answer. */
void request_answer(struct request *q)
{
	q->answered = true;
	q->reply.timed_out = q->expired && !q->reply.ok;
	q->reply.took_ms = q->sent ? loop_now() - q->sent : 0;
}

/* libpq ends its messages with a newline, which has no place in a sentence. An SQLSTATE of NULL:
 * libpq's own failure, the server said nothing. */
void request_spoil(struct request *q, const char *sqlstate, const char *message)
{
	size_t n = strlen(message);

	q->reply.ok = false;
	if (q->reply.message)
		return;
	while (n && message[n - 1] == '\n')
		n--;
	snprintf(q->reply.sqlstate, sizeof q->reply.sqlstate, "%s", sqlstate ? sqlstate : "");
	q->reply.message = mem_dupn(message, n);
}

/* One by one, since a text holds few statements. The pointer is good until the next set is opened. */
struct rows *request_open_set(struct request *q, size_t columns)
{
	struct reply *r = &q->reply;
	struct rows *set;

	r->set = mem_grow(r->set, r->sets, r->sets + 1, sizeof *r->set);
	set = &r->set[r->sets++];
	set->affected = -1;
	set->columns = columns;
	set->name = mem_zalloc(columns, sizeof *set->name);
	q->held += sizeof *set + columns * sizeof *set->name + 2 * KEPT_BYTES;
	q->set_open = true;
	q->rows_cap = 0;
	return set;
}

/* The cells twice, since the list of them grows by doubling. */
char **request_add_row(struct request *q)
{
	struct rows *set = &q->reply.set[q->reply.sets - 1];

	if (set->count == q->rows_cap) {
		size_t cap = q->rows_cap * 2 + 1;

		set->cell = mem_grow(set->cell, q->rows_cap * set->columns, cap * set->columns, sizeof *set->cell);
		q->rows_cap = cap;
	}
	q->held += 2 * set->columns * sizeof *set->cell;
	return &set->cell[set->columns * set->count++];
}

/* A row of small numbers is mostly what the allocator adds. */
void request_keep(struct request *q, char **place, const char *text)
{
	mem_set(place, text);
	q->held += text ? strlen(text) + KEPT_BYTES : 0;
}

bool request_too_large(struct request *q, size_t max)
{
	char *why;

	if (q->held <= max || !q->reply.ok)
		return false;
	why = mem_printf(_("the answer is larger than Teal takes (%zu MB)"), max >> 20);
	request_spoil(q, "54000", why);
	free(why);
	return true;
}

/* The sets before it are whole, and stay. */
void request_drop_set(struct request *q)
{
	if (q->set_open)
		rows_release(&q->reply.set[--q->reply.sets]);
	q->set_open = false;
}

/* libpq's verbose form is "FATAL:  28P01: …" and a line LOCATION with the place in the server's source, which nobody wants. */
static void connect_error_read(const char *text, char sqlstate[6], struct str *message)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *gap = memmem(text, n, ":  ", 3), *rest = text;
		bool coded = gap && strspn(gap + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && gap[8] == ':' && gap[9] == ' ';

		if (n && strncmp(text, "LOCATION:", 9) != 0) {
			str_add(message, message->len ? "\n" : "");
			if (coded) {
				snprintf(sqlstate, 6, "%.5s", gap + 3);
				str_addn(message, text, (size_t)(gap + 3 - text));
				rest = gap + 10;
			}
			str_addn(message, rest, (size_t)(text + n - rest));
		}
		text += n + (text[n] == '\n');
	}
}

/* Without a word of libpq's there is still a sentence for the operator. */
void queue_fail_connect(struct queue *all, const char *verbose)
{
	char sqlstate[6] = "";
	struct str message;

	str_init(&message, STR_LINE);
	connect_error_read(verbose, sqlstate, &message);
	queue_fail(all, sqlstate, message.len ? str_text(&message) : _("no connection could be made"));
	str_release(&message);
}

/* The flag before the failure: request_answer reads it. */
void queue_expire(struct queue *all, int64_t limit_ms)
{
	char span[CLOCK_TEXT], *message;

	clock_span(limit_ms, span);
	message = mem_printf(_("the server did not answer within %s"), span);
	for (struct request *q = all->head; q; q = q->next)
		q->expired = true;
	queue_fail(all, "", message);
	free(message);
}

/* Before all others. */
static void ask_first(struct opening *o, const char *sql, void (*done)(void *self, const struct reply *))
{
	struct request *q = request_new(sql, o->deadline_ms, done, o);

	q->next = o->queue->head;
	o->queue->head = q;
	if (!q->next)
		o->queue->tail = &q->next;
}

/* A lost session has told everybody already. */
static bool went_well(const struct opening *o, const struct reply *r)
{
	if (!r->ok && !r->lost && o->refused)
		o->refused(o->self, r->sqlstate, r->message ? r->message : _("the session could not be set up"));
	return r->ok && o->refused;
}

static void on_setup(void *self, const struct reply *r)
{
	went_well(self, r);
}

/* A pooler tells its clients a key of its own. Nothing was set so far: it would be set for whoever gets that server session next.
 * 08004: the server rejected the connection (PostgreSQL manual, Error Codes). */
static void on_pid(void *self, const struct reply *r)
{
	struct opening *o = self;

	if (!went_well(o, r))
		return;
	if (rows_int(&r->set[0], 0, "pid", 0) != o->pid)
		o->refused(o->self, "08004",
		           _("a connection pooler (PgBouncer or the like) is in between, and Teal needs sessions of its own"));
	else if (o->setup)
		ask_first(o, o->setup, on_setup);
}

void opening_ask(struct opening *o, int pid, int64_t deadline_ms)
{
	o->pid = pid;
	o->deadline_ms = deadline_ms;
	if (o->direct)
		ask_first(o, "SELECT pg_catalog.pg_backend_pid() AS pid", on_pid);
	else if (o->setup)
		ask_first(o, o->setup, on_setup);
}
