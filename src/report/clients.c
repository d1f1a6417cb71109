/* Counting what the clients of a training wrote down. Their file is read as it is found: it may still be written to,
 * and its last line be torn. */
#include "config.h"

#include "report/clients.h"

#include "base/clock.h"
#include "base/mem.h"
#include "codec/json.h"

/* Names are cut to what a row holds, and compared so. When all rows are taken, the rest is counted together rather than
 * not at all. */
static void count_op(struct felt *f, const char *name)
{
	size_t i = 0;

	while (i < f->ops && strncmp(f->op[i].name, name, FELT_NAME - 1) != 0)
		i++;
	if (i == FELT_OPS) {
		f->other_ops++;
		return;
	}
	if (i == f->ops)
		snprintf(f->op[f->ops++].name, FELT_NAME, "%s", name);
	f->op[i].failures++;
}

/* A line counts when its own time lies in the span, whatever the order of the lines; several clients write at once. */
static void take(struct felt *f, const struct json *line)
{
	int64_t at;

	if (!clock_parse_iso(json_str(line, "at", ""), &at)) {
		f->damaged++;
		return;
	}
	if (at < f->from || at > f->until)
		return;
	f->failures++;
	count_op(f, json_str(line, "op", "?"));
	/* the earliest by its own time, which need not be the first line */
	if (!f->first || at < f->first) {
		f->first = at;
		snprintf(f->error, sizeof f->error, "%s", json_str(line, "error", ""));
	}
	if (at > f->last)
		f->last = at;
}

/* Empty lines are nothing, any other line that is no JSON object with a time is counted as damaged. */
void felt_read(const char *lines, size_t n, int64_t from, int64_t until, struct felt *out)
{
	const char *end = lines + n;

	*out = (struct felt){ .from = from, .until = until };
	while (lines < end) {
		const char *newline = memchr(lines, '\n', (size_t)(end - lines));
		const char *stop = newline ? newline : end;
		struct json *line = stop > lines ? json_parse(lines, (size_t)(stop - lines), NULL) : NULL;

		if (line)
			take(out, line);
		else if (stop > lines)
			out->damaged++;
		json_free(line);
		lines = newline ? newline + 1 : end;
	}
}
