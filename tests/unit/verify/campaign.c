/* The sides are drawn as numbers of values; only the last step writes SQL, so that what is expected does not come from a server. */
#include "config.h"

#include "tests/unit/verify/campaign.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

enum { SOURCE, TARGET, VALUES = 10, WIDE = 60 };

/* Does not fit into its page, however well it is packed. */
#define LONG "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300) i)"

const char campaign_types[] = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE DOMAIN small AS int CHECK (VALUE < 100); "
			      "CREATE DOMAIN word AS text; CREATE TYPE pair AS (a int, b text)";

/* No two values of a type are equal, and same is another way to write the value at its place. wide: what the target may have instead. */
static const struct type {
	const char *sql, *wide;
	const char *value[VALUES], *same[VALUES];
} types[] = {
	{ "smallint", "int", { "-32768", "-1", "0", "1", "2", "32767" }, { NULL } },
	{ "int", "bigint", { "-2147483648", "-1", "0", "1", "65536", "2147483647" }, { NULL } },
	{ "bigint",
	  NULL,
	  { "0", "1", "4294967296", "4294967297", "-1", "-4294967297", "9223372036854775807", "-9223372036854775808", "-4294967296", "2" },
	  { NULL } },
	{ "numeric",
	  NULL,
	  { "0", "1.5", "-1.5", "1e30", "0.000001", "'NaN'", "1", "'Infinity'", "10000", "'-Infinity'" },
	  { "0.00", "1.50", NULL, "1e30", NULL, NULL, "1.000" } },
	{ "real", "double precision", { "0", "1.5", "-1.5", "'NaN'", "'Infinity'", "1" }, { "'-0'" } },
	{ "double precision", NULL, { "0", "0.1", "0.10000000000000002", "'NaN'", "1e300", "'-Infinity'" }, { "'-0'" } },
	{ "text", "varchar", { "''", "'a'", "'A'", "'a '", "'aa'", "'ä'", "E'a\\nb'", LONG " || 'y'", LONG " || 'z'", "'~'" }, { NULL } },
	{ "varchar(200)", "text", { "''", "' '", "'one'", "'two'", "'onE'", "'\"NULL\"'", "'NULL'", "'\\'" }, { NULL } },
	{ "char(8)", "text", { "'a'", "'b'", "'A'", "'ab'", "''", "' a'" }, { "'a   '" } },
	{ "boolean", NULL, { "false", "true" }, { NULL } },
	{ "uuid",
	  NULL,
	  { "'00000000-0000-0000-0000-000000000000'", "'00000000-0000-0000-0000-000000000001'", "'10000000-0000-0000-0000-000000000000'",
	    "'ffffffff-ffff-ffff-ffff-ffffffffffff'" },
	  { NULL } },
	{ "timestamp",
	  NULL,
	  { "'2026-01-01'", "'2026-01-01 00:00:00.000001'", "'2026-01-01 01:00'", "'infinity'", "'-infinity'",
	    "'1999-12-31 23:59:59.999999'" },
	  { NULL } },
	{ "timestamptz",
	  NULL,
	  { "'2026-01-01 00:00+00'", "'2026-01-01 00:00+01'", "'infinity'", "'1970-01-01 00:00+00'", "'2026-06-01 00:00:00.5+00'" },
	  { "'2026-01-01 01:00+01'" } },
	{ "date", NULL, { "'2026-01-01'", "'2026-01-02'", "'infinity'", "'0044-03-15 BC'" }, { NULL } },
	{ "time", NULL, { "'00:00'", "'24:00'", "'12:00:00.000001'" }, { NULL } },
	{ "timetz", NULL, { "'12:00+00'", "'12:00+01'", "'13:00+01'" }, { NULL } },
	{ "interval", NULL, { "'1 mon'", "'30 days'", "'720 hours'", "'0'", "'-1 us'" }, { "'1 month'" } },
	{ "jsonb",
	  NULL,
	  { "'{\"a\": 1, \"b\": [1, 2]}'", "'[[1, 2]]'", "'[[1], 2]'", "'1.0'", "'1.00'", "'\"1\"'", "'1'", "'null'", "'{}'", "'[]'" },
	  { "'{\"b\":[1,2],\"a\":1}'", "'[[1,2]]'" } },
	{ "json", NULL, { "'{\"a\":1}'", "'{\"a\": 1}'", "'[]'", "'{\"a\":1,\"a\":1}'", "'null'" }, { NULL } },
	{ "bytea",
	  NULL,
	  { "''", "'\\x00'", "'\\x01'", "'\\x0001'", "'\\xff'", "convert_to(repeat('q', 5000), 'UTF8')" },
	  { "'\\x'", "'\\000'" } },
	{ "inet", NULL, { "'10.0.0.1'", "'10.0.0.1/8'", "'10.0.0.2'", "'::1'", "'::2/64'" }, { "'10.0.0.1/32'" } },
	{ "cidr", NULL, { "'10.0.0.0/8'", "'10.0.0.0/16'", "'::/0'" }, { "'10/8'" } },
	{ "macaddr", NULL, { "'08:00:2b:01:02:03'", "'08:00:2b:01:02:04'" }, { "'08002b010203'" } },
	{ "int[]", NULL, { "'{}'", "'{1}'", "'{1,2}'", "'{{1},{2}}'", "'{NULL}'", "'{2,1}'", "'[0:1]={1,2}'" }, { NULL, "'{ 1 }'" } },
	{ "text[]", NULL, { "'{}'", "'{a,NULL}'", "'{a,\"NULL\"}'", "'{\"a,b\"}'", "'{a,b}'", "'{\"\"}'" }, { NULL } },
	{ "mood", NULL, { "'sad'", "'ok'", "'happy'" }, { NULL } },
	{ "mood[]", NULL, { "'{}'", "'{sad,ok}'", "'{ok,sad}'" }, { NULL } },
	{ "bit(4)", NULL, { "B'0000'", "B'0001'", "B'1000'" }, { NULL } },
	{ "bit varying(9)", NULL, { "B''", "B'0'", "B'00'", "B'1'" }, { NULL } },
	{ "int4range", NULL, { "'empty'", "'[1,5)'", "'[1,)'", "'(,5)'", "'[1,6)'" }, { "'[2,2)'", "'[1,4]'" } },
	{ "numrange", NULL, { "'[1,5)'", "'[1,5]'", "'(1,5)'", "'empty'" }, { NULL } },
	{ "tstzrange", NULL, { "'[2026-01-01 00:00+00,)'", "'[2026-01-01 00:00+01,)'", "'empty'" }, { "'[2026-01-01 01:00+01,)'" } },
	{ "money", NULL, { "1.00", "-1.00", "0.01" }, { NULL } },
	{ "point", NULL, { "'(0,0)'", "'(0,1)'", "'(1,0)'", "'(0.1,0.2)'" }, { NULL } },
	{ "tsvector", NULL, { "''", "'a b'", "'a:1 b:2'" }, { NULL, "'b a'" } },
	{ "\"char\"", NULL, { "'a'", "'b'" }, { NULL } },
	{ "oid", NULL, { "0", "1", "4294967295" }, { NULL } },
	{ "name", NULL, { "''", "'a'", "'b'" }, { NULL } },
	{ "small", NULL, { "0", "1", "-1" }, { NULL } },
	{ "word", NULL, { "''", "'a'", "'b'" }, { NULL } },
	{ "pair", NULL, { "'(1,a)'", "'(1,)'", "'(,a)'", "'(1,\"\")'" }, { NULL } },
};

