/* Sets of migrations: what the databases recorded, what the catalogue expects, and how long the action may take. */
#include "config.h"

#include "plan/migrations.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "plan/assess.h"
#include "plan/gates.h"

/* Words of a text, blanks between; the words are cut out of *copy, which the caller frees with the list. */
struct words {
	char *copy;
	const char **word;
	size_t count;
};

/* Words are versions; an empty text has none. Release the list always. */
static void words_split(const char *text, struct words *w)
{
	char *p = mem_dup(text);

	*w = (struct words){ .copy = p };
	while (*p) {
		w->word = mem_grow(w->word, w->count, w->count + 1, sizeof *w->word);
		w->word[w->count++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
}

static void words_release(struct words *w)
{
	free(w->copy);
	free(w->word);
}

#define LEGACY_LEN 14 /* digits of a version as old databases recorded it */

bool words_record(const char *recorded, const char *version)
{
	char legacy[LEGACY_LEN + 1];

	if (str_has_word(recorded, version))
		return true;
	snprintf(legacy, sizeof legacy, "%s", version);
	return strlen(version) > LEGACY_LEN && str_has_word(recorded, legacy);
}

/* A version of 14 digits covers every one that begins with it, and is covered by one. */
static bool covers(const struct words *other, const char *recorded, const char *version)
{
	if (words_record(recorded, version))
		return true;
	for (size_t i = 0; strlen(version) == LEGACY_LEN && i < other->count; i++)
		if (strncmp(other->word[i], version, LEGACY_LEN) == 0)
			return true;
	return false;
}

char *migrations_beyond(const char *recorded, const char *other)
{
	struct words a, b;
	char *found = NULL;

	words_split(recorded, &a);
	words_split(other, &b);
	for (size_t i = 0; i < a.count && !found; i++)
		if (!covers(&b, other, a.word[i]))
			found = mem_dup(a.word[i]);
	words_release(&a);
	words_release(&b);
	return found;
}

/* What discover noted, since a later look at the source could be of another day. Without a note the source as it is
 * seen now. */
static const char *before(const struct model *m)
{
	const char *note = model_note(m, "blue.migrations");

	return note ? note : fact_text(m, FACT_SRC_MIGRATIONS);
}

/* In the order of the target. Whole versions are compared, so that none is taken for another that begins like it. */
char *migrations_applied(const struct model *m)
{
	struct words is;
	struct str out;

	str_init(&out, STR_PAGE);
	words_split(fact_text(m, FACT_TGT_MIGRATIONS), &is);
	for (size_t i = 0; i < is.count; i++)
		if (!words_record(before(m), is.word[i]))
			str_addf(&out, "%s%s", out.len ? " " : "", is.word[i]);
	words_release(&is);
	return str_take(&out);
}

/* Without a catalogue, or for a target that it does not cover, nothing is known to be missing: expected_known tells
 * that apart from "none is missing". */
void migrations_look(const struct model *m, struct migrations_state *s)
{
	struct catalog_set want = { 0 };
	struct catalog_diff diff;
	struct words is, added;
	char *applied = migrations_applied(m);

	*s = (struct migrations_state){ 0 };
	words_split(applied, &added);
	s->added = (int)added.count;
	words_split(fact_text(m, FACT_TGT_MIGRATIONS), &is);
	if (m->catalog && catalog_until(m->catalog, m->settings.product, m->settings.target_version, &want, NULL)) {
		s->expected_known = true;
		catalog_compare(&want, is.word, is.count, &diff);
		s->missing = (int)diff.missing.count;
		catalog_diff_release(&diff);
	}
	catalog_set_release(&want);
	words_release(&is);
	words_release(&added);
	free(applied);
}

/* Where it is not known what the migrations do: 35 us a row over all tables, which was measured of the two tables that
 * are really backfilled (facts/ory.md section 4), on all of them. */
static int64_t longest_ms(const struct model *m)
{
	int64_t rows = 0;

	for (size_t i = 0; i < m->tables; i++)
		rows += m->table[i].rows > 0 ? m->table[i].rows : 0;
	return rows * 35 / 1000;
}

/* The assessment's, when it knows each migration and each table's size. */
int64_t migrations_ms(const struct model *m)
{
	struct assessment a;
	int64_t ms = longest_ms(m);

	if (assess_model(m, &a) && a.estimate.known)
		ms = a.estimate.migrate_ms;
	assessment_release(&a);
	return ms;
}

/* Measured was an idle server with everything in memory; the charm kills the program at the end of this time. */
int64_t migrations_timeout_s(const struct model *m)
{
	int64_t s = migrations_ms(m) * 10 / 1000;

	return s < 600 ? 600 : s;
}
