/* Fills blue's database by a few large statements: each part is one message and one transaction, and the answer to one starts the next. */
#include "config.h"

#include "sandbox/product/kratos/fill.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/pg.h"
#include "sandbox/product/kratos/schema.h"

/* Half an hour for each part: --identities may ask for tens of millions of rows. */
#define FILL_MS ((int64_t)30 * 60 * 1000)

/* In the texts $N is the number of identities and $S the seed. The functions exist in the session only. Foreign keys are not checked
 * (session_replication_role): the rows fit by construction, and the checks would double the time. at() spreads over the twelve weeks
 * before this one: by weekday (0 is Monday) and by hour, like a working population. No dollar sign may stand before an N
 * or an S that is meant as text, function bodies included. */
static const char helpers[] =
	"SET session_replication_role = replica;"
	"CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5(kind || '/'"
	" || n || '/$S')::uuid $$;"
	"CREATE FUNCTION pg_temp.dice(kind text, n bigint, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$"
	" SELECT (hashtextextended(kind || n, $S) & 2147483647)::integer % sides $$;"
	"CREATE FUNCTION pg_temp.at(kind text, n bigint) RETURNS timestamp LANGUAGE sql STABLE AS $$ SELECT"
	" date_trunc('week', now() AT TIME ZONE 'UTC') - (1 + pg_temp.dice(kind || 'w', n, 12)) * interval '7 days' +"
	" (ARRAY[0,0,0,0,1,1,1,1,1,2,2,2,2,3,3,3,3,4,4,4,5,6])[1 + pg_temp.dice(kind || 'd', n, 22)] * interval '1 day' +"
	" (ARRAY[0,1,2,3,4,5,6,7,7,8,8,8,9,9,9,9,10,10,10,10,11,11,11,12,12,13,13,13,14,14,14,15,15,16,16,17,17,18,18,19,20,"
	"20,21,22,23])[1 + pg_temp.dice(kind || 'h', n, 45)] * interval '1 hour' + pg_temp.dice(kind || 's', n, 3600) *"
	" interval '1 second' $$;"
	"CREATE TEMP TABLE person AS SELECT n, pg_temp.id('identity', n) AS id, pg_temp.id('credential', n) AS credential,"
	" 'user' || n || '@example.com' AS email, pg_temp.at('born', n) AS at, (SELECT id FROM networks ORDER BY created_at"
	" LIMIT 1) AS nid, (SELECT id FROM identity_credential_types WHERE name = 'password') AS type FROM"
	" generate_series(1, $N::bigint) AS n";

/* The marker in the traits counts the changes of settings, so that a test sees whether one was lost. */
static const char people[] =
	"INSERT INTO identities (id, schema_id, traits, created_at, updated_at, nid, state_changed_at) SELECT id,"
	" 'default', jsonb_build_object('email', email, 'name', jsonb_build_object('first', 'User', 'last', n::text),"
	" 'marker', 0), at, at, nid, at FROM person;"
	"INSERT INTO identity_credentials (id, config, identity_credential_type_id, identity_id, created_at, updated_at,"
	" nid) SELECT credential, jsonb_build_object('hashed_password', '$argon2id$v=19$m=131072,t=2,p=1$' || md5('salt' ||"
	" n) || '$' || md5('hash' || n) || md5('tail' || n)), type, id, at, at, nid FROM person;"
	"INSERT INTO identity_credential_identifiers (id, identifier, identity_credential_id, created_at, updated_at, nid,"
	" identity_credential_type_id) SELECT pg_temp.id('identifier', n), email, credential, at, at, nid, type FROM person;"
	/* Nine of ten have verified their address. */
	"INSERT INTO identity_verifiable_addresses (id, status, via, verified, value, verified_at, identity_id, created_at,"
	" updated_at, nid) SELECT pg_temp.id('address', n), CASE WHEN v THEN 'completed' ELSE 'pending' END, 'email', v,"
	" email, CASE WHEN v THEN at END, id, at, at, nid FROM (SELECT *, pg_temp.dice('verified', n, 10) > 0 AS v FROM"
	" person) AS p;"
	"INSERT INTO identity_recovery_addresses (id, via, value, identity_id, created_at, updated_at, nid) SELECT"
	" pg_temp.id('recovery', n), 'email', email, id, at, at, nid FROM person";

