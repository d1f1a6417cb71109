/* The hash of a row as SQL: one function for each column's type, each seeded with the hash of the columns before it. Chained 64-bit hashes
 * may be combined over rows in any order (bit_xor, sums): a value that changes, moves to another row or to another column gives another
 * result. Sums of PostgreSQL's record hashes do not: they miss two swaps in three (facts/peers.md 4b).
 * The functions give the same on PostgreSQL 14 to 18. What counts as equal:
 *   numbers             by value: 1.0 = 1.00, 0 = -0, NaN = NaN; the types may differ in width between the sides
 *   text, varchar, name by bytes, whatever the collation says; char(n) without the blanks it is padded with
 *   timestamp, uuid, boolean  by value; timestamptz by the moment, not by the zone
 *   jsonb               by its text: the order of keys and white space do not count, the scale of numbers does
 *                       (jsonb_hash_extended would take [[1, 2]] for [[1], 2])
 *   bytea               by bytes
 *   everything else     as its type's output function writes it, with everything pinned that changes that: json, xml, dates, addresses,
 *                       arrays, ranges, composites, enums (their numbers differ between databases), intervals (30 days are not a month),
 *                       bits, money, types of extensions
 * NULL is a value of its own: it stands for a random one that is new in every comparison, so that nobody can have it. A number of 64
 * bits has none to spare, and takes one of 2^62 at random. A changed timestamp goes unseen once in 2^32: PostgreSQL folds its 64 bits.
 * It would fold a bigint as well, so that 1 and 4294967296 met: whole numbers are not hashed but added to the seed of the next function,
 * where all their bits count and which is cheaper, too. Two more functions are no good in a chain: that of float8 gives the seed back for
 * 0, that of numeric for NaN and both infinities, and sees no sign. */
#ifndef TEAL_VERIFY_HASH_H
#define TEAL_VERIFY_HASH_H

#include <stdbool.h>
#include <stdint.h>

enum hash_class {
	HASH_UUID,
	HASH_BOOL,
	HASH_INT2,
	HASH_INT4,
	HASH_INT8,
	HASH_FLOAT,
	HASH_NUMERIC,
	HASH_TEXT,
	HASH_BPCHAR,
	HASH_TRIMMED, /* char(n) on one side, text on the other */
	HASH_TIMESTAMP,
	HASH_TIMESTAMPTZ,
	HASH_BYTEA,
	HASH_AS_TEXT, /* by its text */
};

/* By the name of a type of pg_catalog (typname); anything else, and NULL, is HASH_AS_TEXT. */
enum hash_class hash_class_of(const char *type);
/* What fits both sides of a column whose type may have changed. */
enum hash_class hash_class_both(enum hash_class, enum hash_class);
/* Cheap ones are chained first, so that the last function mixes the most. Lower is earlier. */
int hash_class_rank(enum hash_class);

enum hash_null { HASH_MAY_BE_NULL, HASH_NEVER_NULL };

/* The chain so far: SQL of a bigint. */
struct hash_chain {
	char *sql;
	bool bare; /* a number was added to it that no function has mixed yet */
	uint64_t secret;
};

/* secret: of this comparison, the same on both sides, 2^56 or more. */
/* The value as its type's output function writes it; a NULL stays one. Never a cast: a type may have one to text of its own, which shows
 * less than the value. Owned. */
char *hash_output_sql(enum hash_null, const char *expression);

void hash_chain_init(struct hash_chain *, uint64_t secret);
/* expression: SQL of that class. */
void hash_chain_add(struct hash_chain *, enum hash_class, enum hash_null, const char *expression);
/* Owned; ends the chain. */
char *hash_chain_take(struct hash_chain *);

#endif
