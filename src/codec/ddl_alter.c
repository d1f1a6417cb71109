/* ALTER TABLE: a list of actions, each recognised by its first words. Actions that check or write rows at once
 * are distinguished from those that change only the system catalogue (PostgreSQL manual, ALTER TABLE, notes). */
#include "config.h"

#include "codec/ddl_parts.h"

#include <strings.h>

#include "base/mem.h"

/* The table that all actions of the statement are about. */
struct alter {
	struct ddl *d;
	char table[SQL_NAME];
};

static void add(struct alter *a, enum effect_kind kind)
{
	ddl_add(a->d, kind, a->table);
}

/* s begins behind REFERENCES. */
static void add_foreign_key(struct alter *a, struct sql_part *s)
{
	char other[SQL_NAME];

	sql_name(s, other, NULL);
	add(a, EFFECT_FK);
	ddl_add(a->d, EFFECT_FKREF, other);
}

/* Moves behind the first of these words outside of brackets. */
static void go_past(struct sql_part *s, const char *words)
{
	while (s->at < s->n && !sql_accept(s, words))
		sql_step(s);
}

/* Takes the words that begin a constraint and returns its kind; EFFECT_COUNT when there is no constraint. */
static enum effect_kind constraint_kind(struct sql_part *s)
{
	static const struct {
		const char *words;
		enum effect_kind kind;
	} kinds[] = {
		{ "primary key", EFFECT_PK }, { "unique", EFFECT_INDEX },  { "foreign key", EFFECT_FK },    { "references", EFFECT_FK },
		{ "check", EFFECT_CHECK },    { "exclude (", EFFECT_GIN }, { "exclude using", EFFECT_GIN }, { "not null", EFFECT_NOTNULL },
	};

	for (size_t i = 0; i < mem_count(kinds); i++)
		if (sql_accept(s, kinds[i].words))
			return kinds[i].kind;
	return EFFECT_COUNT;
}

/* A constraint that is not checked at once, or takes an existing index, touches no row. */
static void add_constraint(struct alter *a, struct sql_part *s)
{
	bool quiet = sql_has(s, "not valid") || sql_has(s, "not enforced") ||
	             (sql_has(s, "using index") && !sql_has(s, "using index tablespace"));
	enum effect_kind kind = constraint_kind(s);

	if (kind == EFFECT_COUNT) {
		add(a, EFFECT_OTHER);
	} else if (quiet) {
		add(a, EFFECT_META);
	} else if (kind == EFFECT_FK) {
		go_past(s, "references");
		add_foreign_key(a, s);
	} else {
		add(a, kind);
	}
}

/* s begins behind CONSTRAINT. */
static void add_named_constraint(struct alter *a, struct sql_part *s)
{
	char name[SQL_NAME];

	sql_name(s, name, NULL);
	add_constraint(a, s);
}

/* Functions with the same result for all rows of a statement: with these in its default, a new column touches
 * no row. */
static bool is_steady(const struct sql_token *t)
{
	static const char *const steady[] = { "now",
		                              "current_timestamp",
		                              "localtimestamp",
		                              "transaction_timestamp",
		                              "statement_timestamp",
		                              "timezone",
		                              "date_trunc",
		                              "to_timestamp",
		                              "make_interval",
		                              "coalesce",
		                              "nullif",
		                              "cast",
		                              "lower",
		                              "upper",
		                              "jsonb_build_object",
		                              "jsonb_build_array",
		                              "json_build_object",
		                              "json_build_array" };

	for (size_t i = 0; i < mem_count(steady); i++)
		if (strlen(steady[i]) == t->n && strncasecmp(steady[i], t->s, t->n) == 0)
			return true;
	return false;
}

static bool is_word(const struct sql_token *t, const char *word)
{
	struct sql_part p = { .t = t, .n = 1 };

	return sql_accept(&p, word);
}

/* A word before a bracket is a function, unless it names the type of a cast: ''::varchar(36). */
static bool calls_unsteady(const struct sql_part *p)
{
	for (size_t i = p->at; i + 1 < p->n; i++) {
		const struct sql_token *t = &p->t[i];
		bool of_type = i > p->at && (is_word(t - 1, "::") || is_word(t - 1, "as") || is_word(t - 1, "character"));

		if ((t->kind == SQL_WORD || t->kind == SQL_QUOTED) && is_word(t + 1, "(") && !of_type && !is_steady(t))
			return true;
	}
	return false;
}

