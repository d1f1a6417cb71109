/* Reads a table that was made for people: cells overflow, error texts hold separators and line breaks, and the
 * columns have changed three times (facts/charms.md 2.3). A row that does not fit is refused; nothing is
 * guessed. */
#include "config.h"

#include "codec/backups.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/lsn.h"

#define ID_LEN 20 /* 2025-08-14T10:33:36Z */
#define MAX_COLUMNS 12
#define MAX_CELLS 40 /* an error text in the status may hold the separator as well */
#define MAX_ROW_LINES 50
#define MAX_CELL ((size_t)4096)

/* What a column means, whatever its name; COL_OTHER is skipped. */
enum column { COL_ID, COL_ACTION, COL_STATUS, COL_REFERENCE, COL_LSN, COL_START, COL_FINISH, COL_TIMELINE, COL_PATH, COL_OTHER };

static const struct {
	const char *name;
	enum column column;
} column_names[] = {
	{ "backup-id", COL_ID },
	{ "backup-type", COL_ACTION },
	{ "type", COL_ACTION },
	{ "action", COL_ACTION },
	{ "backup-status", COL_STATUS },
	{ "status", COL_STATUS },
	{ "reference-backup-id", COL_REFERENCE },
	{ "LSN start/stop", COL_LSN },
	{ "start-time", COL_START },
	{ "finish-time", COL_FINISH },
	{ "timeline", COL_TIMELINE },
	{ "backup-path", COL_PATH },
};

static const struct {
	const char *word;
	enum backup_action action;
} action_words[] = {
	{ "full backup", BACKUP_FULL },
	{ "full", BACKUP_FULL },
	{ "physical", BACKUP_FULL },
	{ "differential backup", BACKUP_DIFFERENTIAL },
	{ "differential", BACKUP_DIFFERENTIAL },
	{ "incremental backup", BACKUP_INCREMENTAL },
	{ "incremental", BACKUP_INCREMENTAL },
	{ "restore", BACKUP_RESTORE },
};

/* A piece of the text, borrowed. */
struct span {
	const char *s;
	size_t n;
};

/* A line of the table, cut at the separators. */
struct row {
	struct span cell[MAX_CELLS];
	size_t count;
};

/* The columns of the last header line. count 0: there was none, and the number of cells decides between the
 * tables below. */
struct header {
	enum column column[MAX_COLUMNS];
	size_t count, status_at;
};

/* Columns of tables whose rows were pasted without their header line. */
static const struct header no_header_3 = { .column = { COL_ID, COL_ACTION, COL_STATUS }, .count = 3, .status_at = 2 };
static const struct header no_header_8 = {
	.column = { COL_ID, COL_ACTION, COL_STATUS, COL_REFERENCE, COL_LSN, COL_START, COL_FINISH, COL_PATH },
	.count = 8,
	.status_at = 2,
};
static const struct header no_header_9 = {
	.column = { COL_ID, COL_ACTION, COL_STATUS, COL_REFERENCE, COL_LSN, COL_START, COL_FINISH, COL_TIMELINE, COL_PATH },
	.count = 9,
	.status_at = 2,
};

/* Carriage returns come from terminals and from files that went through Windows. */
static struct span trimmed(const char *s, size_t n)
{
	while (n && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		n--;
	return (struct span){ s, n };
}

static bool span_is(struct span a, const char *text)
{
	return a.n == strlen(text) && memcmp(a.s, text, a.n) == 0;
}

static bool span_starts(struct span a, const char *text)
{
	return a.n >= strlen(text) && memcmp(a.s, text, strlen(text)) == 0;
}

/* Owned; cut at MAX_CELL, because the error of a failed backup may be a whole log. */
static char *span_dup(struct span a)
{
	return mem_dupn(a.s, a.n < MAX_CELL ? a.n : MAX_CELL);
}

/* Takes the next line off the text, trimmed. */
static bool next_line(struct span *rest, struct span *line)
{
	const char *end;

	if (!rest->n)
		return false;
	end = memchr(rest->s, '\n', rest->n);
	*line = trimmed(rest->s, end ? (size_t)(end - rest->s) : rest->n);
	rest->n -= end ? (size_t)(end - rest->s) + 1 : rest->n;
	rest->s = end ? end + 1 : rest->s + rest->n;
	return true;
}

/* Decides by its shape alone whether a line is a row, so that headers, rules and prose need no list of their
 * own. */
static bool is_id(struct span a)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";

