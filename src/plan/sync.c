/* Names of the replication's objects, the tables that take part, and the tokens of a write-stop. */
#include "config.h"

#include "plan/sync.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/table_name.h"
#include "plan/act.h"
#include "plan/model.h"

static char slot_character(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return (char)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
}

/* The token keeps runs apart whose names do not: slots are of the whole server, and the runs of two products on two
 * machines may well bear the day's name. The run's name is cut where an identifier (63 bytes) would grow too long. */
struct sync_name sync_name(const struct model *m)
{
	struct sync_name name = { "teal_" };
	size_t n = 5;

	for (const char *p = m->run ? m->run : ""; *p && n < 54; p++)
		name.text[n++] = slot_character(*p);
	if (*m->token)
		name.text[n++] = '_';
	for (const char *p = m->token; *p; p++)
		name.text[n++] = slot_character(*p);
	name.text[n] = '\0';
	return name;
}

struct sync_name sync_origin(const struct model *m)
{
	struct sync_name origin;

	snprintf(origin.text, sizeof origin.text, "made by Teal: %.63s", sync_name(m).text);
	return origin;
}

/* Duplicate object, or schema: the name was another's, and what bears it still is. The judge of SQL puts the state behind
 * the server's words (acts.c). */
static bool was_taken(const struct act_record *r)
{
	size_t n = r->why ? strlen(r->why) : 0;
	const char *state = n >= 5 ? r->why + n - 5 : "";

	return r->ended && !r->ok && (strcmp(state, "42710") == 0 || strcmp(state, "42P06") == 0);
}

static bool makes(const struct model *m, const struct act_record *r, enum side side, unsigned flag)
{
	const struct act *act = act_find(r->act);

	return act && (act->flags & flag) && side_of_row(m, act->side) == side;
}

/* An act that was begun may have made it, also when its end is not known. A slot came with the subscription, by green's hand, in journals
 * of before there were tokens. */
bool sync_made(const struct model *m, enum side side, unsigned flag)
{
	if (!*m->token && flag == ACT_MAKES_SLOT)
		return sync_made(m, GREEN, ACT_MAKES_SUBSCRIPTION);
	for (int i = 0; i < MODEL_STEPS; i++)
		for (size_t n = 0; n < m->step[i].records; n++) {
			const struct act_record *r = &m->step[i].record[n];

			if (!r->undo && makes(m, r, side, flag) && !was_taken(r))
				return true;
		}
	return false;
}

/* A prepared one never ends by itself: it is named first. */
const char *sync_waits(const struct model *m)
{
	const struct fact *prepared = &m->fact[FACT_SRC_SERVER_PREPARED], *writer = &m->fact[FACT_SRC_WRITERS];

	if (prepared->known && prepared->num)
		return prepared->text;
	return writer->known && *writer->text ? writer->text : _("none is seen now");
}

/* By the name without its schema: Ory's tables may live in another schema than public. */
bool sync_takes(const struct table *t)
{
	const char *name = table_name_short(t->name);

	return !t->root && !t->left_out && strncmp(t->name, "teal.", 5) != 0 && strcmp(name, "schema_migration") != 0 &&
	       strcmp(name, "schema_migration_pop_legacy") != 0;
}

bool sync_takes_name(const struct model *m, const char *name)
{
	const struct table *t = model_table_find(m, name), *root = t && t->root ? model_table_find(m, t->root) : t;

	return !root || sync_takes(root);
}

/* Before the whole list came, what a resumed run knows of its tables is those that it compared. */
int sync_tables(const struct model *m)
{
	int n = 0;

	for (size_t i = 0; m->tables_seen && i < m->tables; i++)
		n += sync_takes(&m->table[i]);
	return n;
}

void sync_add_table(const struct table *t, struct str *out)
{
	table_name_add_sql(out, t->name);
}

/* In the model's order, by name, so that the same tables always make the same text. */
void sync_add_tables(const struct model *m, struct str *out, const char *between)
{
	bool first = true;

	for (size_t i = 0; i < m->tables; i++) {
		if (!sync_takes(&m->table[i]))
			continue;
		if (!first)
			str_add(out, between);
		first = false;
		sync_add_table(&m->table[i], out);
	}
}

/* The moment at which the fence was seen to stand makes the token its own: a row that is left from an earlier one never passes for this
 * one. */
static struct sync_name token(const struct model *m, const char *kind)
{
	struct sync_name name;

	snprintf(name.text, sizeof name.text, "%s-%lld", kind, (long long)(m->fence_at ? m->fence_at : m->fenced_at));
	return name;
}

/* Both carry the begin of the write-stop, and differ by their kind. */
struct sync_name sync_sentinel(const struct model *m)
{
	return token(m, "sentinel");
}

struct sync_name sync_durable(const struct model *m)
{
	return token(m, "durable");
}
