/* The words of an assessment, shared by everything that writes one. */
#include "config.h"

#include "assess/words.h"

#include "assess/library.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* For programs; an array by bit would be mostly holes. The order is the one in which a list is printed. */
static const struct {
	unsigned class_bit;
	const char *word;
} class_words[] = {
	{ COST_ADDITIVE, "additive" }, { COST_INDEX, "index" },         { COST_CONCURRENT, "concurrent-index" },
	{ COST_BACKFILL, "backfill" }, { COST_REWRITE, "rewrite" },     { COST_CONSTRAINT, "constraint" },
	{ COST_DROP, "drop" },         { COST_EXTENSION, "extension" }, { COST_UNKNOWN, "unknown" },
};

/* NULL for anything but one single class. */
const char *assess_class_word(unsigned class_bit)
{
	for (size_t i = 0; i < mem_count(class_words); i++)
		if (class_words[i].class_bit == class_bit)
			return class_words[i].word;
	return NULL;
}

/* In the order of the table above, whatever the values of the bits are. */
void assess_classes(unsigned classes, const char *between, struct str *out)
{
	bool first = true;

	for (size_t i = 0; i < mem_count(class_words); i++) {
		if (!(classes & class_words[i].class_bit))
			continue;
		str_addf(out, "%s%s", first ? "" : between, class_words[i].word);
		first = false;
	}
}