const char *defect_name(enum defect d)
{
	static const char *const names[DEFECTS] = {
		"none",
		"a row missing",
		"a row extra",
		"another value",
		"NULL or empty",
		"values that swapped rows",
		"values that swapped columns",
		"the last column of a wide row",
		"a row more or less often",
		"another key",
	};

	return names[d];
}

/* ---- Drawing ---- */

/* splitmix64: the same on every machine. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static int draw(struct campaign_table *t, int sides)
{
	return (int)(next(&t->random) % (uint64_t)sides);
}

static int values_of(int type)
{
	int n = 0;

	while (n < VALUES && types[type].value[n])
		n++;
	return n;
}

static int draw_cell(struct campaign_table *t, int column)
{
	return draw(t, 6) ? draw(t, values_of(t->type[column])) : -1;
}

/* A third has one row, a third two; few have hundreds. */
static size_t draw_size(struct campaign_table *t)
{
	int kind = draw(t, 30);

	return kind < 10 ? 1 : kind < 20 ? 2 : kind < 29 ? 3 + (size_t)draw(t, 20) : 200 + (size_t)draw(t, 300);
}

/* Half of the types that a NULL is put into know an empty text. */
static int draw_type(struct campaign_table *t)
{
	int type = draw(t, (int)mem_count(types));

	while (t->defect == DEFECT_NULL && draw(t, 2) && strcmp(types[type].value[0], "''") != 0)
		type = draw(t, (int)mem_count(types));
	return type;
}

