/* The books: the outcome of every request, as users saw it. Lines are buffered and written within a tenth of a second. */
#include "config.h"

#include "sandbox/product/kratos/workload_parts.h"

#include <fcntl.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "port/loop.h"

#define FLUSH_MS 100
#define REPORT_MS 1000
/* For each book, while the disk takes nothing. Further lines are lost; the counts in workload.json still include them. */
#define BUFFER ((size_t)8 << 20)
/* Bytes of an error that are kept. */
#define ERROR_MOST 200

/* A book is only appended to, so that a reader may open it at any time. */
static int open_book(const char *dir, const char *name)
{
	char *path = mem_printf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	free(path);
	return fd;
}

/* The status file is written by report(), not kept open. */
bool books_open(struct books *b, const char *dir, int64_t rate)
{
	*b = (struct books){ .rate = rate, .clients = open_book(dir, "clients.jsonl"), .committed = open_book(dir, "committed.jsonl") };
	b->status_path = mem_printf("%s/workload.json", dir);
	str_init(&b->failed_lines, BUFFER);
	str_init(&b->committed_lines, BUFFER);
	return b->clients >= 0 && b->committed >= 0;
}

/* Writes the lines in the order in which they were noted; bytes that the disk refuses stay for the next flush. */
static void flush(int fd, struct str *lines)
{
	while (lines->len > 0) {
		ssize_t n = write(fd, lines->s, lines->len);
		if (n <= 0)
			return;
		str_cut(lines, (size_t)n);
	}
}

/* Lines that the disk does not take now are lost. */
void books_close(struct books *b)
{
	flush(b->clients, &b->failed_lines);
	flush(b->committed, &b->committed_lines);
	close(b->clients);
	close(b->committed);
	str_release(&b->failed_lines);
	str_release(&b->committed_lines);
	free(b->status_path);
}

/* Adds a line to a book's buffer. Takes line. */
static void note_line(struct str *to, struct json *line)
{
	char *text = json_line(line);
	size_t n = strlen(text);

	/* The whole line or nothing: half a line would be no JSON for the readers. */
	if (to->len + n + 1 <= to->max) {
		str_addn(to, text, n);
		str_addn(to, "\n", 1);
	}
	free(text);
	json_free(line);
}

/* The members that both books have. */
static struct json *line_new(const struct request *r, const char *app, int64_t wall)
{
	struct json *line = json_object();
	char at[CLOCK_TEXT];

	clock_iso(wall, at);
	json_put_str(line, "at", at);
	json_put_str(line, "op", op_name(r->op));
	json_put_str(line, "app", app);
	return line;
}

/* A write that was answered as committed: its row must be on green in the end. */
static void note_committed(struct books *b, const struct request *r, const char *app, int64_t wall)
{
	struct json *line = line_new(r, app, wall);

	json_put_str(line, "id", r->id);
	json_put_str(line, "row", r->row);
	if (r->op == OP_SETTINGS)
		json_put_int(line, "value", r->value);
	note_line(&b->committed_lines, line);
}

/* The error's text comes from a server, so it is escaped, put on one line and cut. */
static void note_failed(struct books *b, const struct request *r, enum outcome outcome, const char *app, const char *error, int64_t wall)
{
	struct json *line = line_new(r, app, wall);
	struct str text;

	/* A server's message may be long; its beginning is enough. */
	str_init(&text, ERROR_MOST);
	str_add_safe(&text, error, strlen(error), STR_ONE_LINE);
	json_put_str(line, "error", str_text(&text));
	if (outcome == OUTCOME_UNKNOWN) {
		json_put_str(line, "outcome", "unknown");
		if (r->id[0])
			json_put_str(line, "id", r->id);
	}
	note_line(&b->failed_lines, line);
	str_release(&text);
}

/* first_failed is the first failure after the last success: the beginning of the outage for users. */
void books_note(struct books *b, const struct request *r, enum outcome outcome, const char *app, const char *error, int64_t took_us)
{
	int64_t wall = loop_wall();

	b->count[outcome]++;
	if (outcome == OUTCOME_OK) {
		b->last_ok = wall;
		b->first_failed = 0;
		if (b->latencies < LATENCIES_MOST)
			b->latency_us[b->latencies++] = (uint32_t)(took_us < UINT32_MAX ? took_us : UINT32_MAX);
		if (op_writes(r->op))
			note_committed(b, r, app, wall);
		return;
	}
	if (!b->first_failed)
		b->first_failed = wall;
	note_failed(b, r, outcome, app, error ? error : "", wall);
}

/* For qsort, over latencies. */
static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* null for a time that has not come. */
static void put_time(struct json *o, const char *key, int64_t wall)
{
	char text[CLOCK_TEXT];

	if (wall)
		clock_iso(wall, text);
	json_put_str(o, key, wall ? text : NULL);
}

/* The status of the last second. Sorts the latencies in place, since report() drops them afterwards. */
static struct json *status_of(struct books *b, const char *app)
{
	struct json *o = json_object();

	qsort(b->latency_us, b->latencies, sizeof(b->latency_us[0]), by_size);
	put_time(o, "at", loop_wall());
	json_put_int(o, "rate", b->rate);
	json_put_int(o, "ok", b->count[OUTCOME_OK]);
	json_put_int(o, "failed", b->count[OUTCOME_FAILED]);
	json_put_int(o, "unknown", b->count[OUTCOME_UNKNOWN]);
	json_put_str(o, "app", app);
	put_time(o, "last_ok", b->last_ok);
	put_time(o, "first_failed_after_ok", b->first_failed);
	/* 0 when no request was answered in this second. */
	json_put_int(o, "p50_us", b->latencies ? b->latency_us[b->latencies / 2] : 0);
	json_put_int(o, "p95_us", b->latencies ? b->latency_us[b->latencies * 95 / 100] : 0);
	return o;
}

/* Writes workload.json. The file is renamed into place, so that a reader sees a whole one, and not synced, since the next one comes in a
 * second. */
static void report(struct books *b, const char *app)
{
	struct json *o = status_of(b, app);
	char *text = json_line(o), *beside = mem_printf("%s.new", b->status_path);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t n = strlen(text);

	if (fd >= 0) {
		bool whole = write(fd, text, n) == (ssize_t)n;
		close(fd);
		if (!whole || rename(beside, b->status_path) != 0)
			unlink(beside);
	}
	b->latencies = 0;
	free(text);
	free(beside);
	json_free(o);
}

/* Flush and report have clocks of their own; the flush comes more often and so decides the next call. */
int64_t books_turn(struct books *b, const char *app, int64_t now)
{
	if (now - b->flushed_at >= FLUSH_MS) {
		flush(b->clients, &b->failed_lines);
		flush(b->committed, &b->committed_lines);
		b->flushed_at = now;
	}
	if (now - b->reported_at >= REPORT_MS) {
		report(b, app);
		b->reported_at = now;
	}
	return b->flushed_at + FLUSH_MS;
}