/* Half of the people have one session, half have two: 1.5 each. Sessions older than 30 days have expired, as in a product
 * whose old sessions are not removed every day. */
static const char visits[] =
	"CREATE TEMP TABLE visit AS SELECT p.id AS identity, p.nid, k, p.n * 2 + k AS n, pg_temp.id('session', p.n * 2 + k)"
	" AS id, pg_temp.at('visit', p.n * 2 + k) AS at FROM person AS p, generate_series(0, 1) AS k WHERE k = 0 OR p.n % 2"
	" = 0;"
	/* Tokens are made from the number, so that the workload finds its session again. */
	"INSERT INTO sessions (id, issued_at, expires_at, authenticated_at, identity_id, created_at, updated_at, token,"
	" active, nid, logout_token, aal, authentication_methods) SELECT id, at, at + interval '30 days', at, identity, at,"
	" at, left('ory_st_' || md5('token' || n), 39), at > now() AT TIME ZONE 'UTC' - interval '30 days', nid,"
	" md5('logout' || n), 'aal1', jsonb_build_array(jsonb_build_object('method', 'password', 'aal', 'aal1',"
	" 'completed_at', at)) FROM visit;"
	"INSERT INTO session_devices (id, ip_address, user_agent, location, nid, session_id, created_at, updated_at) SELECT"
	" pg_temp.id('device', n), '192.0.2.' || pg_temp.dice('ip', n, 250), 'Mozilla/5.0 (X11; Linux x86_64)"
	" Firefox/128.0', '', nid, id, at, at FROM visit";

/* Flows, codes and mail. One mail in 500 could not be delivered. Status 2 is a mail that was sent, 4 one that
 * was given up (facts/ory.md 3): none is queued, so that no courier would send it again. */
static const char traces[] =
	"INSERT INTO selfservice_login_flows (id, request_url, issued_at, expires_at, csrf_token, created_at, updated_at,"
	" ui, nid) SELECT pg_temp.id('login', n), 'https://login.example.com/self-service/login/browser', at, at + interval"
	" '1 hour', md5('csrf' || n), at, at, '{\"action\": \"https://login.example.com\", \"method\": \"POST\", \"nodes\":"
	" []}', nid FROM visit WHERE n % 5 = 0;"
	"INSERT INTO selfservice_registration_flows (id, request_url, issued_at, expires_at, csrf_token, created_at,"
	" updated_at, ui, nid) SELECT pg_temp.id('registration', n),"
	" 'https://login.example.com/self-service/registration/browser', at, at + interval '1 hour', md5('reg' || n), at,"
	" at, '{\"action\": \"https://login.example.com\", \"method\": \"POST\", \"nodes\": []}', nid FROM person WHERE n %"
	" 10 = 0;"
	"INSERT INTO selfservice_verification_flows (id, request_url, issued_at, expires_at, csrf_token, created_at,"
	" updated_at, nid) SELECT pg_temp.id('verify', n), 'https://login.example.com/verification', at, at + interval '1"
	" hour', md5('ver' || n), at, at, nid FROM person WHERE n % 20 = 0;"
	"INSERT INTO identity_verification_codes (id, code_hmac, identity_verifiable_address_id, expires_at, issued_at,"
	" selfservice_verification_flow_id, created_at, updated_at, nid) SELECT pg_temp.id('code', n), md5('a' || n) ||"
	" md5('b' || n), pg_temp.id('address', n), at + interval '1 hour', at, pg_temp.id('verify', n), at, at, nid FROM"
	" person WHERE n % 20 = 0;"
	"INSERT INTO courier_messages (id, type, status, body, subject, recipient, created_at, updated_at, template_type,"
	" template_data, nid, send_count) SELECT pg_temp.id('mail', n), 1, CASE WHEN n % 500 = 0 THEN 4 ELSE 2 END, 'Hi,"
	" please verify your account by entering the following code: ' || lpad(pg_temp.dice('code', n, 1000000)::text, 6,"
	" '0'), 'Please verify your email address', email, at, at, 'verification_code_valid', convert_to('{\"to\":\"' ||"
	" email || '\"}', 'UTF8'), nid, 1 FROM person WHERE n % 2 = 0;"
	"INSERT INTO courier_message_dispatches (id, message_id, status, error, created_at, updated_at, nid) SELECT"
	" pg_temp.id('dispatch', n), pg_temp.id('mail', n), CASE WHEN n % 500 = 0 THEN 'failed' ELSE 'success' END, CASE"
	" WHEN n % 500 = 0 THEN '{\"code\": 550, \"reason\": \"mailbox unavailable\"}'::json END, at, at, nid FROM person"
	" WHERE n % 2 = 0";

