/* What the comparisons have shown. A try that was broken off is gone on with, table by table; one that came to its end is not: who
 * compares again then wants everything read again. */
#include "config.h"

#include "plan/compared.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/walk.h"

/* Before EARLY_MS a pace is noise. */
enum { EARLY_MS = 2000, PAGE_BYTES = 8192 };

enum compared compared_read(const struct table_check *c, int64_t since)
{
	if (!c->done || c->at < since)
		return COMPARED_NOT_YET;
	if (c->equal)
		return COMPARED_EQUAL;
	if (!c->compared)
		return COMPARED_FAILED;
	return c->explained ? COMPARED_EXPLAINED : COMPARED_DIFFERENT;
}

int64_t compared_rows(const struct table_check *c)
{
	return c->missing < 0 ? -1 : c->missing + c->extra + c->changed;
}

/* A comma in front of all but the first. */
static const char *comma(const struct str *out, size_t begin)
{
	return out->len > begin ? ", " : "";
}

void compared_add_words(const struct table_check *c, struct str *out)
{
	char count[CLOCK_TEXT];
	size_t begin = out->len;

	if (c->missing > 0) {
		clock_count(c->missing, count);
		/* TRANSLATORS: a number of rows of the source that the target does not have */
		str_addf(out, _("%s missing"), count);
	}
	if (c->extra > 0) {
		clock_count(c->extra, count);
		str_add(out, comma(out, begin));
		/* TRANSLATORS: a number of rows that only the target has */
		str_addf(out, _("%s extra"), count);
	}
	if (c->changed > 0) {
		clock_count(c->changed, count);
		str_add(out, comma(out, begin));
		/* TRANSLATORS: a number of rows that both have, with other values */
		str_addf(out, _("%s changed"), count);
	}
	if (c->more)
		str_addf(out, "%s%s", comma(out, begin), _("and more"));
}

/* A difference of an earlier try counts until the table was read again: whoever looks must not take it for settled. */
struct compared_tally compared_tally(const struct model *m, enum verify_mode mode, int64_t since)
{
	struct compared_tally sum = { 0 };
	const struct table *failed = NULL;

	for (size_t i = 0; i < m->tables; i++) {
		const struct table *t = &m->table[i];
		enum compared verdict = compared_read(&t->check[mode], 0);

		if (!sync_takes(t))
			continue;
		sum.tables++;
		sum.open += compared_read(&t->check[mode], since) == COMPARED_NOT_YET;
		sum.equal += verdict == COMPARED_EQUAL;
		sum.explained += verdict == COMPARED_EXPLAINED;
		sum.different += verdict == COMPARED_DIFFERENT;
		sum.failed += verdict == COMPARED_FAILED;
		if (verdict == COMPARED_DIFFERENT && !sum.first)
			sum.first = t;
		if (verdict == COMPARED_FAILED && !failed)
			failed = t;
	}
	sum.first = sum.first ? sum.first : failed;
	return sum;
}

enum verify_mode compared_mode_of(const struct step *row)
{
	return row->flags & STEP_COMPARES ? row->compares : VERIFY_MODES;
}

static bool compares(const struct act_record *r)
{
	const struct act *act = act_find(r->act);

	return act && (act->flags & ACT_COMPARES);
}

/* -1 when no step of the strategy makes it. */
static int find_step(const struct model *m, enum verify_mode mode)
{
	const struct step *row;

	for (int i = 0; (row = step_of(m, i)); i++)
		if (compared_mode_of(row) == mode)
			return i;
	return -1;
}

bool compared_done(const struct model *m, enum verify_mode mode)
{
	int i = find_step(m, mode);

	return i >= 0 && m->step[i].status == STEP_COMPLETE;
}

/* Since when both sides have stood still for the mode; 0 they have not. */
static int64_t still_since(const struct model *m, enum verify_mode mode)
{
	int migrate = walk_find(m, STEP_MIGRATES);

	if (mode == VERIFY_COPY)
		return m->fence_at;
	/* While writes go on nothing stays as it was. */
	if (mode == VERIFY_LIVE)
		return 0;
	if (!m->fence_at || migrate < 0 || m->step[migrate].status != STEP_COMPLETE)
		return 0;
	return m->step[migrate].ended > m->fence_at ? m->step[migrate].ended : m->fence_at;
}

