/* The entries of the step releases as the view sees them. The assessment is made once for each scene; the selection hangs on an entry's
 * key and not on its row, since documents come in while somebody reads. */
#include "config.h"

#include "ui/screens/entries.h"

#include "base/mem.h"
#include "plan/upgrade.h"
#include "ui/screens/scene.h"

/* Entries of a run are a few dozen; texts that were opened beyond this are not remembered. */
#define OPENED_MOST 1000

static bool is_step(const struct scene *s)
{
	return s->row && (s->row->flags & STEP_READS_RELEASES);
}

/* Also what the list shows hangs on it: whoever keeps a reading over a scene keeps pointers into nothing. */
static void drop(struct view *v)
{
	if (v->assessment)
		assessment_release(v->assessment);
	free(v->assessment);
	v->assessment = NULL;
}

/* Below a millisecond for all releases, so that nothing has to tell when it is out of date. */
void entries_assess(struct scene *s)
{
	struct view *v = s->v;

	drop(v);
	if (!is_step(s))
		return;
	v->assessment = mem_zalloc(1, sizeof *v->assessment);
	if (upgrade_assess(s->m, v->assessment))
		return;
	/* What was not made is not released either. */
	free(v->assessment);
	v->assessment = NULL;
}

void entries_release(struct view *v)
{
	drop(v);
	free(v->opened);
	v->opened = NULL;
	v->openeds = 0;
}

/* Behind the assessment's own: who says all this. No answer has its key, and the gate knows nothing of it. */
bool entries_at(const struct scene *s, size_t i, struct assess_entry *r)
{
	const struct assessment *a = s->v->assessment;

	if (!a)
		return false;
	if (assess_entry_at(a, i, r))
		return true;
	*r = (struct assess_entry){ .key = ENTRY_SOURCES };
	return a->witnesses && i == a->hazards + a->releases;
}

bool entries_there(const struct scene *s)
{
	struct assess_entry r;

	return entries_at(s, 0, &r);
}

/* Counted by asking: the assessment has no list of its entries. */
static int count(const struct scene *s)
{
	struct assess_entry r;
	int n = 0;

	while (entries_at(s, (size_t)n, &r))
		n++;
	return n;
}

int entries_next(const struct scene *s, int from)
{
	int n = count(s);
	struct assess_entry r;

	for (int i = 0; i < n; i++) {
		int at = (from + i) % n;

		if (entries_at(s, (size_t)at, &r) && r.required && !upgrade_was_read(s->m, &r))
			return at;
	}
	return -1;
}

/* The list was fitted in this scene, so that the row is one of now. */
bool entries_selected(const struct scene *s, struct assess_entry *r)
{
	return entries_at(s, (size_t)s->v->body.selected, r);
}

void entries_chosen(struct scene *s)
{
	struct assess_entry r;

	if (entries_selected(s, &r))
		snprintf(s->v->entry, sizeof s->v->entry, "%s", r.key);
}

void entries_choose(struct scene *s, int i)
{
	list_select(&s->v->body, i);
	entries_chosen(s);
}

/* A new view begins with the first entry that waits for somebody. */
void entries_fit(struct scene *s)
{
	struct assess_entry r;
	int next = entries_next(s, 0);

	if (!is_step(s))
		return;
	list_set_count(&s->v->body, count(s));
	if (!*s->v->entry) {
		entries_choose(s, next > 0 ? next : 0);
		return;
	}
	for (size_t i = 0; entries_at(s, i, &r); i++)
		if (strcmp(r.key, s->v->entry) == 0)
			list_select(&s->v->body, (int)i);
}

/* The step may be over: what is flagged afterwards may still be read, and that it was is worth a mark. */
bool entries_open(const struct scene *s)
{
	return s->m->end == RUN_OPEN && !s->m->observe && !s->m->undoing && s->state->status != STEP_REVERTED;
}

/* With the sign: a text that has grown since was not opened. */
bool entries_was_opened(const struct view *v, const struct assess_entry *r)
{
	for (size_t i = 0; i < v->openeds; i++)
		if (strcmp(v->opened[i].key, r->key) == 0 && strcmp(v->opened[i].sign, r->sign) == 0)
			return true;
	return false;
}

void entries_note_open(struct view *v, const struct assess_entry *r)
{
	memcpy(v->open.key, r->key, sizeof r->key);
	memcpy(v->open.sign, r->sign, sizeof r->sign);
	if (v->openeds == OPENED_MOST || entries_was_opened(v, r))
		return;
	v->opened = mem_grow(v->opened, v->openeds, v->openeds + 1, sizeof *v->opened);
	v->opened[v->openeds++] = v->open;
}

/* By its key: it may say more by now, and then the mark is refused. */
bool entries_opened(const struct scene *s, struct assess_entry *r)
{
	for (size_t i = 0; entries_at(s, i, r); i++)
		if (strcmp(r->key, s->v->open.key) == 0)
			return true;
	return false;
}