	if (a.n != ID_LEN)
		return false;
	for (size_t i = 0; i < ID_LEN; i++)
		if (shape[i] == 'd' ? a.s[i] < '0' || a.s[i] > '9' : a.s[i] != shape[i])
			return false;
	return true;
}

/* False when there are more cells than any table has, even with a few separators in the status. */
static bool split(struct span line, struct row *row)
{
	row->count = 0;
	for (;;) {
		const char *bar = memmem(line.s, line.n, " | ", 3);
		size_t n = bar ? (size_t)(bar - line.s) : line.n;

		if (row->count >= MAX_CELLS)
			return false;
		row->cell[row->count++] = trimmed(line.s, n);
		if (!bar)
			return true;
		/* The blank behind the bar stays: when the next cell is empty, it is also the first byte of the next separator. */
		line = (struct span){ bar + 2, line.n - n - 2 };
	}
}

/* False for a line that is no header. A table without a status column does not describe backups and counts as
 * prose. */
static bool read_header(const struct row *row, struct header *h)
{
	struct header fresh = { .count = row->count, .status_at = MAX_COLUMNS };

	if (row->count < 3 || row->count > MAX_COLUMNS || !span_is(row->cell[0], "backup-id"))
		return false;
	for (size_t i = 0; i < row->count; i++) {
		fresh.column[i] = COL_OTHER;
		for (size_t k = 0; k < mem_count(column_names); k++)
			if (span_is(row->cell[i], column_names[k].name))
				fresh.column[i] = column_names[k].column;
		if (fresh.column[i] == COL_STATUS)
			fresh.status_at = i;
	}
	if (fresh.status_at >= fresh.count)
		return false;
	*h = fresh;
	return true;
}

/* "0/8000028 / 0/8011558": start and stop. Anything else leaves lsn_known false. */
static void read_lsns(struct span cell, struct backup *b)
{
	char text[64], *between;

	if (cell.n >= sizeof text)
		return;
	memcpy(text, cell.s, cell.n);
	text[cell.n] = '\0';
	between = strstr(text, " / ");
	if (!between)
		return;
	*between = '\0';
	b->lsn_known = lsn_parse(text, &b->lsn_start) && lsn_parse(between + 3, &b->lsn_stop);
}

/* 0 for "n/a" and for any other text that is no time. */
static int64_t read_time(struct span cell)
{
	char text[BACKUP_ID];
	int64_t ms = 0;

	if (!is_id(cell))
		return 0;
	memcpy(text, cell.s, cell.n);
	text[cell.n] = '\0';
	return clock_parse_iso(text, &ms) ? ms : 0;
}

/* Any other word leaves the status unknown and becomes the reason: such a backup must not be relied on. */
static void read_status(struct span cell, struct backup *b)
{
	if (span_is(cell, "finished"))
		b->status = BACKUP_FINISHED;
	else if (span_starts(cell, "failed"))
		b->status = BACKUP_FAILED;
	if (b->status == BACKUP_FAILED && span_starts(cell, "failed:"))
		cell = trimmed(cell.s + 7, cell.n - 7);
	if (b->status != BACKUP_FINISHED)
		b->reason = span_dup(cell);
}

