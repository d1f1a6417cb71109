/* Which migrations a release has, and which of them a database still lacks. */
#include "config.h"

#include "sandbox/product/kratos/schema.h"

#include <string.h>

#include "base/mem.h"

/* As ory/x popx makes it (facts/ory.md 1): no primary key, which is why it cannot be replicated like the other tables. */
const char schema_bookkeeping[] =
	"CREATE TABLE IF NOT EXISTS schema_migration (version varchar(48) NOT NULL, version_self integer NOT NULL DEFAULT 0);"
	"CREATE UNIQUE INDEX IF NOT EXISTS schema_migration_version_idx ON schema_migration (version);"
	"CREATE INDEX IF NOT EXISTS schema_migration_version_self_idx ON schema_migration (version_self);";

/* schema_versions.c lists the migrations of these two. */
bool schema_release_known(const char *release)
{
	return strcmp(release, "1.0.0") == 0 || strcmp(release, "1.1.0") == 0;
}

/* 1.1.0 is the newest release here and so has every migration of the list. */
bool schema_in_release(const struct schema_migration *m, const char *release)
{
	return strcmp(release, "1.1.0") == 0 || strcmp(m->release, release) == 0;
}

/* The SQL of a version, NULL when the list does not have the version. */
static const char *sql_in(const struct schema_sql *list, size_t n, const char *version)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].version, version) == 0)
			return list[i].sql;
	return NULL;
}

/* Only a few dozen versions have SQL; all others are recorded only. */
const char *schema_sql(const char *version)
{
	const char *sql = sql_in(schema_base, schema_base_count, version);

	if (!sql)
		sql = sql_in(schema_next, schema_next_count, version);
	return sql ? sql : "";
}

/* A linear search: a few hundred versions are compared with a few hundred, once for each run. */
static bool is_applied(const char *const *applied, size_t n, const char *version)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(applied[i], version) == 0)
			return true;
	return false;
}

/* The set difference and not the newest version: later releases bring versions that are older than ones already there (facts/ory.md 1). */
size_t schema_pending(const char *const *applied, size_t n, const char *release, size_t out[SCHEMA_MOST])
{
	size_t count = 0;

	for (size_t i = 0; i < schema_list_count && count < SCHEMA_MOST; i++)
		if (schema_in_release(&schema_list[i], release) && !is_applied(applied, n, schema_list[i].version))
			out[count++] = i;
	return count;
}
