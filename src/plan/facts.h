/* Facts: what was observed, each with the time it was seen. One const table names them, says which probe refreshes them and what they mean.
 * A fact has a number and a text; the table says which counts. */
#ifndef TEAL_PLAN_FACTS_H
#define TEAL_PLAN_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* What asks for facts; how, and at which pace, stands in engine/probes_*.c. */
enum probe_id {
	PROBE_NONE,
	PROBE_JUJU, /* client version */
	PROBE_STATUS_BLUE,
	PROBE_STATUS_GREEN, /* juju status of each side's model */
	PROBE_CONFIG_BLUE,
	PROBE_CONFIG_GREEN, /* juju config of the apps */
	PROBE_BACKUPS_BLUE,
	PROBE_BACKUPS_GREEN, /* list-backups */
	PROBE_SOURCE,
	PROBE_TARGET, /* one combined query each: replication, sessions, fence, sentinel */
	PROBE_SCHEMA_SOURCE,
	PROBE_SCHEMA_TARGET, /* columns, migrations, networks, sequences, emptiness */
	PROBE_ODD_SOURCE, /* what would fail later: who refers to whom, what cannot be carried, large objects, rights */
	PROBE_FIT_SOURCE,
	PROBE_FIT_TARGET, /* what must be there on both: triggers, sequences, types, collations */
	PROBE_STUMBLES, /* rows of the source that a migration on the way fails on */
	PROBE_TABLES_SOURCE,
	PROBE_COPY, /* sizes; states and copy progress per table */
	PROBE_HEARTBEAT, /* writes the heartbeat row on the source: its sight on the target is the lag in time */
	PROBE_TRAFFIC, /* the week by hour from the app's own rows */
	PROBE_INTEGRITY, /* of the subject's database: invalid indexes, unvalidated constraints, orphans */
	PROBE_HEALTH_BLUE,
	PROBE_HEALTH_GREEN,
	PROBE_VERSION, /* HTTP */
	PROBE_TASK, /* show-task of the migration */
	PROBE_ROLE_SOURCE,
	PROBE_ROLE_TARGET, /* what the roles have and lack, what is in the way of the fence, statistics of green */
	PROBE_TRY_WAY,
	PROBE_TRY_FENCE,
	PROBE_TRY_MARKER,
	PROBE_TRY_GREEN, /* really tried, in a transaction that is rolled back */
	PROBE_COUNT
};