/* Often a column has the type of the one before it, so that they can be swapped. */
static void draw_columns(struct campaign_table *t)
{
	t->columns = t->defect == DEFECT_LAST ? WIDE : 1 + draw(t, 10);
	for (int c = 0; c < t->columns; c++)
		t->type[c] = c && draw(t, 3) == 0 ? t->type[c - 1] : draw_type(t);
}

static void draw_row(struct campaign_table *t, struct campaign_row *row, size_t n)
{
	*row = (struct campaign_row){ .key = t->key == KEY_NONE ? 0 : (int64_t)n + 1 };
	for (int c = 0; c < t->columns; c++)
		row->cell[c] = (signed char)draw_cell(t, c);
}

/* Room for two rows more on the target. */
static void draw_rows(struct campaign_table *t)
{
	size_t n = draw_size(t);

	for (int side = 0; side < 2; side++) {
		t->row[side] = mem_zalloc(n + 2, sizeof *t->row[side]);
		t->rows[side] = n;
	}
	for (size_t i = 0; i < n; i++) {
		draw_row(t, &t->row[SOURCE][i], i);
		/* Without a key some rows are there several times. */
		if (t->key == KEY_NONE && i && draw(t, 4) == 0)
			t->row[SOURCE][i] = t->row[SOURCE][i - 1];
	}
	memcpy(t->row[TARGET], t->row[SOURCE], n * sizeof *t->row[SOURCE]);
}

static void swap_cells(signed char *a, signed char *b)
{
	signed char keep = *a;

	*a = *b;
	*b = keep;
}

/* ---- Defects ---- */

/* Of the target's row r. What does not come out as a difference is drawn again by the caller. */
static void spoil_value(struct campaign_table *t, struct campaign_row *r)
{
	int c = t->defect == DEFECT_LAST ? t->columns - 1 : draw(t, t->columns);

	r->cell[c] = (signed char)draw(t, values_of(t->type[c]));
}

/* NULL against a value, the empty text before all: where a careless comparison takes one for the other. */
static void spoil_null(struct campaign_table *t, size_t n)
{
	int c = draw(t, t->columns), type = t->type[c], null = draw(t, 2);

	t->row[null][n].cell[c] = -1;
	t->row[!null][n].cell[c] = (signed char)(strcmp(types[type].value[0], "''") == 0 ? 0 : draw(t, values_of(type)));
}

static void spoil_columns(struct campaign_table *t, struct campaign_row *r)
{
	int a = draw(t, t->columns), b = draw(t, t->columns);

	if (t->type[a] == t->type[b])
		swap_cells(&r->cell[a], &r->cell[b]);
}

static void spoil_rows(struct campaign_table *t, struct campaign_row *r)
{
	int c = draw(t, t->columns);

	swap_cells(&r->cell[c], &t->row[TARGET][draw(t, (int)t->rows[TARGET])].cell[c]);
}

static void drop_row(struct campaign_table *t, size_t n)
{
	t->row[TARGET][n] = t->row[TARGET][--t->rows[TARGET]];
}

static void spoil(struct campaign_table *t)
{
	size_t n = (size_t)draw(t, (int)t->rows[TARGET]), end = t->rows[TARGET];
	struct campaign_row *r = &t->row[TARGET][n];

	switch (t->defect) {
	case DEFECT_MISSING:
		drop_row(t, n);
		break;
	case DEFECT_EXTRA:
		draw_row(t, &t->row[TARGET][t->rows[TARGET]++], end);
		break;
	case DEFECT_COUNT:
		if (draw(t, 2))
			t->row[TARGET][t->rows[TARGET]++] = *r;
		else
			*r = t->row[TARGET][draw(t, (int)end)];
		break;
	case DEFECT_KEY:
		r->key = (int64_t)end + 1;
		break;
	case DEFECT_NULL:
		spoil_null(t, n);
		break;
	case DEFECT_SWAPPED_ROWS:
		spoil_rows(t, r);
		break;
	case DEFECT_SWAPPED_COLUMNS:
		spoil_columns(t, r);
		break;
	default:
		spoil_value(t, r);
		break;
	}
}

void campaign_draw(struct campaign_table *t, uint64_t seed, int number, enum defect defect)
{
	*t = (struct campaign_table){ .number = number, .defect = defect, .random = seed * UINT64_C(1000003) + (uint64_t)number };
	for (;;) {
		char *expected;
		bool good;

		t->key = defect == DEFECT_COUNT ? KEY_NONE : (enum campaign_key)draw(t, KEYS);
		if (defect == DEFECT_KEY && t->key == KEY_NONE)
			continue;
		draw_columns(t);
		draw_rows(t);
		if (defect)
			spoil(t);
		expected = campaign_expected(t);
		good = !*expected == !defect;
		free(expected);
		if (good)
			return;
		campaign_release(t);
	}
}

