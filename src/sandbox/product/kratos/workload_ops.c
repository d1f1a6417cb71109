/* The people and their requests: which person comes next, what kind of request it is, and its SQL. */
#include "config.h"

#include "sandbox/product/kratos/workload_parts.h"

#include "base/mem.h"
#include "codec/rows.h"

/* The most people, at one byte each; beyond that no request is a registration. */
#define PEOPLE_MOST ((int64_t)1 << 26)

/* Shares of a hundred requests. */
static const struct {
	const char *name;
	int share;
} ops[OPS] = {
	[OP_READ] = { "read", 50 },         [OP_LOGIN] = { "login", 28 },  [OP_SETTINGS] = { "settings", 10 },
	[OP_REGISTER] = { "register", 10 }, [OP_DELETE] = { "delete", 2 },
};

const char *op_name(enum op op)
{
	return ops[op].name;
}

/* A login writes a session and the time at which the password was checked. */
bool op_writes(enum op op)
{
	return op != OP_READ;
}

/* ---- People ---- */

/* xorshift: cheap, and reproducible from the seed. */
static uint64_t roll(struct people *p)
{
	p->dice ^= p->dice << 13;
	p->dice ^= p->dice >> 7;
	p->dice ^= p->dice << 17;
	return p->dice;
}

/* Grows gone until it has an entry for count. It doubles, so that registrations stay cheap. */
static void people_space(struct people *p, int64_t count)
{
	int64_t cap = p->cap ? p->cap : 1024;

	while (cap <= count)
		cap *= 2;
	if (cap != p->cap)
		p->gone = mem_grow(p->gone, (size_t)p->cap, (size_t)cap, 1);
	p->cap = cap;
}

/* The first numbers are dropped, so that neighbouring seeds do not begin alike. The state must not be 0, where xorshift would stay; no seed
 * of 31 bits makes it so. */
void people_init(struct people *p, int64_t count, int64_t seed)
{
	*p = (struct people){ .count = count, .alive = count, .dice = 0x9E3779B97F4A7C15u ^ (uint64_t)seed };
	for (int i = 0; i < 8; i++)
		roll(p);
	people_space(p, count);
}

void people_release(struct people *p)
{
	free(p->gone);
	*p = (struct people){ 0 };
}

/* A person who is gone already is not counted twice. */
void people_forget(struct people *p, int64_t person)
{
	if (person < 1 || person > p->count || p->gone[person])
		return;
	p->gone[person] = 1;
	p->alive--;
}

/* A kind of request, by the shares above. */
static enum op choose_op(struct people *p)
{
	int at = (int)(roll(p) % 100);

	for (int op = 0; op < OPS; op++)
		if ((at -= ops[op].share) < 0)
			return (enum op)op;
	return OP_READ;
}

/* A person who is not gone. Few are, so 64 attempts nearly always find one; after them the last number is taken. */
static int64_t choose_person(struct people *p)
{
	int64_t n = 0;

	for (int i = 0; i < 64; i++) {
		n = 1 + (int64_t)(roll(p) % (uint64_t)p->count);
		if (!p->gone[n])
			break;
	}
	return n;
}

/* The number of a registration is taken at once, so that no two registrations have the same name. */
void people_next(struct people *p, struct request *r)
{
	r->op = choose_op(p);
	if (p->count == 0)
		r->op = OP_REGISTER;
	if (r->op == OP_REGISTER && p->count < PEOPLE_MOST) {
		r->person = p->count + 1;
		people_space(p, r->person);
		p->count++;
		p->alive++;
		return;
	}
	r->person = choose_person(p);
	if (r->op == OP_SETTINGS)
		r->value = ++p->marker;
}

/* ---- SQL ---- */

/* As a login finds its account: from the identifier to the credential and the identity, each by an index. */
#define FIND \
	"WITH who AS MATERIALIZED (SELECT c.id AS credential, c.identity_id AS id, c.config" \
	" FROM identity_credential_identifiers AS i JOIN identity_credentials AS c ON c.id = i.identity_credential_id" \
	" WHERE i.nid = $1 AND i.identifier = $2 AND i.identity_credential_type_id =" \
	" (SELECT id FROM identity_credential_types WHERE name = 'password'))"
#define SESSION_COLUMNS \
	" (id, issued_at, expires_at, authenticated_at, identity_id, created_at, updated_at," \
	" token, active, nid, logout_token, aal)"

/* Each write is one statement, so that its rows are there together or not at all even before the COMMIT. Tokens are made
 * from the person's number, so that a later read finds the session that fill.c or a registration wrote. */
