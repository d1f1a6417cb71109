/* An assessment for programs. Words are never translated, and what is unknown is null and never a guess; only
 * the sentences of hazards and witnesses are for people. */
#include "config.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "assess/words.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

/* -1 means unknown everywhere in the assessment. */
static void put_known(struct json *o, const char *key, int64_t n)
{
	if (n < 0)
		json_put_str(o, key, NULL);
	else
		json_put_int(o, key, n);
}

/* "" means unknown as well. */
static void put_text(struct json *o, const char *key, const char *text)
{
	json_put_str(o, key, text && *text ? text : NULL);
}

/* Foreign bytes are made harmless for a terminal, since JSON alone would let bidi marks through. */
static void put_safe(struct json *o, const char *key, struct span s)
{
	struct str safe;

	str_init(&safe, STR_PAGE);
	str_add_safe(&safe, s.at, s.len, STR_ONE_LINE);
	put_text(o, key, str_text(&safe));
	str_release(&safe);
}

/* An empty array means that the migration changes nothing. */
static struct json *classes_json(unsigned classes)
{
	struct json *list = json_array();

	for (unsigned bit = 1; bit <= COST_UNKNOWN; bit <<= 1)
		if (classes & bit)
			json_push_str(list, assess_class_word(bit));
	return list;
}

/* All effects in the order in which they happen; "table" of the migration is only one of them. */
static struct json *effects_json(const struct assess_migration *m)
{
	struct json *list = json_array();

	for (size_t i = 0; i < m->effects; i++) {
		struct json *o = json_object();

		json_put_str(o, "class", effect_word(m->effect[i].kind));
		put_text(o, "table", m->effect[i].table);
		put_known(o, "rows", m->effect[i].rows);
		put_known(o, "ms", m->effect[i].ms);
		json_put_str(o, "lock", lock_word(m->effect[i].lock));
		json_push(list, o);
	}
	return list;
}

/* The name comes from a file's name or from the network and is made harmless. recorded is null when the
 * database was not asked. */
static struct json *migration_json(const struct assessment *a, const struct assess_migration *m)
{
	struct json *o = json_object();
	const struct assess_effect *main = assess_main_effect(m);

	json_put_str(o, "version", m->version);
	put_safe(o, "name", (struct span){ m->name, strlen(m->name) });
	json_put_str(o, "release", m->release);
	json_put(o, "classes", classes_json(m->classes));
	put_text(o, "table", main ? main->table : NULL);
	json_put_bool(o, "transactional", m->transactional);
	if (a->witnesses && a->witness[0].speaks)
		json_put_bool(o, "recorded", m->recorded);
	else
		json_put_str(o, "recorded", NULL);
	json_put_str(o, "lock", lock_word(m->lock));
	put_known(o, "ms", m->ms);
	json_put_str(o, "old_app", old_app_word(m->old));
	json_put(o, "effects", effects_json(m));
	return o;
}

/* Without a text of the release it is not known whether it says so: null. */
static void put_flag(struct json *o, const char *key, unsigned flag, size_t entries)
{
	if (flag || entries)
		json_put_bool(o, key, flag != 0);
	else
		json_put_str(o, key, NULL);
}

/* demand is the first sentence that demands a migration. */
static struct json *release_json(const struct assessment *a, const struct assess_release *r, const struct library *l)
{
	struct json *o = json_object();
	struct span demand = { "", 0 };

	for (size_t i = 0; i < r->entries && !demand.len; i++)
		demand = assess_demand(l, r, i);
	json_put_str(o, "version", r->version);
	put_text(o, "date", r->date);
	put_flag(o, "breaking", r->flags & RELEASE_BREAKING, r->entries);
	put_flag(o, "text_demands_migration", r->flags & RELEASE_DEMANDS, r->entries);
	put_safe(o, "demand", demand);
	put_known(o, "migrations", assess_count_known(a, r) ? (int64_t)r->migrations : -1);
	json_put_bool(o, "unknown", (r->flags & RELEASE_UNKNOWN) != 0);
	put_known(o, "ms", assess_count_known(a, r) ? r->ms : -1);
	return o;
}

