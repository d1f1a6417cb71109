/* The table of costs, one row for each kind of effect. */
#include "config.h"

#include "assess/costs.h"

#include "base/mem.h"

/* Locks are from the PostgreSQL manual: 13.3.1 and the pages of ALTER TABLE and CREATE INDEX. An older program
 * goes on working as long as nothing that it uses is removed and no row that it writes is refused; version 1.0
 * was tried against a schema of 1.3.1 with its foreign keys (facts/ory.md section 4). */
static const struct cost_row costs[EFFECT_COUNT] = {
	[EFFECT_TABLE] = { COST_ADDITIVE, LOCK_NONE, OLD_WORKS, 0 },
	[EFFECT_ADDCOL] = { COST_ADDITIVE, LOCK_ACCESS, OLD_WORKS, 0 },
	[EFFECT_WIDEN] = { COST_ADDITIVE, LOCK_ACCESS, OLD_WORKS, 0 },
	[EFFECT_REWRITE] = { COST_REWRITE, LOCK_ACCESS, OLD_UNKNOWN, 14000 },
	[EFFECT_INDEX] = { COST_INDEX, LOCK_SHARE, OLD_WORKS, 1000 },
	[EFFECT_GIN] = { COST_INDEX, LOCK_SHARE, OLD_WORKS, 5500 },
	[EFFECT_CINDEX] = { COST_CONCURRENT, LOCK_UPDATE_EXCLUSIVE, OLD_WORKS, 2000 },
	[EFFECT_DROPIDX] = { COST_INDEX, LOCK_ACCESS, OLD_WORKS, 0 },
	[EFFECT_BACKFILL] = { COST_BACKFILL, LOCK_ROWS, OLD_UNKNOWN, 33000 },
	[EFFECT_SEED] = { COST_ADDITIVE, LOCK_ROWS, OLD_WORKS, 0 },
	[EFFECT_FK] = { COST_CONSTRAINT, LOCK_SHARE_ROW, OLD_WORKS, 400 },
	[EFFECT_FKREF] = { 0, LOCK_SHARE_ROW, OLD_WORKS, 0 },
	[EFFECT_CHECK] = { COST_CONSTRAINT, LOCK_ACCESS, OLD_UNKNOWN, 200 },
	[EFFECT_NOTNULL] = { COST_CONSTRAINT, LOCK_ACCESS, OLD_BREAKS, 200 },
	[EFFECT_PK] = { COST_CONSTRAINT, LOCK_ACCESS, OLD_BREAKS, 1000 },
	[EFFECT_RELAX] = { COST_ADDITIVE, LOCK_ACCESS, OLD_WORKS, 0 },
	[EFFECT_DROPCOL] = { COST_DROP, LOCK_ACCESS, OLD_BREAKS, 0 },
	[EFFECT_DROP] = { COST_DROP, LOCK_ACCESS, OLD_BREAKS, 0 },
	[EFFECT_RENAME] = { COST_DROP, LOCK_ACCESS, OLD_BREAKS, 0 },
	[EFFECT_META] = { COST_ADDITIVE, LOCK_ACCESS, OLD_WORKS, 0 },
	[EFFECT_EXT] = { COST_EXTENSION, LOCK_NONE, OLD_WORKS, 0 },
	[EFFECT_OTHER] = { COST_UNKNOWN, LOCK_ACCESS, OLD_UNKNOWN, 0 },
};

const struct cost_row *cost_of(enum effect_kind kind)
{
	return &costs[kind];
}

/* "empty" is no class at all. A word that is not in the table has not been weighed. */
unsigned cost_classes_of_word(const char *word, size_t n)
{
	static const struct {
		const char *word;
		unsigned classes;
	} words[] = {
		{ "empty", 0 },
		{ "table", COST_ADDITIVE },
		{ "addcol", COST_ADDITIVE },
		{ "index", COST_INDEX },
		{ "dropidx", COST_INDEX },
		{ "backfill", COST_BACKFILL },
		{ "rewrite", COST_REWRITE },
		{ "fk/check", COST_CONSTRAINT },
		{ "notnull", COST_CONSTRAINT },
		{ "pk", COST_CONSTRAINT },
		{ "drop", COST_DROP },
		{ "rename", COST_DROP },
		{ "ext", COST_EXTENSION },
	};

	for (size_t i = 0; i < mem_count(words); i++)
		if (strlen(words[i].word) == n && memcmp(words[i].word, word, n) == 0)
			return words[i].classes;
	return COST_UNKNOWN;
}
