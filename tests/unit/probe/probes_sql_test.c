/* What the probes ask the two databases, on a real server: each fact counts what it says, and nothing beside it. */
#include "config.h"

#include "base/str.h"
#include "plan/sync.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/looking.h"
#include "tests/unit/model_make.h"

static struct cluster server;
static struct loop *loop;
/* Teal's two sessions, somebody else's in the same database and in another one */
static struct pg *source, *target, *other, *far;
static struct model m;
static int64_t at;

static struct pg *session(const char *database, const char *name)
{
	char *conninfo = pg_conninfo_with(server.socket_conninfo, "dbname", database);
	struct pg *pg = pg_open(loop, &(struct pg_spec){ .conninfo = conninfo, .application_name = name });

	free(conninfo);
	return pg;
}

static bool ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (!server.pid) {
		struct pg *admin;
		char *own;

		loop = loop_new();
		if (!CHECK(cluster_start(&server, "max_prepared_transactions = 5\nautovacuum = off\n")))
			return false;
		admin = session("postgres", "admin");
		if (!CHECK(must(loop, admin, "CREATE DATABASE blue")) || !CHECK(must(loop, admin, "CREATE DATABASE green")))
			return false;
		pg_close(admin);
		model_make(&m);
		own = probe_application(&m);
		source = session("blue", own);
		target = session("green", own);
		free(own);
		other = session("blue", "psql");
		far = session("green", "shop");
		CHECK(must(loop, other, "CREATE TABLE public.a (id int PRIMARY KEY); CREATE TABLE public.b (id int PRIMARY KEY)"));
		CHECK(must(loop, far, "CREATE TABLE public.a (id int PRIMARY KEY); CREATE TABLE public.b (id int PRIMARY KEY)"));
	}
	model_release(&m);
	model_make(&m);
	at = 10;
	return true;
}

static int64_t looked(enum fact_id id)
{
	bool blue = fact_rows[id].probe == PROBE_SOURCE;

	CHECK(look_at(loop, blue ? source : target, &m, fact_rows[id].probe, at++));
	return m.fact[id].num;
}

static bool tells(enum fact_id id, const char *words)
{
	bool is = m.fact[id].text && strstr(m.fact[id].text, words) != NULL;

	if (!is)
		printf("# %s: %s\n", fact_rows[id].name, m.fact[id].text ? m.fact[id].text : "");
	return is;
}

static void who_we_speak_to_is_told(void)
{
	if (!ready())
		return;
	CHECK(looked(FACT_SRC_SERVER) >= 140000 && tells(FACT_SRC_SERVER, "blue"));
	CHECK(m.fact[FACT_SRC_SUPERUSER].num == 1 && tells(FACT_SRC_SUPERUSER, CLUSTER_USER));
	CHECK_INT(m.fact[FACT_SRC_PRIMARY].num, 1);
	CHECK(strlen(m.fact[FACT_SRC_IDENTITY].text) > 15);
	CHECK(tells(FACT_SRC_WAL_LEVEL, "logical"));
	CHECK(looked(FACT_TGT_SERVER) >= 140000 && tells(FACT_TGT_SERVER, "green"));
	CHECK_STR(m.fact[FACT_TGT_IDENTITY].text, m.fact[FACT_SRC_IDENTITY].text);
}

