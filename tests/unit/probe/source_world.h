/* Two databases of one real server, source and target, with a few of the product's tables; looked at as a run looks, and judged by
 * the gates. */
#ifndef TEAL_TESTS_SOURCE_WORLD_H
#define TEAL_TESTS_SOURCE_WORLD_H

#include "probe/probe.h"

#include "plan/gate.h"
#include "plan/left_out.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/looking.h"
#include "tests/unit/model_make.h"

enum { NOW = 1000 };

static struct cluster server;
static struct loop *loop;
static struct pg *db[SIDES];
static struct model m;

static const char product_sql[] = "CREATE TABLE schema_migration (version varchar(48) NOT NULL, version_self int NOT NULL DEFAULT 0);"
				  "INSERT INTO schema_migration VALUES ('20150100000001000000'), ('20191100000001000000');"
				  "CREATE TABLE networks (id uuid PRIMARY KEY, created_at timestamp NOT NULL);"
				  "INSERT INTO networks VALUES ('11111111-0000-0000-0000-000000000000', '2020-01-01');"
				  "CREATE TABLE identities (id uuid PRIMARY KEY, nid uuid REFERENCES networks);"
				  "CREATE TABLE sessions (id uuid PRIMARY KEY, nid uuid, identity_id uuid REFERENCES identities);"
				  "CREATE TABLE identity_recovery_addresses (id uuid PRIMARY KEY, nid uuid, via text, value text)";

/* Two databases of one server; each test begins with the product's tables on both. */
static inline bool ready(const char *source_sql, const char *target_sql)
{
	static const char *const name[SIDES] = { "source", "target" };

	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (!server.pid) {
		struct pg *admin;

		loop = loop_new();
		if (!CHECK(cluster_start(&server, "jit = off\n")))
			return false;
		admin = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo });
		CHECK(must(loop, admin, "CREATE DATABASE source") && must(loop, admin, "CREATE DATABASE target"));
		pg_close(admin);
		for (int side = 0; side < SIDES; side++) {
			char *conninfo = pg_conninfo_with(server.socket_conninfo, "dbname", name[side]);

			db[side] = pg_open(loop, &(struct pg_spec){ .conninfo = conninfo, .application_name = "teal test" });
			free(conninfo);
		}
	}
	for (int side = 0; side < SIDES; side++)
		if (!CHECK(must(loop, db[side],
		                "DO $$ DECLARE s text; o oid; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND "
		                "nspname <> "
		                "'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP;\n"
		                "FOR s IN SELECT evtname FROM pg_event_trigger LOOP EXECUTE format('DROP EVENT TRIGGER %I', s); END LOOP;\n"
		                "FOR o IN SELECT oid FROM pg_largeobject_metadata LOOP PERFORM lo_unlink(o); END LOOP; CREATE SCHEMA "
		                "public; "
		                "END $$") &&
		           must(loop, db[side], product_sql)))
			return false;
	model_release(&m);
	model_make(&m);
	model_see(&m, FACT_BLUE_APP_VERSION, 0, "v1.0.0", NOW);
	return CHECK(!*source_sql || must(loop, db[BLUE], source_sql)) && CHECK(!*target_sql || must(loop, db[GREEN], target_sql));
}

/* One look of each probe, a target's at the target; closed by PROBE_NONE. */
static inline bool look_with(const enum probe_id *probes)
{
	for (; *probes != PROBE_NONE; probes++) {
		bool green = *probes == PROBE_SCHEMA_TARGET || *probes == PROBE_FIT_TARGET;

		if (!CHECK(look_at(loop, db[green ? GREEN : BLUE], &m, *probes, NOW)))
			return false;
	}
	return true;
}

static inline void answers(const char *gate, enum verdict_kind want, const char *words)
{
	struct verdict v;

	gate_ask(gate_find(gate), &m, NOW, 0, &v);
	if (!CHECK(v.kind == want && strstr(v.text, words)))
		printf("# %s: %s: %s\n", gate, verdict_name(v.kind), v.text);
}

static inline void leave_out(const char *names)
{
	struct json *data = json_object();

	json_put_str(data, "key", LEFT_OUT_ANSWER);
	json_put_str(data, "text", names);
	looking_fold(&m, EV_ANSWER, NOW, data);
}

#endif
