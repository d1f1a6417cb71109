/* The line is cleared by a carriage return and blanks and not by escape sequences, since every terminal understands the former. */
#include "config.h"

#include "cli/progress_line.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/loop.h"

enum {
	DRAW_MS = 250, /* between two drawings */
	GUESS_MS = 2000, /* before that the remaining time would only be a guess */
	PAGE_BYTES = 8192, /* PostgreSQL's page, as almost every server is built */
	COLUMNS_SHOWN = 79, /* bytes, so that the line never wraps */
};

/* A report without a table keeps the last table's name. */
void progress_line_keep(struct progress_line *l, const struct verify_progress *p)
{
	l->now = *p;
	l->now.table = NULL;
	if (!l->began)
		l->began = loop_now();
	if (p->table)
		mem_set(&l->table, p->table);
}

void progress_line_clear(struct progress_line *l)
{
	if (l->drawn)
		fprintf(stderr, "\r%*s\r", COLUMNS_SHOWN, "");
	l->drawn = 0;
}

/* Adds the speed and the remaining time, both by pages, since rows are counted only at the end of a table. */
static void add_pace(const struct progress_line *l, int64_t since, struct str *line)
{
	const struct verify_progress *p = &l->now;
	char pace[CLOCK_TEXT], left[CLOCK_TEXT];

	if (since < GUESS_MS || p->pages <= 0 || p->pages >= p->pages_all)
		return;
	clock_bytes(p->pages * PAGE_BYTES * 1000 / since, pace);
	clock_span((p->pages_all - p->pages) * since / p->pages, left);
	/* TRANSLATORS: bytes a second, and a time: "120 MB/s, 1 m 10 s left". */
	str_addf(line, _("%s/s, %s left, "), pace, left);
}

/* The text is as long as the line at most, so that it never wraps and the next drawing covers it. */
int64_t progress_line_draw(struct progress_line *l)
{
	const struct verify_progress *p = &l->now;
	int64_t now = loop_now();
	struct str line;

	if (!isatty(STDERR_FILENO))
		return -1;
	if (!l->table || (l->drawn && now - l->drawn < DRAW_MS))
		return DRAW_MS;
	str_init(&line, COLUMNS_SHOWN);
	/* A table may have grown since its pages were counted. */
	str_addf(&line, _("%d of %d tables, %d %%, "), p->tables, p->tables_all,
	         p->pages < p->pages_all ? (int)(p->pages * 100 / p->pages_all) : 100);
	add_pace(l, now - l->began, &line);
	str_add_safe(&line, l->table, strlen(l->table), STR_ONE_LINE);
	progress_line_clear(l);
	fprintf(stderr, "%s", str_text(&line));
	l->drawn = now;
	str_release(&line);
	return DRAW_MS;
}

void progress_line_release(struct progress_line *l)
{
	free(l->table);
	*l = (struct progress_line){ 0 };
}