/* PostgreSQL's own names (manual 13.3.1), which are not translated. */
const char *lock_word(enum lock_class lock)
{
	static const char *const words[] = {
		[LOCK_NONE] = "none",   [LOCK_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE", [LOCK_ROWS] = "ROW EXCLUSIVE",
		[LOCK_SHARE] = "SHARE", [LOCK_SHARE_ROW] = "SHARE ROW EXCLUSIVE",           [LOCK_ACCESS] = "ACCESS EXCLUSIVE",
	};

	return words[lock];
}

/* For programs, like the words of hazards and directions below. */
const char *old_app_word(enum old_app old)
{
	static const char *const words[] = { [OLD_WORKS] = "works", [OLD_UNKNOWN] = "unknown", [OLD_BREAKS] = "breaks" };

	return words[old];
}

const char *hazard_level_word(enum hazard_level level)
{
	static const char *const words[] = { [HAZARD_NOTE] = "note", [HAZARD_WARN] = "warn", [HAZARD_BLOCK] = "block" };

	return words[level];
}

const char *direction_word(enum direction direction)
{
	static const char *const words[] = { [GOES_UP] = "up", [GOES_NOWHERE] = "none", [GOES_DOWN] = "down" };

	return words[direction];
}

/* This and the sentences below are for people. */
const char *hazard_level_name(enum hazard_level level)
{
	static const char *const names[] = { [HAZARD_NOTE] = N_("Note"), [HAZARD_WARN] = N_("Warning"), [HAZARD_BLOCK] = N_("Blocks") };

	return _(names[level]);
}

const char *old_app_sentence(enum old_app old)
{
	static const char *const sentences[] = {
		[OLD_WORKS] = N_("the old program goes on working"),
		[OLD_UNKNOWN] = N_("the old program may break"),
		[OLD_BREAKS] = N_("the old program breaks on the new schema"),
	};

	return _(sentences[old]);
}

/* The more important ones come first. */
const char *release_flag_sentence(unsigned flags, size_t i)
{
	static const struct {
		unsigned flag;
		const char *sentence;
	} rows[] = {
		{ RELEASE_BREAKING, N_("its changelog has breaking changes") },
		{ RELEASE_DEMANDS, N_("its changelog demands a migration") },
		{ RELEASE_MIGRATES, N_("its migrations do more than add") },
		{ RELEASE_UNKNOWN, N_("nobody knows what it brings") },
	};

	for (size_t r = 0; r < mem_count(rows); r++)
		if ((flags & rows[r].flag) && i-- == 0)
			return _(rows[r].sentence);
	return NULL;
}

/* Always "about", since the costs were measured on another machine with an idle server. */
void assess_add_time(int64_t ms, struct str *out)
{
	char span[CLOCK_TEXT];

	if (ms < 0) {
		str_add(out, _("time not known"));
		return;
	}
	clock_span(ms, span);
	str_addf(out, _("about %s"), span);
}

/* Without any list nothing is known of any release; with a part of the list, every release but the flagged one
 * is covered. */
bool assess_count_known(const struct assessment *a, const struct assess_release *r)
{
	return a->migrations_known || (a->migrations && !(r->flags & RELEASE_UNKNOWN));
}

/* A list with gaps is never shown as "no migration". */
void assess_add_count(const struct assessment *a, const struct assess_release *r, struct str *out)
{
	if (!r->migrations && !assess_count_known(a, r)) {
		str_add(out, _("SQL migrations not known"));
		return;
	}
	if (!r->migrations) {
		str_add(out, _("no SQL migration"));
		return;
	}
	str_addf(out, ngettext("%zu SQL migration", "%zu SQL migrations", r->migrations), r->migrations);
	str_add(out, ", ");
	assess_add_time(r->ms, out);
}

/* TRANSLATORS: the name of a lock of PostgreSQL, "ACCESS EXCLUSIVE". */
static void add_lock(enum lock_class lock, struct str *out)
{
	if (lock == LOCK_NONE)
		str_add(out, _("no lock on what is there"));
	else
		str_addf(out, _("%s lock"), lock_word(lock));
}

/* "The old program goes on working" is the usual case and left out. */
void assess_add_migration(const struct assess_migration *m, struct str *out)
{
	if (m->recorded)
		str_addf(out, "%s; ", _("already in the database"));
	if (m->live)
		str_addf(out, "%s; ", _("only its name is known"));
	if (!m->classes)
		str_add(out, _("changes nothing"));
	assess_classes(m->classes, ", ", out);
	str_add(out, "; ");
	add_lock(m->lock, out);
	str_add(out, "; ");
	assess_add_time(m->ms, out);
	if (m->old == OLD_BREAKS)
		str_addf(out, "; %s", _("breaks the old program"));
	else if (m->old == OLD_UNKNOWN)
		str_addf(out, "; %s", _("may break the old program"));
	if (!m->transactional)
		str_addf(out, "; %s", _("not in a transaction"));
}

/* What is done to a table, for people; the catalogue's words are for programs. */
static const char *effect_name(enum effect_kind kind)
{
	static const char *const names[EFFECT_COUNT] = {
		[EFFECT_TABLE] = N_("new table"),
		[EFFECT_ADDCOL] = N_("new column"),
		[EFFECT_WIDEN] = N_("wider type"),
		[EFFECT_REWRITE] = N_("written anew as a whole"),
		[EFFECT_INDEX] = N_("index"),
		[EFFECT_GIN] = N_("GIN index"),
		[EFFECT_CINDEX] = N_("index, concurrently"),
		[EFFECT_DROPIDX] = N_("index taken away"),
		[EFFECT_BACKFILL] = N_("rows changed or deleted"),
		[EFFECT_SEED] = N_("a few rows added"),
		[EFFECT_FK] = N_("foreign key"),
		[EFFECT_FKREF] = N_("referred to by a foreign key"),
		[EFFECT_CHECK] = N_("constraint"),
		[EFFECT_NOTNULL] = N_("NOT NULL"),
		[EFFECT_PK] = N_("primary key"),
		[EFFECT_RELAX] = N_("constraint taken away"),
		[EFFECT_DROPCOL] = N_("column taken away"),
		[EFFECT_DROP] = N_("table taken away"),
		[EFFECT_RENAME] = N_("renamed"),
		[EFFECT_META] = N_("description changed"),
		[EFFECT_EXT] = N_("extension"),
		[EFFECT_OTHER] = N_("something else"),
	};

	return _(names[kind]);
}

/* The table, with its size and time where the size is known. */
static void add_table(const struct assess_effect *e, struct str *out)
{
	char rows[CLOCK_TEXT];

	str_add(out, *e->table ? e->table : "?");
	if (e->rows < 0)
		return;
	clock_count(e->rows, rows);
	str_addf(out, ngettext(" (%s row, ", " (%s rows, ", (unsigned long)e->rows), rows);
	assess_add_time(e->ms, out);
	str_add(out, ")");
}

/* The same effect is often had by a dozen tables; the lock differs where a table is new. */
static bool alike(const struct assess_effect *a, const struct assess_effect *b)
{
	return a->kind == b->kind && a->lock == b->lock;
}

/* The first effect of a kind and lock lists the tables of all of them. */
bool assess_add_effects(const struct assess_migration *m, size_t i, struct str *out)
{
	const struct assess_effect *first = &m->effect[i];
	const char *between = ": ";

	for (size_t k = 0; k < i; k++)
		if (alike(&m->effect[k], first))
			return false;
	str_addf(out, "%s, ", effect_name(first->kind));
	add_lock(first->lock, out);
	for (size_t k = i; k < m->effects; k++) {
		if (!alike(&m->effect[k], first))
			continue;
		str_add(out, between);
		add_table(&m->effect[k], out);
		between = ", ";
	}
	return true;
}

/* The numbers are checked, since the assessment may be older than the library. */
const struct changelog_entry *assess_entry(const struct library *l, const struct assess_release *r, size_t i)
{
	if (!l || !l->doc[DOC_CHANGELOG].usable || i >= r->entries || r->entry[i] >= l->changelog.entries)
		return NULL;
	return &l->changelog.entry[r->entry[i]];
}

struct span assess_demand(const struct library *l, const struct assess_release *r, size_t i)
{
	if (!assess_entry(l, r, i) || !l->flags || !l->flags[r->entry[i]].demands)
		return (struct span){ "", 0 };
	return l->flags[r->entry[i]].demand;
}

/* Unknown times and sizes are -1, so that a known one always wins. */
const struct assess_effect *assess_main_effect(const struct assess_migration *m)
{
	const struct assess_effect *best = NULL;

	for (size_t i = 0; i < m->effects; i++) {
		const struct assess_effect *e = &m->effect[i];

		/* The "table" of such an effect is an extension. */
		if (!*e->table || e->kind == EFFECT_EXT)
			continue;
		if (!best || e->ms > best->ms || (e->ms == best->ms && e->rows > best->rows))
			best = e;
	}
	return best;
}