void campaign_release(struct campaign_table *t)
{
	for (int side = 0; side < 2; side++) {
		free(t->row[side]);
		t->row[side] = NULL;
	}
}

/* ---- What has to be said ---- */

static int by_key(const void *a, const void *b)
{
	const struct campaign_row *x = a, *y = b;
	int order = (x->key > y->key) - (x->key < y->key);

	return order ? order : memcmp(x->cell, y->cell, sizeof x->cell);
}

/* A copy, sorted. */
static struct campaign_row *sorted(const struct campaign_table *t, int side)
{
	struct campaign_row *list = mem_zalloc(t->rows[side] + 1, sizeof *list);

	memcpy(list, t->row[side], t->rows[side] * sizeof *list);
	qsort(list, t->rows[side], sizeof *list, by_key);
	return list;
}

/* The key's columns as the server writes them. The numbers of a bigint differ in their upper halves only. */
static void add_key(struct str *out, enum campaign_key key, int64_t n)
{
	switch (key) {
	case KEY_NONE:
	case KEYS:
		break;
	case KEY_INT:
		str_addf(out, " k0=%" PRId64, n);
		break;
	case KEY_BIGINT:
		str_addf(out, " k0=%" PRId64, n * (INT64_C(1) << 32));
		break;
	case KEY_TEXT:
		str_addf(out, " k0=k%" PRId64, n);
		break;
	case KEY_UUID:
		str_addf(out, " k0=00000000-0000-0000-0000-%012" PRIx64, (uint64_t)n);
		break;
	case KEY_TWO:
		str_addf(out, " k0=%" PRId64 " k1=k%" PRId64, n / 3, n % 3);
		break;
	}
}

static void add_changed(struct str *out, const struct campaign_table *t, const struct campaign_row *a, const struct campaign_row *b)
{
	str_add(out, "changed");
	add_key(out, t->key, a->key);
	str_add(out, ":");
	for (int c = 0; c < t->columns; c++)
		if (a->cell[c] != b->cell[c])
			str_addf(out, " c%d", c);
	str_add(out, "\n");
}

static void add_alone(struct str *out, const struct campaign_table *t, const char *kind, const struct campaign_row *r)
{
	str_add(out, kind);
	add_key(out, t->key, r->key);
	str_add(out, "\n");
}

/* A merge by the key where there is one, else by the whole row. */
static void add_differences(struct str *out, const struct campaign_table *t, const struct campaign_row *a, const struct campaign_row *b)
{
	size_t i = 0, k = 0, missing = 0, extra = 0;

	while (i < t->rows[SOURCE] || k < t->rows[TARGET]) {
		int order = i == t->rows[SOURCE] ? 1 : k == t->rows[TARGET] ? -1 : by_key(&a[i], &b[k]);
		bool met = i < t->rows[SOURCE] && k < t->rows[TARGET] && t->key != KEY_NONE && a[i].key == b[k].key;

		if (t->key != KEY_NONE && met && order)
			add_changed(out, t, &a[i], &b[k]);
		else if (t->key != KEY_NONE && order)
			add_alone(out, t, order < 0 ? "missing" : "extra", order < 0 ? &a[i] : &b[k]);
		missing += order < 0;
		extra += order > 0;
		i += order <= 0 || met;
		k += order >= 0 || met;
	}
	if (t->key == KEY_NONE && missing + extra)
		str_addf(out, "missing %zu, extra %zu\n", missing, extra);
}

char *campaign_expected(const struct campaign_table *t)
{
	struct campaign_row *a = sorted(t, SOURCE), *b = sorted(t, TARGET);
	struct str out;

	str_init(&out, STR_PAGE);
	add_differences(&out, t, a, b);
	free(a);
	free(b);
	return str_take(&out);
}

/* ---- SQL ---- */

/* How one side's table is laid out. Nothing of this is a difference. */
struct layout {
	struct campaign_table draws; /* only its random numbers are used */
	int order[CAMPAIGN_COLUMNS + 2]; /* places of the columns; the key's are the last numbers */
	int columns, keys;
	const char *sql[CAMPAIGN_COLUMNS]; /* type */
	bool other; /* the target: values are written in another way, too */
};

static void shuffle(struct campaign_table *draws, int *list, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = draw(draws, i + 1), keep = list[i];

		list[i] = list[k];
		list[k] = keep;
	}
}