/* These words end the expression of DEFAULT. */
static bool at_column_constraint(const struct sql_part *s)
{
	static const char *const words[] = { "constraint", "not null",  "null",    "check",      "unique",   "primary key",
		                             "references", "generated", "collate", "deferrable", "initially" };
	struct sql_part here = *s;

	for (size_t i = 0; i < mem_count(words); i++)
		if (sql_accept(&here, words[i]))
			return true;
	return false;
}

/* DEFAULT: existing rows get a value. WRITTEN: the value has to be written into each row. */
enum column_trait { COLUMN_DEFAULT = 1, COLUMN_WRITTEN = 2 };

/* s begins behind DEFAULT. DEFAULT NULL counts as no default. */
static unsigned default_traits(struct sql_part *s)
{
	struct sql_part value = *s;

	if (sql_accept(s, "null"))
		return 0;
	while (s->at < s->n && !at_column_constraint(s))
		sql_step(s);
	value.n = s->at;
	return calls_unsteady(&value) ? COLUMN_DEFAULT | COLUMN_WRITTEN : COLUMN_DEFAULT;
}

/* Types that stand for an integer with a default from a sequence. */
static bool is_serial(const struct sql_part *s)
{
	static const char *const types[] = { "serial", "bigserial", "smallserial", "serial2", "serial4", "serial8" };
	struct sql_part here = *s;

	for (size_t i = 0; i < mem_count(types); i++)
		if (sql_accept(&here, types[i]))
			return true;
	return false;
}

/* The traits (enum column_trait) of a new column, read from its type on. */
static unsigned column_traits(struct sql_part s)
{
	unsigned traits = is_serial(&s) ? COLUMN_DEFAULT | COLUMN_WRITTEN : 0;

	while (s.at < s.n) {
		if (sql_accept(&s, "set default") || sql_accept(&s, "set null"))
			continue; /* of ON DELETE */
		if (sql_accept(&s, "by default as identity") || sql_accept(&s, "always as identity"))
			traits |= COLUMN_DEFAULT | COLUMN_WRITTEN;
		else if (sql_accept(&s, "default"))
			traits |= default_traits(&s);
		else if (sql_accept(&s, "stored"))
			traits |= COLUMN_DEFAULT | COLUMN_WRITTEN;
		else
			sql_step(&s);
	}
	return traits;
}

/* The column itself comes first, then what its constraints do, in their order. */
static void add_column(struct alter *a, struct sql_part *s)
{
	char name[SQL_NAME];
	unsigned traits;

	sql_accept(s, "if not exists");
	if (!sql_name(s, name, NULL)) {
		add(a, EFFECT_OTHER);
		return;
	}
	traits = column_traits(*s);
	add(a, traits & COLUMN_WRITTEN ? EFFECT_REWRITE : EFFECT_ADDCOL);
	while (s->at < s->n) {
		enum effect_kind kind = constraint_kind(s);

		if (kind == EFFECT_COUNT)
			sql_step(s);
		else if (kind == EFFECT_FK)
			add_foreign_key(a, s);
		else if (kind != EFFECT_NOTNULL || !(traits & COLUMN_DEFAULT))
			add(a, kind);
	}
}

/* ADD alone: a constraint without a name, or a column. The first words of constraints are reserved, except
 * EXCLUDE. */
static void add_any(struct alter *a, struct sql_part *s)
{
	struct sql_part here = *s;

	if (constraint_kind(&here) == EFFECT_COUNT)
		add_column(a, s);
	else
		add_constraint(a, s);
}

/* DROP alone: a column, unless it is MySQL's DROP INDEX x and the like. */
static void drop_any(struct alter *a, struct sql_part *s)
{
	char name[SQL_NAME];
	bool known;

	sql_accept(s, "if exists");
	known = sql_name(s, name, NULL) && (s->at == s->n || sql_accept(s, "cascade") || sql_accept(s, "restrict"));
	add(a, known ? EFFECT_DROPCOL : EFFECT_OTHER);
}

/* Takes text, varchar or character varying, with or without a length. */
static bool takes_text_type(struct sql_part *s)
{
	if (!sql_accept(s, "text") && !sql_accept(s, "varchar") && !sql_accept(s, "character varying"))
		return false;
	if (sql_accept(s, "(")) {
		s->at += s->at < s->n;
		return sql_accept(s, ")");
	}
	return true;
}

