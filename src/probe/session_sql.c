/* One statement that sets what can be set: a server that does not know a name (transaction_timeout before 17), or a role that
 * may not set it, keeps what it has. */
#include "config.h"

#include "probe/session_sql.h"

#include "base/mem.h"
#include "base/str.h"

/* Timeouts: Teal has deadlines of its own, and a session that holds its lock is idle for hours. The rest: what may
 * change an answer's text or a write's meaning. quote_all_identifiers and standard_conforming_strings matter to every
 * statement that is put together; row_security off makes a policy that would hide rows an error. */
struct setting {
	const char *name, *value;
};

static const struct setting settings[] = {
	{ "statement_timeout", "0" },
	{ "lock_timeout", "0" },
	{ "idle_in_transaction_session_timeout", "0" },
	{ "idle_session_timeout", "0" },
	{ "transaction_timeout", "0" },
	{ "default_transaction_isolation", "read committed" },
	{ "default_transaction_deferrable", "off" },
	{ "session_replication_role", "origin" },
	{ "synchronous_commit", "on" },
	{ "row_security", "off" },
	{ "default_tablespace", "" },
	{ "default_table_access_method", "heap" },
	{ "TimeZone", "UTC" },
	{ "DateStyle", "ISO, MDY" },
	{ "IntervalStyle", "postgres" },
	{ "extra_float_digits", "1" },
	{ "bytea_output", "hex" },
	{ "xmloption", "content" },
	{ "quote_all_identifiers", "off" },
	{ "standard_conforming_strings", "on" },
	{ "transform_null_equals", "off" },
	{ "check_function_bodies", "on" },
	{ "client_min_messages", "notice" },
};

/* Statements that write may hold the password with which green reaches blue; a server's log is no place for it. */
static const struct setting unlogged[] = {
	{ "log_statement", "none" },         { "log_min_error_statement", "panic" }, { "log_min_duration_statement", "-1" },
	{ "log_min_duration_sample", "-1" }, { "log_transaction_sample_rate", "0" }, { "debug_print_parse", "off" },
	{ "debug_print_rewritten", "off" },  { "debug_print_plan", "off" },
};

static void add_values(struct str *sql, const struct setting *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(sql, ", (");
		str_add_literal(sql, list[i].name);
		str_add(sql, ", ");
		str_add_literal(sql, list[i].value);
		str_add(sql, ")");
	}
}

/* A statement_timeout of some milliseconds would end the second statement. The search path is that of the product's own
 * tables, as the app finds them; a role's other one would find nothing, or another product's. */
char *session_sql(enum session_use use)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, "SET statement_timeout = 0; SET lock_timeout = 0; SET search_path = pg_catalog;\n"
	              "SELECT set_config(v.name, v.value, false) FROM pg_settings s JOIN (VALUES ('default_transaction_read_only', ");
	str_add_literal(&sql, use == SESSION_LOOKS ? "on" : "off");
	str_add(&sql, ")");
	add_values(&sql, settings, mem_count(settings));
	if (use == SESSION_WRITES)
		add_values(&sql, unlogged, mem_count(unlogged));
	str_add(&sql, ") v(name, value) ON s.name = v.name WHERE s.setting <> v.value AND (s.context = 'user' OR "
	              "(s.context = 'superuser' AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)));\n"
	              "SELECT set_config('search_path', coalesce(quote_ident(" HOME_SCHEMA_SQL "), 'public'), false)");
	return str_take(&sql);
}
