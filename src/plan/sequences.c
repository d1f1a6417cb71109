/* Reading and judging of single sequences. */
#include "config.h"

#include "plan/sequences.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/left_out.h"

/* Below that a sequence is told, also when it is a small part of a large one. */
#define FEW 1000

/* In the order of the probe (probe/source.c). */
bool sequence_read(const struct json *row, struct sequence *s)
{
	const char **const field[] = { &s->name,  &s->owner, &s->type,  &s->low,  &s->high,   &s->step,
		                       &s->cache, &s->cycle, &s->start, &s->last, &s->called, &s->bound };
	const struct json *n = json_first(row);

	*s = (struct sequence){ 0 };
	for (size_t i = 0; i < mem_count(field); i++, n = json_next(n)) {
		if (!n)
			return false;
		*field[i] = json_text(n);
	}
	return s->name && s->owner && s->low && s->high && s->step && s->start && s->bound;
}

bool sequence_find(const struct json *list, const char *name, struct sequence *s)
{
	for (const struct json *row = json_first(list); row; row = json_next(row))
		if (sequence_read(row, s) && strcmp(s->name, name) == 0)
			return true;
	return false;
}

bool sequence_takes(const struct model *m, const struct sequence *s)
{
	return !*s->owner || !left_out(m, s->owner);
}

struct numbers {
	int64_t low, high, step, last;
};

static bool numbers_of(const struct sequence *s, struct numbers *n)
{
	int64_t bound;

	if (!s->last || !str_to_int(s->low, INT64_MIN, INT64_MAX, &n->low) || !str_to_int(s->high, INT64_MIN, INT64_MAX, &n->high) ||
	    !str_to_int(s->step, INT64_MIN, INT64_MAX, &n->step) || !str_to_int(s->last, INT64_MIN, INT64_MAX, &n->last) ||
	    !str_to_int(s->bound, INT64_MIN, INT64_MAX, &bound) || n->step == 0)
		return false;
	n->high = bound < n->high ? bound : n->high;
	return true;
}

/* Unsigned, since from one end to the other there are more values than a signed number counts. */
static uint64_t steps_between(int64_t low, int64_t high, int64_t step)
{
	uint64_t wide = high > low ? (uint64_t)high - (uint64_t)low : 0, by = step < 0 ? 0 - (uint64_t)step : (uint64_t)step;

	return wide / by;
}

int64_t sequence_left(const struct sequence *s)
{
	struct numbers n;
	uint64_t left;

	if (!numbers_of(s, &n) || (s->cycle && strcmp(s->cycle, "true") == 0))
		return -1;
	left = n.step > 0 ? steps_between(n.last, n.high, n.step) : steps_between(n.low, n.last, n.step);
	return left > INT64_MAX ? INT64_MAX : (int64_t)left;
}

bool sequence_is_near(const struct sequence *s)
{
	int64_t left = sequence_left(s);
	struct numbers n;

	return left >= 0 && numbers_of(s, &n) && (left < FEW || (uint64_t)left < steps_between(n.low, n.high, n.step) / 100);
}
