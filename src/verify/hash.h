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
 * NULL counts as a value: it is hashed as a random value of its class that is new in every comparison, so that no row can hold it on
 * purpose. A number of 64 bits has no value to spare, and NULL takes one of 2^62 at random. A changed timestamp goes unseen once in 2^32,
 * because PostgreSQL folds its 64 bits. PostgreSQL folds a bigint as well (1 and 4294967296 give the same hash), so whole numbers are not
 * hashed but added to the seed of the next function, where all their bits count; that is also cheaper. Two more functions are not fit for
 * a chain: the one of float8 returns the seed for 0; the one of numeric returns it for NaN and both infinities, and ignores the sign. */
#ifndef TEAL_VERIFY_HASH_H
#define TEAL_VERIFY_HASH_H

#include <stdbool.h>
#include <stdint.h>

/* The classes of types that are hashed in different ways. */
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
/* The class that fits both sides of a column whose type may have changed. */
enum hash_class hash_class_both(enum hash_class, enum hash_class);
/* The place of a class in the chain; lower is earlier. Cheap functions come first, so that the last one mixes
 * the most. */
int hash_class_rank(enum hash_class);

enum hash_null { HASH_MAY_BE_NULL, HASH_NEVER_NULL };

/* The chain so far. sql is an expression of type bigint. */
struct hash_chain {
	char *sql;
	bool bare; /* a number was added to it that no function has mixed yet */
	uint64_t secret;
};

/* SQL of the value as the output function of its type writes it; NULL stays NULL. Owned. A cast would not do: a type may have a cast to
 * text of its own, which shows less than the value. */
char *hash_output_sql(enum hash_null, const char *expression);

/* secret: one number for both sides of this comparison, 2^56 or more. */
void hash_chain_init(struct hash_chain *, uint64_t secret);
/* expression: SQL of that class. */
void hash_chain_add(struct hash_chain *, enum hash_class, enum hash_null, const char *expression);
/* Ends the chain; the text is owned by the caller. */
char *hash_chain_take(struct hash_chain *);

#endif