/* Walks back over the tries of earlier starts as long as they were broken off: one that came to its end is the last that could count, and
 * does not. */
int64_t compared_since(const struct model *m, enum verify_mode mode)
{
	int i = find_step(m, mode);
	int64_t since, still;

	if (i < 0)
		return 0;
	since = m->step[i].begun;
	still = still_since(m, mode);
	for (size_t n = m->step[i].records; still && n > 0; n--) {
		const struct act_record *r = &m->step[i].record[n - 1];

		if (!compares(r) || r->began >= m->step[i].begun)
			continue;
		if (r->undo || r->ok || r->began < still)
			break;
		since = r->began;
	}
	return since;
}

/* Since the newest look time went on: what was left then is less by that. */
int64_t compared_left(const struct model *m, int64_t now)
{
	const struct comparing *r = &m->comparing;
	int64_t took = r->at - r->begun_at, left;

	if (!r->begun_at || took < EARLY_MS || r->pages <= 0 || r->pages_all < r->pages)
		return -1;
	left = (int64_t)((double)(r->pages_all - r->pages) * (double)took / (double)r->pages) - (now - r->at);
	return left > 0 ? left : 0;
}

void compared_add_pace(const struct model *m, struct str *out)
{
	const struct comparing *r = &m->comparing;
	int64_t took = r->at - r->begun_at;
	char text[CLOCK_TEXT];

	if (!r->begun_at || took < EARLY_MS || (r->pages <= 0 && r->rows <= 0))
		return;
	if (r->pages > 0) {
		clock_bytes((int64_t)((double)r->pages * PAGE_BYTES * 1000 / (double)took), text);
		str_addf(out, "%s/s", text);
	} else {
		clock_count((int64_t)((double)r->rows * 1000 / (double)took), text);
		/* TRANSLATORS: how many rows are read in a second */
		str_addf(out, _("%s rows/s"), text);
	}
}

bool compared_all_read(const struct model *m)
{
	return m->comparing.begun_at && m->comparing.pages_all > 0 && m->comparing.pages >= m->comparing.pages_all;
}

int compared_add_open(const struct model *m, enum verify_mode mode, int64_t since, struct str *out)
{
	int n = 0;

	for (size_t i = 0; i < m->tables; i++)
		if (sync_takes(&m->table[i]) && compared_read(&m->table[i].check[mode], since) == COMPARED_NOT_YET)
			str_addf(out, "%s%s", n++ ? ", " : "", m->table[i].name);
	return n;
}

bool compared_ended(const struct model *m, enum verify_mode mode)
{
	int i = find_step(m, mode);
	const struct act_record *last = NULL;

	for (size_t n = 0; i >= 0 && n < m->step[i].records; n++)
		if (compares(&m->step[i].record[n]))
			last = &m->step[i].record[n];
	return last && last->ended && last->ok && last->began >= m->step[i].begun;
}

/* Proven equal is all that is passed over. */
static bool proven(const struct table *t, enum verify_mode mode, int64_t since)
{
	return sync_takes(t) && compared_read(&t->check[mode], since) == COMPARED_EQUAL;
}

char *compared_skip(const struct model *m, enum verify_mode mode)
{
	const struct fact *fence = &m->fact[FACT_SRC_FENCED];
	int64_t since = compared_since(m, mode);
	struct str out;

	if (!since || !fence->known || fence->num != 0 || since < still_since(m, mode) || !still_since(m, mode))
		return NULL;
	str_init(&out, STR_PAGE);
	for (size_t i = 0; i < m->tables; i++)
		if (proven(&m->table[i], mode, since))
			str_addf(&out, "%s%s", out.len ? " " : "", m->table[i].name);
	if (!out.len || out.full) {
		str_release(&out);
		return NULL;
	}
	return str_take(&out);
}
