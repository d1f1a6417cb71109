/* One row of a table for each class of types: the hash function, and the value that stands for NULL. */
#include "config.h"

#include "verify/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

static const struct {
	const char *type;
	enum hash_class class;
} types[] = {
	{ "uuid", HASH_UUID },
	{ "bool", HASH_BOOL },
	{ "int2", HASH_INT2 },
	{ "int4", HASH_INT4 },
	{ "int8", HASH_INT8 },
	{ "float4", HASH_FLOAT },
	{ "float8", HASH_FLOAT },
	{ "numeric", HASH_NUMERIC },
	{ "text", HASH_TEXT },
	{ "varchar", HASH_TEXT },
	{ "bpchar", HASH_BPCHAR },
	{ "timestamp", HASH_TIMESTAMP },
	{ "timestamptz", HASH_TIMESTAMPTZ },
	{ "bytea", HASH_BYTEA },
};

enum hash_class hash_class_of(const char *type)
{
	for (size_t i = 0; type && i < mem_count(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return types[i].class;
	return HASH_AS_TEXT;
}

static bool is_integer(enum hash_class c)
{
	return c == HASH_INT2 || c == HASH_INT4 || c == HASH_INT8;
}

/* Integers of different width are compared as the widest, text and char as text; other pairs are compared as
 * they are written. */
enum hash_class hash_class_both(enum hash_class a, enum hash_class b)
{
	if (a == b)
		return a;
	if (is_integer(a) && is_integer(b))
		return HASH_INT8;
	if ((is_integer(a) || a == HASH_NUMERIC) && (is_integer(b) || b == HASH_NUMERIC))
		return HASH_NUMERIC;
	if ((a == HASH_TEXT || a == HASH_BPCHAR) && (b == HASH_TEXT || b == HASH_BPCHAR))
		return HASH_TRIMMED;
	return HASH_AS_TEXT;
}

/* The cost of the class's function, from 0 (integers and booleans) to 4 (texts of any length and arrays). */
int hash_class_rank(enum hash_class c)
{
	static const int ranks[] = {
		[HASH_BOOL] = 0,  [HASH_INT2] = 0,      [HASH_INT4] = 0,        [HASH_INT8] = 0,    [HASH_FLOAT] = 1,
		[HASH_UUID] = 2,  [HASH_TIMESTAMP] = 1, [HASH_TIMESTAMPTZ] = 1, [HASH_TEXT] = 3,    [HASH_NUMERIC] = 3,
		[HASH_BYTEA] = 4, [HASH_BPCHAR] = 3,    [HASH_TRIMMED] = 3,     [HASH_AS_TEXT] = 4,
	};

	return ranks[c];
}

/* coalesce(expression, stand-in), or the expression alone; owned. The stand-in is what NULL is hashed as. */
static char *value(enum hash_null null, const char *expression, const char *stand_in)
{
	return null == HASH_NEVER_NULL ? mem_printf("(%s)", expression) : mem_printf("coalesce(%s, %s)", expression, stand_in);
}

void hash_chain_init(struct hash_chain *c, uint64_t secret)
{
	*c = (struct hash_chain){ .sql = mem_printf("%" PRIu64, secret >> 1), .secret = secret };
}

/* FUNCTION(value after, chain) becomes the new chain. Frees value_sql. */
static void wrap(struct hash_chain *c, const char *function, char *value_sql, const char *after)
{
	char *sql = mem_printf("%s(%s%s, %s)", function, value_sql, after, c->sql);

	free(value_sql);
	free(c->sql);
	c->sql = sql;
	c->bare = false;
}

/* The stand-in is a literal of the class; it differs between the classes only in how it is written. */
static void call(struct hash_chain *c, const char *function, enum hash_null null, const char *expression, const char *stand_in)
{
	wrap(c, function, value(null, expression, stand_in), "");
}

/* Collation "C": equal bytes are equal, and no locale is needed. */
static void add_text(struct hash_chain *c, const char *function, enum hash_null null, const char *expression)
{
	char stand_in[40];

	snprintf(stand_in, sizeof stand_in, "'~%016" PRIx64 "'", c->secret);
	wrap(c, function, value(null, expression, stand_in), " COLLATE \"C\"");
}

/* Before version 18 SQL cannot call a hash function for bytea, but it can call the one for arrays, which
 * returns 31 + the hash of a single element. */
static void add_bytes(struct hash_chain *c, enum hash_null null, const char *expression)
{
	char stand_in[60], *bytes, *array;

	snprintf(stand_in, sizeof stand_in, "'\\x%016" PRIx64 "'::bytea", c->secret);
	bytes = value(null, expression, stand_in);
	array = mem_printf("ARRAY[%s]", bytes);
	free(bytes);
	wrap(c, "hash_array_extended", array, "");
}

/* Two bare numbers in a row would give the same seed when they are exchanged, so the first is mixed before the
 * second is added. */
static void mix(struct hash_chain *c)
{
	if (c->bare)
		wrap(c, "hashint4extended", mem_dup("0"), "");
}

/* number: SQL of a bigint; freed here. With XOR, two different numbers never make the same seed of one chain. */
static void add_bare(struct hash_chain *c, char *number)
{
	char *sql;

	mix(c);
	sql = mem_printf("(%s # %s)", c->sql, number);
	free(number);
	free(c->sql);
	c->sql = sql;
	c->bare = true;
}

/* NULL is hashed as a random number of at least 2^62. */
static void add_int(struct hash_chain *c, enum hash_null null, const char *expression)
{
	char *cast = mem_printf("(%s)::int8", expression), *stand_in = mem_printf("%" PRIu64, c->secret >> 2 | UINT64_C(1) << 62);

	add_bare(c, value(null, cast, stand_in));
	free(cast);
	free(stand_in);
}

/* hashfloat8extended returns its seed for 0, so 0 would leave no trace of its column in a chain. The hash of
 * the value alone is added instead. */
static void add_float(struct hash_chain *c, enum hash_null null, const char *expression)
{
	char *cast = mem_printf("(%s)::float8", expression), *stand_in = mem_printf("%" PRIu64 ".5e-7", c->secret);
	char *number = value(null, cast, stand_in);

	add_bare(c, mem_printf("hashfloat8extended(%s, %" PRIu64 ")", number, c->secret >> 1));
	free(cast);
	free(stand_in);
	free(number);
}

/* After a bare number, hashing a number of 32 bits is cheaper than mixing and adding it. */
static void add_short(struct hash_chain *c, enum hash_null null, const char *expression, const char *stand_in)
{
	char *cast = mem_printf("(%s)::int4", expression);

	if (c->bare)
		call(c, "hashint4extended", null, cast, stand_in);
	else
		add_int(c, null, cast);
	free(cast);
}

/* NULL is hashed as a random moment after the year 5874. */
static void add_timestamp(struct hash_chain *c, enum hash_null null, const char *expression)
{
	char stand_in[80];

	snprintf(stand_in, sizeof stand_in, "timestamp '5874-01-01' + %" PRIu64 " * interval '1 us'", c->secret >> 20);
	call(c, "timestamp_hash_extended", null, expression, stand_in);
}

/* A uuid is wide enough to hold the secret itself as the stand-in. */
static void add_uuid(struct hash_chain *c, enum hash_null null, const char *expression)
{
	char stand_in[60];

	snprintf(stand_in, sizeof stand_in, "'%016" PRIx64 "%016" PRIx64 "'::uuid", c->secret, ~c->secret);
	call(c, "uuid_hash_extended", null, expression, stand_in);
}

/* concat calls the output function, and makes an empty text of NULL. The test is IS DISTINCT FROM, since a row
 * with nothing but NULLs IS NULL. */
static char *output_of(enum hash_null null, const char *function, const char *expression)
{
	return null == HASH_NEVER_NULL
	               ? mem_printf("concat(%s(%s))", function, expression)
	               : mem_printf("CASE WHEN (%s) IS DISTINCT FROM NULL THEN concat(%s(%s)) END", expression, function, expression);
}

char *hash_output_sql(enum hash_null null, const char *expression)
{
	return output_of(null, "", expression);
}

/* Owned: SQL of the form in which a class is hashed, which is the value itself for most classes. */
static char *converted(enum hash_class class, enum hash_null null, const char *expression)
{
	switch (class) {
	case HASH_AS_TEXT:
		return hash_output_sql(null, expression);
	case HASH_NUMERIC: /* the hash function of numeric ignores the sign, and takes infinity for NaN */
		return output_of(null, "trim_scale", expression);
	case HASH_TRIMMED:
		return mem_printf("rtrim((%s)::text)", expression);
	case HASH_TIMESTAMPTZ: /* the time zone is pinned to UTC */
		return mem_printf("(%s)::timestamp", expression);
	default:
		return mem_dup(expression);
	}
}

/* The stand-in for NULL is outside the range of a boolean or int2. An int4 has no such value, and gets a random
 * one. */
void hash_chain_add(struct hash_chain *c, enum hash_class class, enum hash_null null, const char *expression)
{
	char *sql = converted(class, null, expression), random[16];

	snprintf(random, sizeof random, "%" PRId32, (int32_t)(c->secret >> 33));
	switch (class) {
	case HASH_BOOL:
	case HASH_INT2:
		add_short(c, null, sql, "1000000");
		break;
	case HASH_INT4:
		add_short(c, null, sql, random);
		break;
	case HASH_INT8:
		add_int(c, null, sql);
		break;
	case HASH_FLOAT:
		add_float(c, null, sql);
		break;
	case HASH_UUID:
		add_uuid(c, null, sql);
		break;
	case HASH_NUMERIC:
	case HASH_TEXT:
	case HASH_TRIMMED:
	case HASH_AS_TEXT:
		add_text(c, "hashtextextended", null, sql);
		break;
	case HASH_BPCHAR:
		add_text(c, "hashbpcharextended", null, sql);
		break;
	case HASH_TIMESTAMP:
	case HASH_TIMESTAMPTZ:
		add_timestamp(c, null, sql);
		break;
	case HASH_BYTEA:
		add_bytes(c, null, sql);
		break;
	}
	free(sql);
}

/* A bare number at the end is mixed, so that the result is a hash and not a seed. */
char *hash_chain_take(struct hash_chain *c)
{
	char *sql;

	mix(c);
	sql = c->sql;
	*c = (struct hash_chain){ 0 };
	return sql;
}