/* Those of others, of this database, with a transaction id: a reader and Teal's own stop nobody. */
static void writers_in_flight_are_those_that_may_still_commit(void)
{
	if (!ready())
		return;
	CHECK_INT(looked(FACT_SRC_XIDS), 0);
	CHECK(must(loop, other, "BEGIN; SELECT * FROM public.a"));
	CHECK_INT(looked(FACT_SRC_XIDS), 0);
	CHECK(must(loop, other, "INSERT INTO public.a VALUES (1)"));
	CHECK(must(loop, far, "BEGIN; INSERT INTO public.a VALUES (1)"));
	CHECK_INT(looked(FACT_SRC_XIDS), 1);
	CHECK(tells(FACT_SRC_XIDS, "psql") && !strstr(m.fact[FACT_SRC_XIDS].text, "shop"));
	CHECK(m.fact[FACT_SRC_XACT_AGE].num > 0);
	CHECK(must(loop, other, "ROLLBACK"));
	CHECK_INT(looked(FACT_SRC_XIDS), 0);
	/* the slot waits for all of the server */
	CHECK(m.fact[FACT_SRC_WRITERS].num > 0 && tells(FACT_SRC_WRITERS, "shop") && tells(FACT_SRC_WRITERS, "green"));
	CHECK(must(loop, far, "ROLLBACK"));
	CHECK_INT(looked(FACT_SRC_WRITERS), 0);
	CHECK(must(loop, source, "BEGIN; INSERT INTO public.a VALUES (2)"));
	CHECK_INT(looked(FACT_SRC_XIDS), 0);
	CHECK(must(loop, source, "ROLLBACK"));
}

static void prepared_transactions_are_counted_here_and_on_the_server(void)
{
	if (!ready())
		return;
	CHECK(must(loop, far, "BEGIN; INSERT INTO public.a VALUES (7); PREPARE TRANSACTION 'far'"));
	CHECK_INT(looked(FACT_SRC_PREPARED), 0);
	CHECK(m.fact[FACT_SRC_SERVER_PREPARED].num == 1 && tells(FACT_SRC_SERVER_PREPARED, "far"));
	CHECK(must(loop, other, "BEGIN; INSERT INTO public.a VALUES (7); PREPARE TRANSACTION 'near'"));
	CHECK_INT(looked(FACT_SRC_PREPARED), 1);
	CHECK_INT(m.fact[FACT_SRC_SERVER_PREPARED].num, 2);
	CHECK(must(loop, other, "ROLLBACK PREPARED 'near'") && must(loop, far, "ROLLBACK PREPARED 'far'"));
	CHECK_INT(looked(FACT_SRC_SERVER_PREPARED), 0);
}

/* Teal's own are known by their name. */
static void foreign_sessions_are_counted_in_their_database(void)
{
	struct pg *more;

	if (!ready())
		return;
	CHECK_INT(looked(FACT_SRC_SESSIONS), 1);
	CHECK_INT(looked(FACT_TGT_SESSIONS), 1);
	CHECK(tells(FACT_TGT_SESSIONS, "shop"));
	more = session("green", "teal other run");
	CHECK(must(loop, more, "SELECT 1"));
	CHECK_INT(looked(FACT_TGT_SESSIONS), 1);
	CHECK(!strstr(m.fact[FACT_TGT_SESSIONS].text, "other run"));
	pg_close(more);
	more = session("green", "kratos");
	CHECK(must(loop, more, "SELECT 1"));
	CHECK_INT(looked(FACT_TGT_SESSIONS), 2);
	CHECK_INT(looked(FACT_SRC_SESSIONS), 1);
	pg_close(more);
}

/* The lock's key is Teal's and the database's; whose it is is told by the session's name. */
static void the_holder_of_the_lock_is_told(void)
{
	static const char take[] = "SELECT pg_advisory_lock(1952801132, 1)", leave[] = "SELECT pg_advisory_unlock(1952801132, 1)";

	struct pg *longer;

	if (!ready())
		return;
	CHECK(looked(FACT_SRC_LOCK) == 0 && !*m.fact[FACT_SRC_LOCK].text);
	CHECK(must(loop, far, take));
	CHECK(looked(FACT_SRC_LOCK) == 0 && !*m.fact[FACT_SRC_LOCK].text);
	CHECK(must(loop, other, take));
	CHECK(looked(FACT_SRC_LOCK) == 0 && tells(FACT_SRC_LOCK, "psql"));
	/* its name is as long as ours */
	CHECK(must(loop, other, leave));
	longer = session("blue", "bill Test-2 ");
	CHECK(must(loop, longer, take));
	CHECK(looked(FACT_SRC_LOCK) == 0 && tells(FACT_SRC_LOCK, "bill Test-2"));
	CHECK(must(loop, longer, leave) && must(loop, source, take));
	pg_close(longer);
	CHECK(looked(FACT_SRC_LOCK) == 1 && tells(FACT_SRC_LOCK, "teal Test-1"));
	CHECK(must(loop, source, leave) && must(loop, far, leave));
}