/* id and level are for programs; the texts are for people who read a program's log. */
static struct json *hazard_json(const struct assess_hazard *h)
{
	struct json *o = json_object();

	json_put_str(o, "id", h->id);
	json_put_str(o, "level", hazard_level_word(h->level));
	put_safe(o, "text", (struct span){ h->text, strlen(h->text) });
	put_safe(o, "evidence", (struct span){ h->evidence ? h->evidence : "", h->evidence ? strlen(h->evidence) : 0 });
	put_safe(o, "remedy", (struct span){ h->remedy ? h->remedy : "", h->remedy ? strlen(h->remedy) : 0 });
	put_text(o, "source", h->witness);
	return o;
}

/* newest_release shows how old the catalogue is; the other witnesses have a time. */
static struct json *witness_json(const struct assess_witness *s)
{
	struct json *o = json_object();
	char at[CLOCK_TEXT];

	json_put_str(o, "name", s->name);
	put_safe(o, "says", (struct span){ s->text ? s->text : "", s->text ? strlen(s->text) : 0 });
	if (s->current > 0)
		clock_iso(s->current, at);
	json_put_str(o, "current", s->current > 0 ? at : NULL);
	put_text(o, "newest_release", s->date);
	json_put_bool(o, "speaks", s->speaks);
	return o;
}

/* A sum with unknown parts is null. The timeout is given in any case, since its least value is always right. */
static struct json *estimate_json(const struct assessment *a)
{
	struct json *o = json_object();
	bool locked = a->migrations_known || a->estimate.lock == LOCK_ACCESS;

	json_put_bool(o, "known", a->estimate.known);
	put_known(o, "migrate_ms", a->estimate.known ? a->estimate.migrate_ms : -1);
	json_put_int(o, "timeout_s", a->estimate.timeout_s);
	put_known(o, "write_stop_ms", a->estimate.write_stop_ms);
	json_put_str(o, "lock", locked && a->migrations_known ? lock_word(a->estimate.lock) : NULL);
	json_put_str(o, "old_app", old_app_word(a->estimate.old));
	return o;
}

/* Only for a reference that named a revision. */
static void put_charm(struct json *o, const char *key, const struct release_ref *r)
{
	struct json *charm;

	if (r->revision < 0)
		return;
	charm = json_object();
	json_put_int(charm, "revision", r->revision);
	put_text(charm, "note", r->note);
	json_put(o, key, charm);
}

/* Every list is written, even if empty, so that programs need not check for it. */
static void put_lists(struct json *o, const struct assessment *a, const struct library *l)
{
	struct json *migrations = json_array(), *releases = json_array(), *hazards = json_array(), *sources = json_array();
	struct json *extensions = json_array();

	for (size_t i = 0; i < a->migrations; i++)
		json_push(migrations, migration_json(a, &a->migration[i]));
	for (size_t i = 0; i < a->releases; i++)
		json_push(releases, release_json(a, &a->release[i], l));
	for (size_t i = 0; i < a->hazards; i++)
		json_push(hazards, hazard_json(&a->hazard[i]));
	for (size_t i = 0; i < a->witnesses; i++)
		json_push(sources, witness_json(&a->witness[i]));
	for (size_t i = 0; i < a->extensions; i++)
		json_push_str(extensions, a->extension[i]);
	json_put(o, "migrations", migrations);
	json_put(o, "releases", releases);
	json_put(o, "hazards", hazards);
	json_put(o, "extensions", extensions);
	json_put(o, "sources", sources);
}

/* The manual promises these members (teal.1, RELEASES): their names and types must stay. */
struct json *assess_json(const struct assessment *a, const struct library *l)
{
	struct json *o = json_object();

	json_put_str(o, "product", a->product);
	json_put_str(o, "from", a->from.version);
	json_put_str(o, "to", a->to.version);
	put_charm(o, "from_charm", &a->from);
	put_charm(o, "to_charm", &a->to);
	json_put_str(o, "direction", direction_word(a->direction));
	json_put_bool(o, "action_required", a->action_required);
	json_put_bool(o, "migrations_known", a->migrations_known);
	put_text(o, "migrations_unknown_because", a->unknown);
	put_lists(o, a, l);
	json_put(o, "estimate", estimate_json(a));
	return o;
}