/* The session's own row counts must reach the statistics before ANALYZE sets them, or the statistics show twice the rows. */
static const char settle[] =
	"DROP TABLE person, visit;"
	"DO $$ BEGIN IF current_setting('server_version_num')::integer >= 150000 THEN PERFORM pg_stat_force_next_flush();"
	" END IF; END $$";

/* One message each, and so one transaction each: a part that fails leaves nothing. NULL: the place of an odd world's rows. */
static const char *const parts[] = { helpers, people, visits, traces, NULL, settle, "ANALYZE" };

/* A filling under way: one part after the other, in one session. */
struct filling {
	struct sandbox *sb;
	struct pg *pg;
	size_t next;
	sandbox_done *done;
	void *self;
};

/* The session closes and takes its temporary tables and functions along. */
static void fill_finish(struct filling *f, const struct reply *reply)
{
	char *message = mem_dup(reply->ok ? "" : reply->message ? reply->message : _("no answer"));

	pg_close(f->pg);
	f->done(f->self, &(struct sandbox_result){ .ok = reply->ok, .message = message });
	free(message);
	free(f);
}

/* Replaces $N and $S, and leaves every other dollar sign. */
static void expand(struct str *out, const char *text, const struct sandbox *sb)
{
	for (; *text; text++) {
		if (text[0] == '$' && (text[1] == 'N' || text[1] == 'S'))
			str_addf(out, "%lld", (long long)(*++text == 'N' ? sb->identities : sb->seed));
		else
			str_addn(out, text, 1);
	}
}

static void on_part(void *self, const struct reply *reply);

/* Sends the next part; the answer comes to on_part. */
static void fill_next(struct filling *f)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	if (parts[f->next])
		expand(&sql, parts[f->next], f->sb);
	else
		str_add(&sql, f->sb->world == WORLD_ODD ? schema_odd_blue : "SELECT 1");
	pg_ask(f->pg, str_text(&sql), FILL_MS, on_part, f);
	str_release(&sql);
}

static void on_part(void *self, const struct reply *reply)
{
	struct filling *f = self;

	f->next++;
	if (reply->ok && f->next < mem_count(parts))
		fill_next(f);
	else
		fill_finish(f, reply);
}

/* Runs as the operator, before there are users, so that no user sees a database that is half filled. */
void fill_blue(struct sandbox *sb, sandbox_done *done, void *self)
{
	struct filling *f = mem_zalloc(1, sizeof(*f));

	*f = (struct filling){ .sb = sb, .done = done, .self = self };
	f->pg = sandbox_pg(sb, sb->database[SB_APP_BLUE].cluster, sb->database[SB_APP_BLUE].name);
	fill_next(f);
}