const char ops_prepare[] =
	"DEALLOCATE ALL;"
	/* A session by its token, as most requests of a product do. */
	"PREPARE person_read (uuid, bigint) AS SELECT s.identity_id AS id, s.id AS row FROM sessions AS s JOIN identities"
	" AS i ON i.id = s.identity_id WHERE s.nid = $1 AND s.token = left('ory_st_' || md5('token' || $2 * 2), 39);"
	/* The password is taken as checked; a session is made and the credential touched. */
	"PREPARE person_login (uuid, text) AS " FIND ", rehashed AS (UPDATE identity_credentials SET updated_at ="
	" localtimestamp WHERE id ="
	" (SELECT credential FROM who)) INSERT INTO sessions" SESSION_COLUMNS " SELECT gen_random_uuid(), localtimestamp,"
	" localtimestamp + interval '30 days', localtimestamp, id, localtimestamp, localtimestamp, left('ory_st_' ||"
	" md5(gen_random_uuid()::text), 39), true, $1, md5(gen_random_uuid()::text), 'aal1' FROM who RETURNING identity_id"
	" AS id, id AS row;"
	/* marker counts upwards, so that a lost change shows in the row. */
	"PREPARE person_settings (uuid, text, bigint) AS " FIND " UPDATE identities AS t SET updated_at = localtimestamp,"
	" traits = jsonb_set(t.traits, '{marker}', to_jsonb($3)) WHERE t.id = (SELECT id FROM who) RETURNING t.id AS id,"
	" (SELECT credential FROM who) AS row;"
	/* Foreign keys delete the rows that belong to the identity. */
	"PREPARE person_delete (uuid, text) AS " FIND " DELETE FROM identities AS t WHERE t.id = (SELECT id FROM who)"
	" RETURNING t.id AS id, (SELECT credential FROM who) AS row;"
	/* Five tables in one statement: identity, credential, identifier, address, session. */
	"PREPARE person_register (uuid, text, bigint) AS WITH born AS (INSERT INTO identities (id, schema_id, traits, nid,"
	" state_changed_at) VALUES (gen_random_uuid(), 'default', jsonb_build_object('email', $2, 'marker', 0, 'name',"
	" jsonb_build_object('first', 'User', 'last', $3)), $1, localtimestamp) RETURNING id), proof AS (INSERT INTO"
	" identity_credentials (id, config, identity_credential_type_id, identity_id, nid) SELECT gen_random_uuid(),"
	" jsonb_build_object('hashed_password', '$argon2id$v=19$m=131072,t=2,p=1$' || md5($2) || '$' || md5($2 || 'x')),"
	" t.id, b.id, $1 FROM born AS b, identity_credential_types AS t WHERE t.name = 'password' RETURNING id,"
	" identity_id, identity_credential_type_id), name AS (INSERT INTO identity_credential_identifiers (id, identifier,"
	" identity_credential_id, nid, identity_credential_type_id) SELECT gen_random_uuid(), $2, id, $1,"
	" identity_credential_type_id FROM proof), address AS (INSERT INTO identity_verifiable_addresses (id, status, via,"
	" verified, value, identity_id, nid) SELECT gen_random_uuid(), 'sent', 'email', false, $2, id, $1 FROM born), visit"
	" AS (INSERT INTO sessions" SESSION_COLUMNS
	" SELECT gen_random_uuid(), localtimestamp, localtimestamp + interval '30 days', localtimestamp, id,"
	" localtimestamp, localtimestamp, left('ory_st_' || md5('token' || $3 * 2), 39), true, $1,"
	" md5(gen_random_uuid()::text), 'aal1' FROM born) SELECT identity_id AS id, id AS row FROM proof;"
	"SELECT id AS nid FROM networks ORDER BY created_at ASC LIMIT 1";

/* nid comes from the database and the rest are numbers, so no text needs quoting. */
void ops_first(struct str *sql, const struct request *r, const char *nid)
{
	long long n = (long long)r->person;

	switch (r->op) {
	case OP_READ:
		str_addf(sql, "EXECUTE person_read('%s', %lld)", nid, n);
		break;
	case OP_SETTINGS:
		str_addf(sql, "BEGIN; EXECUTE person_settings('%s', 'user%lld@example.com', %lld)", nid, n, (long long)r->value);
		break;
	case OP_REGISTER:
		str_addf(sql, "BEGIN; EXECUTE person_register('%s', 'user%lld@example.com', %lld)", nid, n, n);
		break;
	case OP_LOGIN:
	case OP_DELETE:
	case OPS:
		str_addf(sql, "BEGIN; EXECUTE person_%s('%s', 'user%lld@example.com')", op_name(r->op), nid, n);
		break;
	}
}

/* Reads the rows of the last statement: a write returns the ids that it wrote. */
bool ops_answer(struct request *r, const struct reply *reply)
{
	const struct rows *rows = reply->sets ? &reply->set[reply->sets - 1] : NULL;
	const char *id = rows ? rows_cell(rows, 0, "id") : NULL, *row = rows ? rows_cell(rows, 0, "row") : NULL;

	snprintf(r->id, sizeof(r->id), "%s", id ? id : "");
	snprintf(r->row, sizeof(r->row), "%s", row ? row : "");
	/* A read that finds no session is answered as well: the session has ended. */
	return id || !op_writes(r->op);
}