static void ask_name(struct pg *pg, const char *before, const char *after)
{
	char *sql = mem_printf("%s%s%s", before, sync_name(&m).text, after);

	CHECK(must(loop, pg, sql));
	free(sql);
}

/* This run's, in this database: a stranger of the same name is no slot of ours. */
static void slot_and_publication_are_those_of_this_run(void)
{
	int64_t free_slots;

	if (!ready())
		return;
	CHECK_INT(looked(FACT_SRC_SLOT), -1);
	CHECK_INT(m.fact[FACT_SRC_PUBLICATION].num, -1);
	free_slots = m.fact[FACT_SRC_SLOTS_FREE].num;
	CHECK(must(loop, other, "CREATE PUBLICATION theirs FOR TABLE public.a"));
	ask_name(far, "SELECT pg_create_logical_replication_slot('", "', 'pgoutput')");
	CHECK_INT(looked(FACT_SRC_SLOT), -1);
	CHECK_INT(m.fact[FACT_SRC_SLOTS_FREE].num, free_slots - 1);
	CHECK_INT(m.fact[FACT_SRC_PUBLICATION].num, -1);
	CHECK(m.fact[FACT_SRC_NAMED_SLOT].num == 1 && tells(FACT_SRC_NAMED_SLOT, "database green"));
	ask_name(far, "SELECT pg_drop_replication_slot('", "')");
	ask_name(other, "SELECT pg_create_logical_replication_slot('", "', 'test_decoding')");
	CHECK_INT(looked(FACT_SRC_SLOT), -1);
	ask_name(other, "SELECT pg_drop_replication_slot('", "')");
	ask_name(other, "SELECT pg_create_logical_replication_slot('", "', 'pgoutput')");
	ask_name(other, "CREATE PUBLICATION \"", "\" FOR TABLE public.a, public.b");
	CHECK(looked(FACT_SRC_SLOT) >= 0 && tells(FACT_SRC_SLOT, "inactive"));
	CHECK_INT(m.fact[FACT_SRC_PUBLICATION].num, 2);
	CHECK(m.fact[FACT_SRC_WITHHELD].num == 0 && tells(FACT_SRC_WITHHELD, ""));
	ask_name(other, "ALTER PUBLICATION \"", "\" SET (publish = 'insert, truncate')");
	CHECK(looked(FACT_SRC_WITHHELD) == 1 && tells(FACT_SRC_WITHHELD, "UPDATE, DELETE"));
	ask_name(other, "ALTER PUBLICATION \"", "\" SET (publish = 'insert, update, delete, truncate')");
	if (pg_server_version(other) >= 150000) {
		ask_name(other, "ALTER PUBLICATION \"", "\" SET TABLE public.a WHERE (true), public.b");
		CHECK(looked(FACT_SRC_WITHHELD) == 1 && tells(FACT_SRC_WITHHELD, "some rows or columns of public.a"));
	}
	ask_name(other, "SELECT pg_drop_replication_slot('", "')");
	ask_name(other, "DROP PUBLICATION \"", "\"");
	CHECK(must(loop, other, "DROP PUBLICATION theirs"));
}