/* The charm's word is kept beside its meaning, in case the word is not known. */
static void read_action(struct span cell, struct backup *b)
{
	b->action_text = span_dup(cell);
	for (size_t i = 0; i < mem_count(action_words); i++)
		if (span_is(cell, action_words[i].word))
			b->action = action_words[i].action;
}

/* "None" and "n/a" are the charm's words for nothing. When two columns have the same meaning, the first value
 * stays. */
static void keep(char **slot, struct span cell)
{
	if (!*slot && !span_is(cell, "None") && !span_is(cell, "n/a"))
		*slot = span_dup(cell);
}

/* The id is read elsewhere, because it decides whether the line is a row at all. */
static void read_cell(enum column column, struct span cell, struct backup *b)
{
	switch (column) {
	case COL_ACTION:
		if (!b->action_text)
			read_action(cell, b);
		break;
	case COL_STATUS:
		if (!b->status && !b->reason)
			read_status(cell, b);
		break;
	case COL_REFERENCE:
		keep(&b->reference, cell);
		break;
	case COL_LSN:
		read_lsns(cell, b);
		break;
	case COL_START:
		b->start_ms = read_time(cell);
		break;
	case COL_FINISH:
		b->finish_ms = read_time(cell);
		break;
	case COL_TIMELINE:
		keep(&b->timeline, cell);
		break;
	case COL_PATH:
		keep(&b->path, cell);
		break;
	case COL_ID:
	case COL_OTHER:
		break;
	}
}

/* The charm always prints a header, but people paste rows without one. NULL: the number of cells fits no table. */
static const struct header *header_for(const struct header *seen, size_t cells)
{
	if (seen->count)
		return seen;
	return cells == 3 ? &no_header_3 : cells == 8 ? &no_header_8 : cells == 9 ? &no_header_9 : NULL;
}

/* Texts are never NULL, so that callers can show them without a check. */
static void fill_gaps(struct backup *b)
{
	char **slots[] = { &b->action_text, &b->reason, &b->reference, &b->timeline, &b->path };

	for (size_t i = 0; i < mem_count(slots); i++)
		if (!*slots[i])
			*slots[i] = mem_dup("");
}

/* Cells before the status are counted from the left, cells behind it from the right; the surplus belongs to the
 * status. */
static bool read_row(const struct row *row, const struct header *seen, struct backup *b)
{
	const struct header *h = header_for(seen, row->count);
	size_t extra, at = 0;

	/* The id is checked again: lines that were added to complete the row may have changed its first cell. */
	if (!h || row->count < h->count || !is_id(row->cell[0]))
		return false;
	*b = (struct backup){ 0 };
	memcpy(b->id, row->cell[0].s, row->cell[0].n);
	if (!clock_parse_iso(b->id, &b->wall_ms))
		return false;
	extra = row->count - h->count;
	for (size_t i = 0; i < h->count; i++, at++) {
		struct span cell = row->cell[at];

		if (i == h->status_at && extra) {
			at += extra;
			cell.n = (size_t)(row->cell[at].s + row->cell[at].n - cell.s);
		}
		read_cell(h->column[i], cell, b);
	}
	fill_gaps(b);
	return true;
}

/* Always false. Line 0 stands for the text as a whole. */
static bool refuse(struct err *err, const char *why, size_t line)
{
	return err_whyf(err, ERR_WORLD, _("The list of backups cannot be read"),
	                _("Run the action list-backups yourself and look at its table."), _("%s (line %zu)"), why, line);
}

/* Other lines around the table (a YAML key, a rule, a prompt) are skipped. */
static void read_head_line(struct span line, struct backups *out)
{
	static const char bucket[] = "Storage bucket name:", base[] = "Backups base path:";

	if (span_starts(line, bucket) && !out->bucket)
		out->bucket = span_dup(trimmed(line.s + sizeof bucket - 1, line.n - sizeof bucket + 1));
	else if (span_starts(line, base) && !out->base_path)
		out->base_path = span_dup(trimmed(line.s + sizeof base - 1, line.n - sizeof base + 1));
}