static void layout_make(struct layout *l, const struct campaign_table *t, int side)
{
	*l = (struct layout){ .draws = *t, .columns = t->columns, .other = side == TARGET };
	l->draws.random += (uint64_t)side + 1;
	l->keys = t->key == KEY_NONE ? 0 : t->key == KEY_TWO ? 2 : 1;
	for (int c = 0; c < t->columns + l->keys; c++)
		l->order[c] = c;
	if (l->other)
		shuffle(&l->draws, l->order, t->columns + l->keys);
	for (int c = 0; c < t->columns; c++)
		l->sql[c] = l->other && types[t->type[c]].wide && draw(&l->draws, 3) == 0 ? types[t->type[c]].wide : types[t->type[c]].sql;
}

static bool has_null(const struct campaign_table *t, int side, int column)
{
	for (size_t i = 0; i < t->rows[side]; i++)
		if (t->row[side][i].cell[column] < 0)
			return true;
	return false;
}

/* The key's column number i. */
static void add_key_column(struct str *out, const struct campaign_table *t, int i)
{
	static const char *const sql[KEYS] = { "", "int", "bigint", "text", "uuid", "int" };

	str_addf(out, "k%d %s", i, i ? "text" : sql[t->key]);
}

static void add_table(struct str *out, const struct campaign_table *t, int side, struct layout *l)
{
	int junk = l->other ? draw(&l->draws, 3) : 0;

	str_addf(out, "CREATE TABLE t%d (", t->number);
	for (int i = 0; i < junk; i++)
		str_addf(out, "junk%d int, ", i);
	for (int i = 0; i < l->columns + l->keys; i++) {
		int c = l->order[i];

		str_add(out, i ? ", " : "");
		if (c >= l->columns)
			add_key_column(out, t, c - l->columns);
		else
			str_addf(out, "c%d %s%s", c, l->sql[c], !has_null(t, side, c) && draw(&l->draws, 2) ? " NOT NULL" : "");
	}
	str_add(out, l->keys == 2 ? ", PRIMARY KEY (k0, k1)" : l->keys ? ", PRIMARY KEY (k0)" : "");
	str_add(out, ");");
	for (int i = 0; i < junk; i++)
		str_addf(out, "ALTER TABLE t%d DROP junk%d;", t->number, i);
	for (int c = 0; c < l->columns && l->other; c++)
		if (strcmp(l->sql[c], "text") == 0 && draw(&l->draws, 2))
			str_addf(out, "ALTER TABLE t%d ALTER c%d SET STORAGE EXTERNAL;", t->number, c);
}

/* The same numbers that add_key writes as the server does. */
static void add_key_cell(struct str *out, enum campaign_key key, int64_t n, int i)
{
	if (i)
		str_addf(out, "'k%" PRId64 "'", n % 3);
	else if (key == KEY_TEXT)
		str_addf(out, "'k%" PRId64 "'", n);
	else if (key == KEY_UUID)
		str_addf(out, "'00000000-0000-0000-0000-%012" PRIx64 "'", (uint64_t)n);
	else
		str_addf(out, "%" PRId64, key == KEY_TWO ? n / 3 : key == KEY_BIGINT ? n * (INT64_C(1) << 32) : n);
}

static void add_cell(struct str *out, const struct campaign_table *t, const struct campaign_row *r, int c, struct layout *l)
{
	const struct type *type = &types[t->type[c]];

	if (r->cell[c] < 0)
		str_add(out, "NULL");
	else
		str_add(out, l->other && type->same[r->cell[c]] && draw(&l->draws, 2) ? type->same[r->cell[c]] : type->value[r->cell[c]]);
}

static void add_row(struct str *out, const struct campaign_table *t, const struct campaign_row *r, struct layout *l)
{
	str_add(out, "(");
	for (int i = 0; i < l->columns + l->keys; i++) {
		str_add(out, i ? ", " : "");
		if (l->order[i] >= l->columns)
			add_key_cell(out, t->key, r->key, l->order[i] - l->columns);
		else
			add_cell(out, t, r, l->order[i], l);
	}
	str_add(out, ")");
}

/* The target's rows stand in another order. */
void campaign_sql(const struct campaign_table *t, int side, struct str *out)
{
	int n = (int)t->rows[side], *order = mem_zalloc((size_t)n + 1, sizeof *order);
	struct layout l;

	layout_make(&l, t, side);
	add_table(out, t, side, &l);
	for (int i = 0; i < n; i++)
		order[i] = i;
	if (l.other)
		shuffle(&l.draws, order, n);
	for (int i = 0; i < n; i++) {
		if (i)
			str_add(out, ",");
		else
			str_addf(out, "INSERT INTO t%d VALUES ", t->number);
		add_row(out, t, &t->row[side][order[i]], &l);
	}
	str_add(out, n ? ";\n" : "\n");
	free(order);
}