/* Its WAL is gone, whoever reads it. */
static void a_slot_that_lost_its_wal_is_told(void)
{
	if (!ready())
		return;
	CHECK(must(loop, other, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'") && must(loop, other, "SELECT pg_reload_conf()"));
	ask_name(other, "SELECT pg_create_logical_replication_slot('", "', 'pgoutput')");
	for (int i = 0; i < 3; i++)
		CHECK(must(loop, other, "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))") &&
		      must(loop, other, "SELECT pg_switch_wal()"));
	CHECK(must(loop, other, "CHECKPOINT"));
	CHECK(looked(FACT_SRC_SLOT) >= 0 && tells(FACT_SRC_SLOT, "lost"));
	ask_name(other, "SELECT pg_drop_replication_slot('", "')");
	CHECK(must(loop, other, "ALTER SYSTEM RESET max_slot_wal_keep_size") && must(loop, other, "SELECT pg_reload_conf()"));
}

static void the_subscription_is_that_of_this_run(void)
{
	if (!ready())
		return;
	CHECK_INT(looked(FACT_TGT_SUBSCRIPTION), -1);
	ask_name(other, "CREATE SUBSCRIPTION \"", "\" CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)");
	CHECK_INT(looked(FACT_TGT_SUBSCRIPTION), -1);
	ask_name(other, "ALTER SUBSCRIPTION \"", "\" SET (slot_name = NONE)");
	ask_name(other, "DROP SUBSCRIPTION \"", "\"");
	ask_name(far, "CREATE SUBSCRIPTION \"", "\" CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)");
	CHECK_INT(looked(FACT_TGT_SUBSCRIPTION), 0);
	CHECK(m.fact[FACT_TGT_READY].num > 0 && tells(FACT_TGT_READY, "0 of 0"));
	CHECK_INT(m.fact[FACT_TGT_WORKER].num, 0);
	ask_name(far, "ALTER SUBSCRIPTION \"", "\" SET (slot_name = NONE)");
	ask_name(far, "DROP SUBSCRIPTION \"", "\"");
}

/* Read only where the table is, and by the rows' names. */
static void markers_are_read_by_their_name(void)
{
	static const char make[] =
		"CREATE SCHEMA teal; CREATE TABLE teal.marker (id text PRIMARY KEY, token text NOT NULL); INSERT INTO teal.marker VALUES "
		"('sentinel', 's-1'), ('durable', 'd-1'), ('heartbeat', '1764000000000')";

	if (!ready())
		return;
	CHECK_INT(looked(FACT_SRC_MARKER), 0);
	CHECK(must(loop, other, make) && must(loop, far, make));
	CHECK_INT(looked(FACT_SRC_MARKER), 1);
	CHECK_INT(looked(FACT_SRC_MARKER), 1);
	CHECK_STR(m.fact[FACT_SRC_MARKER].text, "s-1");
	looked(FACT_TGT_MARKER);
	looked(FACT_TGT_MARKER);
	CHECK_STR(m.fact[FACT_TGT_SENTINEL].text, "s-1");
	CHECK_STR(m.fact[FACT_TGT_DURABLE].text, "d-1");
	CHECK_INT(m.fact[FACT_TGT_HEARTBEAT].num, 1764000000000LL);
	/* one that is gone between two looks is the finding, and no failure */
	CHECK(must(loop, other, "DROP SCHEMA teal CASCADE") && must(loop, far, "DROP SCHEMA teal CASCADE"));
	CHECK_INT(looked(FACT_SRC_MARKER), 0);
	looked(FACT_TGT_MARKER);
	CHECK_INT(m.fact[FACT_TGT_MARKER].num, 0);
}

static void cleanup(void)
{
	pg_close(source);
	pg_close(target);
	pg_close(other);
	pg_close(far);
	loop_free(loop);
	model_release(&m);
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "who we speak to is told", who_we_speak_to_is_told },
	{ "writers in flight are those that may still commit", writers_in_flight_are_those_that_may_still_commit },
	{ "prepared transactions are counted here and on the server", prepared_transactions_are_counted_here_and_on_the_server },
	{ "foreign sessions are counted in their database", foreign_sessions_are_counted_in_their_database },
	{ "the holder of the lock is told", the_holder_of_the_lock_is_told },
	{ "slot and publication are those of this run", slot_and_publication_are_those_of_this_run },
	{ "a slot that lost its WAL is told", a_slot_that_lost_its_wal_is_told },
	{ "the subscription is that of this run", the_subscription_is_that_of_this_run },
	{ "markers are read by their name", markers_are_read_by_their_name },
	{ "(everything is put away)", cleanup },
};
CHECK_MAIN(cases)