/* An error text may hold line breaks: lines are added until the row has all its cells, or the next row begins. */
static bool complete_row(struct span *rest, const struct header *h, struct span *line, struct row *row)
{
	for (int lines = 0; lines < MAX_ROW_LINES; lines++) {
		struct span ahead = *rest, more;
		struct row next;

		if (!split(*line, row))
			return false;
		if (row->count >= h->count || !next_line(&ahead, &more) || !split(more, &next) || is_id(next.cell[0]))
			return true;
		line->n = (size_t)(more.s + more.n - line->s);
		*rest = ahead;
	}
	return false;
}

/* Reads one line and, for a row, the lines that belong to it. False for a row that does not fit, and for one
 * row too many. */
static bool read_line(struct span *rest, struct span line, struct header *h, struct backups *out)
{
	struct row row;

	if (!split(line, &row))
		return true;
	if (!is_id(row.cell[0])) {
		if (!read_header(&row, h))
			read_head_line(line, out);
		return true;
	}
	if (!complete_row(rest, h, &line, &row) || out->count >= BACKUPS_MAX_ROWS)
		return false;
	/* The capacity doubles at each power of two, and so need not be stored. */
	if ((out->count & (out->count - 1)) == 0)
		out->item = mem_grow(out->item, out->count, out->count ? out->count * 2 : 1, sizeof *out->item);
	return read_row(&row, h, &out->item[out->count]) && ++out->count;
}

/* A text with neither a header nor a row is some other text, which differs from an empty list. */
bool backups_parse(const char *text, size_t n, struct backups *out, struct err *err)
{
	struct header h = { 0 };
	struct span rest = { text, n }, line;
	size_t number = 0;

	*out = (struct backups){ 0 };
	if (n > BACKUPS_MAX_BYTES)
		return refuse(err, _("it is larger than any this program was made for"), 0);
	while (next_line(&rest, &line)) {
		number++;
		if (!read_line(&rest, line, &h, out)) {
			backups_release(out);
			return refuse(err, _("a row does not fit the columns of the table"), number);
		}
	}
	if (!h.count && !out->count) {
		backups_release(out);
		return refuse(err, _("it is no table of backups"), number);
	}
	if (!out->bucket)
		out->bucket = mem_dup("");
	if (!out->base_path)
		out->base_path = mem_dup("");
	return true;
}

void backups_release(struct backups *b)
{
	for (size_t i = 0; i < b->count; i++) {
		struct backup *row = &b->item[i];

		free(row->action_text);
		free(row->reason);
		free(row->reference);
		free(row->timeline);
		free(row->path);
	}
	free(b->item);
	free(b->bucket);
	free(b->base_path);
	*b = (struct backups){ 0 };
}

const struct backup *backups_find(const struct backups *b, const char *id)
{
	for (size_t i = 0; i < b->count; i++)
		if (strcmp(b->item[i].id, id) == 0)
			return &b->item[i];
	return NULL;
}

/* A checkpoint must be a backup by a known word that is finished by the known word. */
static bool is_good(const struct backup *b)
{
	return b->status == BACKUP_FINISHED &&
	       (b->action == BACKUP_FULL || b->action == BACKUP_DIFFERENTIAL || b->action == BACKUP_INCREMENTAL);
}

/* Compared with an empty list every backup is new. */
const struct backup *backups_newest(const struct backups *b)
{
	return backups_added(&(struct backups){ 0 }, b);
}

/* Newest by its own time and not by its place, since the order of the table is up to the charm. */
const struct backup *backups_added(const struct backups *before, const struct backups *now)
{
	const struct backup *newest = NULL;

	for (size_t i = 0; i < now->count; i++) {
		const struct backup *b = &now->item[i];

		if (is_good(b) && (!newest || b->wall_ms > newest->wall_ms) && !backups_find(before, b->id))
			newest = b;
	}
	return newest;
}