/* X(id, name in events, probe). For facts of both sides the GREEN one follows the BLUE one directly: FACT_SIDE(FACT_BLUE_x, side). */
#define TEAL_FACTS(X) \
	X(JUJU_VERSION, "juju.version", PROBE_JUJU) /* text "3.6.27" */ \
	X(BLUE_MODEL, "blue.model", PROBE_STATUS_BLUE) /* text "iam 3.6.27" */ \
	X(GREEN_MODEL, "green.model", PROBE_STATUS_GREEN) \
	X(BLUE_APP, "blue.app", PROBE_STATUS_BLUE) /* num 1 there, 0 absent */ \
	X(GREEN_APP, "green.app", PROBE_STATUS_GREEN) \
	/* num 1: all units active and idle, one leader; text: state, or what is not */ \
	X(BLUE_APP_SETTLED, "blue.app.settled", PROBE_STATUS_BLUE) \
	X(GREEN_APP_SETTLED, "green.app.settled", PROBE_STATUS_GREEN) \
	/* num; text: unit names, the leader's first; begins with a blank when there is no leader */ \
	X(BLUE_APP_UNITS, "blue.app.units", PROBE_STATUS_BLUE) \
	X(GREEN_APP_UNITS, "green.app.units", PROBE_STATUS_GREEN) \
	X(BLUE_APP_REVISION, "blue.app.revision", PROBE_STATUS_BLUE) /* num charm revision; text channel */ \
	X(GREEN_APP_REVISION, "green.app.revision", PROBE_STATUS_GREEN) \
	X(BLUE_APP_VERSION, "blue.app.version", PROBE_STATUS_BLUE) /* text workload version */ \
	X(GREEN_APP_VERSION, "green.app.version", PROBE_STATUS_GREEN) \
	/* text JSON [["endpoint","other app"],…] without peers; num count */ \
	X(BLUE_APP_RELATIONS, "blue.app.relations", PROBE_STATUS_BLUE) \
	X(GREEN_APP_RELATIONS, "green.app.relations", PROBE_STATUS_GREEN) \
	X(BLUE_PG_SETTLED, "blue.pg.settled", PROBE_STATUS_BLUE) /* like app.settled; text "absent" when it is not there */ \
	X(GREEN_PG_SETTLED, "green.pg.settled", PROBE_STATUS_GREEN) \
	X(BLUE_PG_UNITS, "blue.pg.units", PROBE_STATUS_BLUE) /* the same */ \
	X(GREEN_PG_UNITS, "green.pg.units", PROBE_STATUS_GREEN) \
	X(BLUE_PG_ADDRESS, "blue.pg.address", PROBE_STATUS_BLUE) /* text address of the leader unit; num charm revision */ \
	X(GREEN_PG_ADDRESS, "green.pg.address", PROBE_STATUS_GREEN) \
	X(BLUE_PG_RELATIONS, "blue.pg.relations", PROBE_STATUS_BLUE) /* text JSON as app.relations */ \
	X(GREEN_PG_RELATIONS, "green.pg.relations", PROBE_STATUS_GREEN) \
	X(BLUE_APP_ADDRESS, "blue.app.address", PROBE_STATUS_BLUE) /* text address of the leader unit */ \
	X(GREEN_APP_ADDRESS, "green.app.address", PROBE_STATUS_GREEN) \
	/* text JSON of the model: {"apps":["name",…],"saas":["name",…],"relations":{"app":[["endpoint","other"],…],…}} */ \
	X(BLUE_SAAS, "blue.saas", PROBE_STATUS_BLUE) \
	X(GREEN_SAAS, "green.saas", PROBE_STATUS_GREEN) \
	X(BLUE_CONFIG, "blue.config", PROBE_CONFIG_BLUE) /* text JSON object of the settings with source "user", sorted; num count */ \
	X(GREEN_CONFIG, "green.config", PROBE_CONFIG_GREEN) \
	/* num: wall ms at which the newest finished backup started, 0 none; text its id */ \
	X(BLUE_BACKUP, "blue.backup", PROBE_BACKUPS_BLUE) \
	X(GREEN_BACKUP, "green.backup", PROBE_BACKUPS_GREEN) \
	/* what the databases tell, each side in one query */ \
	X(SRC_SERVER, "source.server", PROBE_SOURCE) /* num server_version_num; text database */ \
	X(TGT_SERVER, "target.server", PROBE_TARGET) \
	X(SRC_IDENTITY, "source.identity", PROBE_SOURCE) /* text the cluster's system identifier: a replica has its primary's */ \
	X(TGT_IDENTITY, "target.identity", PROBE_TARGET) \
	X(SRC_SUPERUSER, "source.superuser", PROBE_SOURCE) /* num 1/0; text role */ \
	X(TGT_SUPERUSER, "target.superuser", PROBE_TARGET) \
	X(SRC_PRIMARY, "source.primary", PROBE_SOURCE) /* num timeline, 0 when in recovery */ \
	X(TGT_PRIMARY, "target.primary", PROBE_TARGET) \
	X(SRC_LOCK, "source.lock", PROBE_SOURCE) /* num 1 our session holds Teal's advisory lock; text who holds it */ \
	X(SRC_LSN, "source.lsn", PROBE_SOURCE) /* text insert LSN */ \
	X(SRC_WAL_LEVEL, "source.wal_level", PROBE_SOURCE) /* text */ \
	X(SRC_SLOTS_FREE, "source.slots_free", PROBE_SOURCE) /* num */ \
	X(SRC_SENDERS_FREE, "source.senders_free", PROBE_SOURCE) /* num */ \
	X(SRC_PREPARED, "source.prepared", PROBE_SOURCE) /* num prepared transactions in this database */ \
	/* num sessions with a transaction id in this database, Teal's not counted; text the oldest one's who */ \
	X(SRC_XIDS, "source.xids", PROBE_SOURCE) \
	X(SRC_XACT_AGE, "source.xact_age", PROBE_SOURCE) /* num ms of the oldest such transaction, 0 none */ \
	/* of the whole server, Teal's not counted: num ms of the oldest write transaction, 0 none, -1 this role is not told since \
	 * when; text pid, user, application, database */ \
	X(SRC_WRITERS, "source.writers", PROBE_SOURCE) \
	/* num of the whole server; text the oldest one's name, owner, database */ \
	X(SRC_SERVER_PREPARED, "source.server_prepared", PROBE_SOURCE) \
	X(SRC_FLUSHED, "source.flushed", PROBE_SOURCE) /* text confirmed_flush_lsn of this run's slot */ \
	X(SRC_SESSIONS, "source.sessions", PROBE_SOURCE) /* num client sessions in this database, Teal's and walsenders not counted */ \
	X(SRC_COMMITS, "source.commits", PROBE_SOURCE) /* num xact_commit since statistics began; the model derives the rate */ \
	X(SRC_PUBLICATION, "source.publication", PROBE_SOURCE) /* num tables in this run's publication, -1 no publication */ \
	X(SRC_WITHHELD, "source.withheld", PROBE_SOURCE) /* num 1 there is any; text what that publication does not publish: UPDATE */ \
	/* num WAL bytes it holds, -1 no slot; text "active", "inactive", "unfinished" while it is made, wal_status when not reserved */ \
	X(SRC_SLOT, "source.slot", PROBE_SOURCE) \
	/* num 1 there, 0 not; text: whose: what bears this run's name, whoever made it, and what else Teal would trip over */ \
	X(SRC_NAMED_SLOT, "source.named_slot", PROBE_SOURCE) /* in any database of the server */ \
	X(SRC_NAMED_PUBLICATION, "source.named_publication", PROBE_SOURCE) \
	X(SRC_TEAL_SCHEMA, "source.teal_schema", PROBE_SOURCE) /* num 2: with a fence; text owner and comment */ \
	X(TGT_TEAL_SCHEMA, "target.teal_schema", PROBE_TARGET) \
	X(TGT_NAMED_SUBSCRIPTION, "target.named_subscription", PROBE_TARGET) \
	X(SRC_OTHER_SLOTS, "source.other_slots", PROBE_SOURCE) /* num 1: there are, of other runs, in this database; text names */ \
	X(SRC_LAG, "source.lag", PROBE_SOURCE) /* num insert LSN - confirmed_flush, bytes */ \
	/* num tables without the fence that should have it (0: fence is whole), -1 no fence at all; text "24 of 24" */ \
	X(SRC_FENCED, "source.fenced", PROBE_SOURCE) \
	X(SRC_REFUSES, "source.refuses", PROBE_SOURCE) /* num 1: there is a fence whose function refuses, whatever tables call it */ \
	X(SRC_MARKER, "source.marker", PROBE_SOURCE) /* num 1 when teal.marker exists; text newest sentinel token there */ \
	X(TGT_MARKER, "target.marker", PROBE_TARGET) \
	X(TGT_SUBSCRIPTION, "target.subscription", PROBE_TARGET) /* num 1 enabled, 0 disabled, -1 none; text worker state */ \
	X(TGT_READY, "target.ready", PROBE_TARGET) /* num tables not in state r; text "23 of 24" */ \
	X(TGT_ERRORS, "target.errors", PROBE_TARGET) /* num apply + sync errors of the subscription */ \
	X(TGT_APPLY_ERRORS, "target.apply_errors", PROBE_TARGET) /* num errors of apply alone, -1 not counted (PostgreSQL 14) */ \
	X(TGT_WORKER, "target.worker", PROBE_TARGET) /* num pid of the apply worker, 0 none runs */ \
	X(TGT_SENTINEL, "target.sentinel", PROBE_TARGET) /* text newest sentinel token seen on the target */ \
	X(TGT_HEARTBEAT, "target.heartbeat", PROBE_TARGET) /* num wall ms (the source's clock) of the newest one seen there, 0 none */ \
	X(TGT_SESSIONS, "target.sessions", PROBE_TARGET) /* num client sessions in the target database, Teal's not counted; text who */ \
	X(TGT_DURABLE, "target.durable", PROBE_TARGET) /* text token of the last synchronous commit made there */ \
	/* what they tell about tables; sets and fingerprints are texts, so that equal texts mean equal sets */ \
	/* num tables, partitions not counted; text JSON [["schema.table", "column" or "", "what it is"],…] (schema_diff.h) */ \
	X(SRC_SCHEMA, "source.schema", PROBE_SCHEMA_SOURCE) \
	X(TGT_SCHEMA, "target.schema", PROBE_SCHEMA_TARGET) \
	X(SRC_MIGRATIONS, "source.migrations", PROBE_SCHEMA_SOURCE) /* num; text the sorted versions, blanks between */ \
	X(TGT_MIGRATIONS, "target.migrations", PROBE_SCHEMA_TARGET) \
	X(SRC_NETWORKS, "source.networks", PROBE_SCHEMA_SOURCE) /* num rows; text id of the oldest */ \
	X(TGT_NETWORKS, "target.networks", PROBE_SCHEMA_TARGET) \
	X(SRC_EXTENSIONS, "source.extensions", PROBE_SCHEMA_SOURCE) /* text names, blanks between */ \
	/* text; num 1 when pg_trgm and btree_gin and uuid-ossp can be created */ \
	X(TGT_EXTENSIONS, "target.extensions", PROBE_SCHEMA_TARGET) \
	/* num tables and partitions; text names, blanks between: on the source those without a replica identity, for which UPDATE \
	 * fails once they are published; on the target those without an index by which a row is found */ \
	X(SRC_NO_KEY, "source.no_key", PROBE_SCHEMA_SOURCE) \
	X(TGT_NO_KEY, "target.no_key", PROBE_SCHEMA_TARGET) \
	/* num columns; text JSON [["schema.table", "column (type)"],…]: REPLICA IDENTITY FULL, no key, and a type without equality */ \
	X(SRC_NO_EQUALITY, "source.no_equality", PROBE_SCHEMA_SOURCE) \
	/* num; text names, blanks between: REPLICA IDENTITY FULL with types that can all be compared */ \
	X(SRC_WHOLE_ROWS, "source.whole_rows", PROBE_SCHEMA_SOURCE) \
	X(TGT_NONEMPTY, "target.nonempty", PROBE_SCHEMA_TARGET) /* num tables that hold rows, schema_migration not counted; text names */ \
	/* num rows of networks that share the oldest created_at (more than one: a tie); text the sorted ids, or their md5 */ \
	X(SRC_NETWORK_IDS, "source.network_ids", PROBE_SCHEMA_SOURCE) \
	X(TGT_NETWORK_IDS, "target.network_ids", PROBE_SCHEMA_TARGET) \
	/* num; text JSON rows as plan/sequences.h reads them */ \
	X(SRC_SEQUENCES, "source.sequences", PROBE_FIT_SOURCE) \
	X(TGT_SEQUENCES, "target.sequences", PROBE_FIT_TARGET) \
	/* num; text JSON [["table" or "", "trigger name", how enabled: O A R],…]: triggers, rules, event triggers */ \
	X(SRC_TRIGGERS, "source.triggers", PROBE_FIT_SOURCE) \
	X(TGT_TRIGGERS, "target.triggers", PROBE_FIT_TARGET) \
	/* num; text JSON [["encoding"|"collation"|"type"|"extension", name],…] that the tables use */ \
	X(SRC_KINDS, "source.kinds", PROBE_FIT_SOURCE) \
	X(TGT_KINDS, "target.kinds", PROBE_FIT_TARGET) \
	/* num; text JSON [["from", "to"],…]: foreign keys between tables, and inheritance */ \
	X(SRC_REFERENCES, "source.references", PROBE_ODD_SOURCE) \
	/* num; text JSON [["name", "unlogged table"|"foreign table"|"view"|"materialized view", "top of its partitions"],…] */ \
	X(SRC_UNCARRIED, "source.uncarried", PROBE_ODD_SOURCE) \
	X(SRC_BLOBS, "source.blobs", PROBE_ODD_SOURCE) /* num large objects; text JSON [["table", "column"],…] that may refer to them */ \
	X(SRC_RIGHTS, "source.rights", PROBE_ODD_SOURCE) /* num 1 the role lacks some; text which */ \
	/* num; text JSON [["id of plan/product_stumbles.c", "how many", "an example's id"],…] */ \
	X(SRC_STUMBLES, "source.stumbles", PROBE_STUMBLES) \
	X(SRC_SIZE, "source.size", PROBE_TABLES_SOURCE) /* num bytes of all tables with indexes; text rows estimated */ \
	/* num tables, partitioned tables and partitions; seen with it is the whole list of them, which is in the model */ \
	X(SRC_TABLES, "source.tables", PROBE_TABLES_SOURCE) \
	X(TGT_COPY, "target.copy", PROBE_COPY) /* num bytes copied by COPYs under way; text none */ \
	X(HEARTBEAT, "heartbeat", PROBE_HEARTBEAT) /* num wall ms (the source's clock) of the newest heartbeat written */ \
	/* the rest, each for a step or two */ \
	X(TRAFFIC, "traffic", PROBE_TRAFFIC) /* text JSON array of 168 counts (Monday 00 h UTC first); num total */ \
	/* of the subject (plan/side.h), whichever side that is; their names are green's, as in the recommended strategy */ \
	X(INVALID, "target.invalid", PROBE_INTEGRITY) /* num invalid indexes + unvalidated constraints; text names */ \
	X(ORPHANS, "target.orphans", PROBE_INTEGRITY) /* num foreign-key orphans; text where */ \
	/* text the ids of schemas that identities have, blanks between ("default" for none); num how many; 0 where there are none */ \
	X(SCHEMA_IDS, "target.schema_ids", PROBE_INTEGRITY) \
	X(BLUE_HEALTH, "blue.health", PROBE_HEALTH_BLUE) /* num HTTP status of health/ready, 0 no answer; text why */ \
	X(GREEN_HEALTH, "green.health", PROBE_HEALTH_GREEN) \
	X(HTTP_VERSION, "green.http_version", PROBE_VERSION) /* of the subject: text version the service prints */ \
	X(TASK, "task", PROBE_TASK) /* text status of the migration task; num its return code, -1 unknown */ \
	/* what roles have and lack; num 1 when there is any, text the list */ \
	X(SRC_LACKS, "source.lacks", PROBE_ROLE_SOURCE) /* what Teal's role lacks for the fence: tables of others, no CREATE */ \
	X(SRC_EVENT_TRIGGERS, "source.event_triggers", PROBE_ROLE_SOURCE) /* on DDL as the fence's */ \
	X(SRC_HOMES, "source.homes", PROBE_ROLE_SOURCE) /* schemas with a schema_migration, the one that is taken first */ \
	/* of the role that green connects as: "statement_timeout = 150ms (role x)" */ \
	X(SRC_TIMEOUTS, "source.timeouts", PROBE_ROLE_SOURCE) \
	X(TGT_TIMEOUTS, "target.timeouts", PROBE_ROLE_TARGET) /* of the role that applies */ \
	/* num wall ms (ours) of the oldest statistics of a table with rows, 0 one has none; text its name */ \
	X(TGT_ANALYSED, "target.analysed", PROBE_ROLE_TARGET) \
	/* trials: num 1 it went well, 0 it did not; text why */ \
	X(WAY, "way", PROBE_TRY_WAY) /* green's server connects to blue as the subscription will */ \
	X(SRC_FENCE_TRIED, "source.fence_tried", PROBE_TRY_FENCE) /* schema, publication, trigger that fires always, made and dropped */ \
	X(TGT_MARKER_TRIED, "target.marker_tried", PROBE_TRY_MARKER) /* schema and table, made and dropped */ \
	X(TGT_WRITES, "target.writes", PROBE_TRY_GREEN) /* a row of the product, and room for 16 MB */

enum fact_id {
#define TEAL_FACT_ENUM(id, name, probe) FACT_##id,
	TEAL_FACTS(TEAL_FACT_ENUM)
#undef TEAL_FACT_ENUM
		FACT_COUNT,
	FACT_END = -1 /* closes a list of facts */
};

/* A row of the table: what no value says. */
struct fact_row {
	const char *name;
	enum probe_id probe;
};
extern const struct fact_row fact_rows[FACT_COUNT];

/* The GREEN (or TGT) twin follows the BLUE (or SRC) one where both exist side by side in the table above. */
#define FACT_SIDE(blue_fact, side) ((enum fact_id)((int)(blue_fact) + (int)(side)))

/* FACT_COUNT when there is no such name. */
enum fact_id fact_by_name(const char *name);
const char *probe_name(enum probe_id);

#endif