/* True when the rest is the column itself, with or without brackets and casts to a text type. */
static bool uses_column(struct sql_part *s, const char *column)
{
	char name[SQL_NAME];

	while (sql_accept(s, "("))
		;
	if (!sql_name(s, name, NULL) || strcmp(name, column) != 0)
		return false;
	for (;;) {
		if (sql_accept(s, "::")) {
			if (!takes_text_type(s))
				return false;
		} else if (!sql_accept(s, ")")) {
			return s->at == s->n;
		}
	}
}

/* s begins behind TYPE. */
static enum effect_kind type_change(struct sql_part *s, const char *column)
{
	char collation[SQL_NAME];

	if (!takes_text_type(s))
		return EFFECT_REWRITE;
	if (sql_accept(s, "collate"))
		sql_name(s, collation, NULL);
	if (sql_accept(s, "using"))
		return uses_column(s, column) ? EFFECT_WIDEN : EFFECT_REWRITE;
	return s->at == s->n ? EFFECT_WIDEN : EFFECT_REWRITE;
}

/* COLUMN may be left out, the name may not. */
static void alter_column(struct alter *a, struct sql_part *s)
{
	static const struct {
		const char *words;
		enum effect_kind kind;
	} changes[] = {
		{ "set not null", EFFECT_NOTNULL },   { "drop not null", EFFECT_RELAX },  { "set default", EFFECT_META },
		{ "drop default", EFFECT_META },      { "set statistics", EFFECT_META },  { "set storage", EFFECT_META },
		{ "set compression", EFFECT_META },   { "set (", EFFECT_META },           { "reset", EFFECT_META },
		{ "set generated", EFFECT_META },     { "add generated", EFFECT_META },   { "drop identity", EFFECT_META },
		{ "set expression", EFFECT_REWRITE }, { "drop expression", EFFECT_META }, { "restart", EFFECT_META },
	};
	char column[SQL_NAME];

	sql_name(s, column, NULL);
	if (sql_accept(s, "type") || sql_accept(s, "set data type")) {
		add(a, type_change(s, column));
		return;
	}
	for (size_t i = 0; i < mem_count(changes); i++)
		if (sql_accept(s, changes[i].words)) {
			add(a, changes[i].kind);
			return;
		}
	add(a, EFFECT_OTHER);
}

/* The first row that fits counts. read: for actions whose effect does not follow from the words alone. */
static const struct {
	const char *words;
	enum effect_kind kind;
	void (*read)(struct alter *, struct sql_part *);
} actions[] = {
	{ "add constraint", EFFECT_COUNT, add_named_constraint },
	{ "add column", EFFECT_COUNT, add_column },
	{ "add", EFFECT_COUNT, add_any },
	{ "drop constraint", EFFECT_RELAX, NULL },
	{ "drop column", EFFECT_DROPCOL, NULL },
	{ "drop", EFFECT_COUNT, drop_any },
	{ "alter constraint", EFFECT_META, NULL },
	{ "alter column", EFFECT_COUNT, alter_column },
	{ "alter", EFFECT_COUNT, alter_column },
	{ "rename constraint", EFFECT_META, NULL },
	{ "rename", EFFECT_RENAME, NULL },
	{ "validate constraint", EFFECT_CHECK, NULL },
	{ "set tablespace", EFFECT_REWRITE, NULL },
	{ "set logged", EFFECT_REWRITE, NULL },
	{ "set unlogged", EFFECT_REWRITE, NULL },
	{ "set access method", EFFECT_REWRITE, NULL },
	{ "set (", EFFECT_META, NULL },
	{ "reset (", EFFECT_META, NULL },
	{ "replica identity", EFFECT_META, NULL },
};

/* Inheritance, partitions, owners, triggers and actions of later PostgreSQL versions are "other". */
static void read_action(struct alter *a, struct sql_part *s)
{
	for (size_t i = 0; i < mem_count(actions); i++)
		if (sql_accept(s, actions[i].words)) {
			if (actions[i].read)
				actions[i].read(a, s);
			else
				add(a, actions[i].kind);
			return;
		}
	add(a, EFFECT_OTHER);
}

/* Commas outside of brackets separate the actions. */
void ddl_alter_table(struct ddl *d, struct sql_part *s)
{
	struct alter a = { .d = d };
	struct sql_part action;

	sql_accept(s, "if exists");
	sql_accept(s, "only");
	sql_name(s, a.table, NULL);
	sql_accept(s, "*");
	if (s->at == s->n)
		add(&a, EFFECT_OTHER);
	while (sql_item(s, &action))
		read_action(&a, &action);
}
