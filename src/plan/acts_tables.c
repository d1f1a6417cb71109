/* Acts on the rows of the two databases: empty green, compare, set sequences, analyse. Why each is as it is: facts/ory.md sections 3 and
 * 4. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/gates.h"
#include "plan/sequences.h"
#include "plan/sync.h"

/* No command: its done gate is waited for, so that nobody is connected any more when the next act empties the tables. */
static bool build_nothing(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return true;
}

/* Asked of the server in the same transaction: what empties green must not be able to empty blue. */
static void add_guard(const struct model *m, struct str *sql)
{
	str_add(sql, "DO $guard$ BEGIN IF (SELECT system_identifier::text FROM pg_control_system()) = ");
	str_add_literal(sql, fact_text(m, FACT_SRC_IDENTITY));
	str_add(sql, " THEN RAISE EXCEPTION 'this is the source'; END IF; END $guard$;\n");
}

/* One statement for all of them: foreign keys among them need no CASCADE then, and nothing outside is emptied. */
static bool build_empty_target(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	if (!acts_tables_known(m, err))
		return false;
	if (!*fact_text(m, FACT_SRC_IDENTITY)) {
		str_release(&sql);
		return err_set(err, ERR_AGAIN, _("the command cannot be put together"), _("the source was not asked who it is"), "");
	}
	add_guard(m, &sql);
	str_add(&sql, "TRUNCATE ");
	sync_add_tables(m, &sql, ", ");
	commands_sql(out, side, SQL_LONG, str_take(&sql));
	return true;
}

/* Its number as a word of SQL; false when it is none. */
static bool add_setval(const struct sequence *s, struct str *sql)
{
	struct str place;
	int64_t last;

	if (!str_to_int(s->last, INT64_MIN, INT64_MAX, &last))
		return false;
	str_init(&place, STR_LINE);
	table_name_add_sql(&place, s->name);
	str_add(sql, sql->len ? ";\nSELECT setval(" : "SELECT setval(");
	str_add_literal(sql, str_text(&place));
	str_addf(sql, "::regclass, %lld, %s)", (long long)last, str_same(s->called, "true") ? "true" : "false");
	str_release(&place);
	return true;
}

/* Replication carries no sequences (PostgreSQL manual, Logical Replication, Restrictions). The values are those last
 * seen on the source; the gate compares both sides anew afterwards. What green lacks was told before the fence
 * (sequences-fit), and would fail all the others here. No sequence, no command. */
static bool build_sequences(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *text = fact_text(m, FACT_SRC_SEQUENCES), *there = fact_text(m, FACT_TGT_SEQUENCES);
	struct json *list = json_parse(text, strlen(text), NULL), *target = json_parse(there, strlen(there), NULL);
	struct str sql = sql_text();
	struct sequence s, other;

	for (const struct json *row = json_first(list); row; row = json_next(row))
		if (sequence_read(row, &s) && sequence_takes(m, &s) && sequence_find(target, s.name, &other))
			add_setval(&s, &sql);
	if (sql.len)
		commands_sql(out, side, SQL_QUICK, str_take(&sql));
	str_release(&sql);
	json_free(list);
	json_free(target);
	return true;
}

/* The text is for the screen; what is asked of each table is made by verify/sql.c. A day is only there so that
 * it has an end: the comparison keeps a deadline for each table. */
static bool build_verify(const struct model *m, enum side side, enum verify_mode mode, struct commands *out, struct err *err)
{
	struct command *c;

	if (!acts_tables_known(m, err))
		return false;
	c = commands_add(out, CMD_VERIFY, side, 24 * 3600000LL);
	c->verify = mode;
	c->sql = mem_dup("-- for each TABLE, on source and target at once, one snapshot a side, blue's COLUMNS by name\n"
	                 "SELECT count(*), bit_xor(h) FROM (SELECT HASHES CHAINED OVER COLUMNS AS h FROM TABLE t) s");
	return true;
}

static bool build_verify_copy(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_verify(m, side, VERIFY_COPY, out, err);
}

static bool build_verify_live(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_verify(m, side, VERIFY_LIVE, out, err);
}

static bool build_verify_migrated(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_verify(m, side, VERIFY_MIGRATED, out, err);
}

/* The whole database, catalogues included, and not blue's list of tables: a migration makes new ones. Somebody who owns nothing would get
 * warnings and a success; the gate looks at the statistics themselves. */
static bool build_analyse(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, SQL_LONG, mem_dup("ANALYZE"));
	return true;
}

const struct act acts_tables[] = {
	{ .id = "target-quiet",
	  .title = N_("wait until nobody is connected to the target"),
	  .side = OF_GREEN,
	  .build = build_nothing,
	  .done = "target-silent",
	  .settle_ms = SETTLE_JUJU },
	{ .id = "empty-target",
	  .title = N_("empty the tables that green's first start filled"),
	  .side = OF_GREEN,
	  .build = build_empty_target,
	  .done = "target-empty",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES },
	{ .id = "set-sequences",
	  .title = N_("set the target's sequences"),
	  .side = OF_GREEN,
	  .build = build_sequences,
	  .done = "sequences",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES },
	{ .id = "verify-live",
	  .title = N_("compare every table, and again what differed"),
	  .side = OF_BLUE,
	  .build = build_verify_live,
	  .done = "live-compared",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_COMPARES },
	{ .id = "verify-copy",
	  .title = N_("compare every table"),
	  .side = OF_BLUE,
	  .build = build_verify_copy,
	  .done = "copy-equal",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_COMPARES },
	{ .id = "verify-migrated",
	  .title = N_("compare every table again"),
	  .side = OF_BLUE,
	  .build = build_verify_migrated,
	  .done = "migrated-equal",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_COMPARES },
	{ .id = "analyse-green",
	  .title = N_("analyse green's tables"),
	  .side = OF_GREEN,
	  .build = build_analyse,
	  .done = "analysed",
	  .settle_ms = SETTLE_SQL },
};
const size_t acts_tables_count = mem_count(acts_tables);
