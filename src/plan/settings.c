/* Settings as JSON and back. One table of members drives both directions, what is missing and what is released, so that
 * a member cannot be read and then forgotten. */
#include "config.h"

#include "plan/settings.h"

#include <stddef.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/product.h"
#include "plan/step.h"

/* One row per member: where it stands in the JSON, and where in the struct. */
enum member_kind { MEMBER_TEXT, MEMBER_INT, MEMBER_PASSWORD, MEMBER_LIST, MEMBER_TABLES };

struct member {
	const char *object, *key; /* object NULL: the root */
	enum member_kind kind;
	size_t offset;
	unsigned needs; /* it must be there for whoever needs one of these (enum settings_needs); 0: it need not */
};

/* A member's row from its key, kind, place in the struct, and who needs it. */
#define ROOT(key, kind, field, needs) \
	{ \
		NULL, key, kind, offsetof(struct settings, field), needs \
	}
#define LIMIT(key) \
	{ \
		"limits", #key, MEMBER_INT, offsetof(struct settings, limits.key), 0 \
	}
#define SOURCE(key) \
	{ \
		"sources", #key, MEMBER_TEXT, offsetof(struct settings, sources.key), 0 \
	}
#define SIDE_MEMBER(name, n, key, kind, field, needs) \
	{ \
		name, key, kind, offsetof(struct settings, side[n].field), needs \
	}
/* Both sides have the same members, also those that only green needs. app_needs, database_needs: who needs the side's application, and who
 * its database. */
#define SIDE_MEMBERS(name, n, app_needs, database_needs) \
	SIDE_MEMBER(name, n, "model", MEMBER_TEXT, juju_model, (app_needs) | (database_needs)), \
		SIDE_MEMBER(name, n, "app", MEMBER_TEXT, app, app_needs), \
		SIDE_MEMBER(name, n, "pg_app", MEMBER_TEXT, pg_app, database_needs), \
		SIDE_MEMBER(name, n, "pg_charm", MEMBER_TEXT, pg_charm, 0), \
		SIDE_MEMBER(name, n, "pg_channel", MEMBER_TEXT, pg_channel, 0), \
		SIDE_MEMBER(name, n, "conninfo", MEMBER_TEXT, conninfo, database_needs), \
		SIDE_MEMBER(name, n, "password", MEMBER_PASSWORD, password, 0), \
		SIDE_MEMBER(name, n, "admin_url", MEMBER_TEXT, admin_url, 0), SIDE_MEMBER(name, n, "integrate", MEMBER_LIST, integrate, 0)

static const struct member members[] = {
	ROOT("product", MEMBER_TEXT, product, NEEDS_ALWAYS),
	ROOT("strategy", MEMBER_TEXT, strategy, 0),
	ROOT("run", MEMBER_TEXT, run, 0),
	ROOT("juju", MEMBER_TEXT, juju, 0),
	SIDE_MEMBERS("blue", BLUE, NEEDS_ALWAYS, NEEDS_ALWAYS),
	SIDE_MEMBERS("green", GREEN, NEEDS_GREEN_APP, NEEDS_GREEN_DATABASE),
	ROOT("leave_out", MEMBER_TABLES, leave_out, 0),
	ROOT("source_from_target", MEMBER_TEXT, source_from_target, NEEDS_GREEN_DATABASE),
	{ "target", "channel", MEMBER_TEXT, offsetof(struct settings, target_channel), NEEDS_TARGET },
	{ "target", "revision", MEMBER_INT, offsetof(struct settings, target_revision), NEEDS_TARGET },
	{ "target", "version", MEMBER_TEXT, offsetof(struct settings, target_version), NEEDS_TARGET },
	LIMIT(lag_bytes),
	LIMIT(lag_seconds),
	LIMIT(lag_sustain_s),
	LIMIT(write_stop_s),
	LIMIT(backup_age_s),
	LIMIT(soak_s),
	SOURCE(mode),
	SOURCE(changelog),
	SOURCE(api),
	SOURCE(raw),
	SOURCE(ca_file),
	ROOT("clients", MEMBER_TEXT, clients, 0),
};

/* The words of the file; "juju" is first and so the default. */
static const char *const password_words[] = { [PASSWORD_JUJU] = "juju", [PASSWORD_PASSFILE] = "passfile", [PASSWORD_NONE] = "none" };

/* What the wizard asks, in its order; limits and what has a good default are only in the file. The fallback is what the
 * field proposes. */
const struct settings_field settings_fields[] = {
	{ .path = "product", .label = N_("Product"), .help = PRODUCT_WORDS, .fallback = PRODUCT_PROPOSED, .needs = NEEDS_ALWAYS },
	{ .path = "blue.model",
	  .label = N_("Blue: Juju model"),
	  .help = N_("as juju -m takes it: controller:owner/model"),
	  .needs = NEEDS_ALWAYS },
	{ .path = "blue.app",
	  .label = N_("Blue: application"),
	  .help = N_("the name in juju status"),
	  .fallback = PRODUCT_PROPOSED,
	  .needs = NEEDS_ALWAYS },
	{ .path = "blue.pg_app",
	  .label = N_("Blue: PostgreSQL application"),
	  .help = N_("the name in juju status"),
	  .fallback = "postgresql",
	  .needs = NEEDS_ALWAYS },
	{ .path = "blue.conninfo",
	  .label = N_("Blue: database"),
	  .help = N_("libpq conninfo without a password; without host: the primary unit's address"),
	  .fallback = "user=operator",
	  .needs = NEEDS_ALWAYS },
	{ .path = "blue.password",
	  .label = N_("Blue: password from"),
	  .help = N_("juju, passfile or none"),
	  .fallback = "juju",
	  .needs = NEEDS_ALWAYS },
	{ .path = "green.model",
	  .label = N_("Green: Juju model"),
	  .help = N_("below charm 2.2.0 two apps in one model may overwrite each other: take two"),
	  .needs = NEEDS_GREEN_APP | NEEDS_GREEN_DATABASE },
	{ .path = "green.app",
	  .label = N_("Green: application"),
	  .help = N_("the name that will be deployed"),
	  .fallback = PRODUCT_PROPOSED,
	  .needs = NEEDS_GREEN_APP },
	{ .path = "green.pg_app",
	  .label = N_("Green: PostgreSQL application"),
	  .help = N_("the name that will be deployed"),
	  .fallback = "postgresql",
	  .needs = NEEDS_GREEN_DATABASE },
	{ .path = "green.pg_channel",
	  .label = N_("Green: PostgreSQL channel"),
	  .help = N_("of charm postgresql-k8s"),
	  .fallback = "14/stable",
	  .needs = NEEDS_GREEN_DATABASE },
	{ .path = "green.conninfo",
	  .label = N_("Green: database"),
	  .help = N_("libpq conninfo without a password"),
	  .fallback = "user=operator",
	  .needs = NEEDS_GREEN_DATABASE },
	{ .path = "green.password",
	  .label = N_("Green: password from"),
	  .help = N_("juju, passfile or none"),
	  .fallback = "juju",
	  .needs = NEEDS_GREEN_DATABASE },
	{ .path = "source_from_target",
	  .label = N_("Blue as green's server reaches it"),
	  .help = N_("libpq conninfo without a password: host, port as green's PostgreSQL sees it"),
	  .needs = NEEDS_GREEN_DATABASE },
	{ .path = "target.channel",
	  .label = N_("Target: charm channel"),
	  .help = N_("where green is refreshed to, e.g. 0.3/stable"),
	  .needs = NEEDS_TARGET },
	{ .path = "target.revision",
	  .label = N_("Target: charm revision"),
	  .help = N_("a number, e.g. 409"),
	  .number = true,
	  .needs = NEEDS_TARGET },
	{ .path = "target.version",
	  .label = N_("Target: product version"),
	  .help = N_("what that charm brings, e.g. 1.1.0"),
	  .needs = NEEDS_TARGET },
};

size_t settings_fields_count(void)
{
	return mem_count(settings_fields);
}

bool settings_field_asked(const struct settings_field *f, const struct strategy *strategy)
{
	return f->needs & (strategy->needs | NEEDS_ALWAYS);
}

/* object NULL looks among the members of the root. */
static const struct member *find_member(const char *object, const char *key)
{
	for (size_t i = 0; i < mem_count(members); i++)
		if (strcmp(members[i].key, key) == 0 &&
		    ((!object && !members[i].object) || (object && members[i].object && strcmp(object, members[i].object) == 0)))
			return &members[i];
	return NULL;
}

/* Always false, so that a caller can return it. */
static bool bad(struct err *err, const char *object, const char *key, const char *why)
{
	return err_whyf(err, ERR_INPUT, _("the settings cannot be used"),
	                _("Mend the settings file (its members are in the manual: man teal)."), "%s%s%s: %s", object ? object : "",
	                object ? "." : "", key, why);
}

/* The offset in the table leads to the array; its count stands beside it in the same struct. */
static bool take_list(const struct json *value, struct side_settings *side)
{
	for (const struct json *n = json_first(value); n; n = json_next(n)) {
		if (!json_is_string(n) || side->integrations >= 8)
			return false;
		side->integrate = mem_grow(side->integrate, side->integrations, side->integrations + 1, sizeof *side->integrate);
		side->integrate[side->integrations++] = mem_dup(json_text(n));
	}
	return json_is_array(value);
}

/* Each in the one form of a table's name: another would never be found. */
static bool take_tables(const struct json *value, struct settings *s)
{
	for (const struct json *n = json_first(value); n; n = json_next(n)) {
		const char *name = json_text(n);

		if (!name || !*name || table_name_length(name) != strlen(name))
			return false;
		s->leave_out = mem_grow(s->leave_out, s->leave_outs, s->leave_outs + 1, sizeof *s->leave_out);
		s->leave_out[s->leave_outs++] = mem_dup(name);
	}
	return json_is_array(value);
}

/* One of three words; anything else could be a password that somebody put there. */
static bool take_password(const struct json *value, enum password_from *out)
{
	for (size_t i = 0; json_text(value) && i < mem_count(password_words); i++)
		if (strcmp(json_text(value), password_words[i]) == 0) {
			*out = (enum password_from)i;
			return true;
		}
	return false;
}

/* Types are strict: a number in quotes is refused, since a guess here ends in a command to juju. */
static bool take(const struct member *m, const struct json *value, struct settings *s, struct err *err)
{
	char *at = (char *)s + m->offset;

	switch (m->kind) {
	case MEMBER_TEXT:
		if (!json_is_string(value))
			return bad(err, m->object, m->key, _("a text is wanted"));
		mem_set((char **)(void *)at, json_text(value));
		return true;
	case MEMBER_INT:
		if (!json_is_whole(value) || json_number(value, -1) < 0)
			return bad(err, m->object, m->key, _("a whole number, not negative, is wanted"));
		*(int64_t *)(void *)at = json_number(value, 0);
		return true;
	case MEMBER_PASSWORD:
		return take_password(value, (enum password_from *)(void *)at) ||
		       bad(err, m->object, m->key, _("juju, passfile or none is wanted"));
	case MEMBER_LIST:
		return take_list(value, (struct side_settings *)(void *)(at - offsetof(struct side_settings, integrate))) ||
		       bad(err, m->object, m->key, _("a list of at most eight texts is wanted"));
	case MEMBER_TABLES:
		return take_tables(value, s) ||
		       bad(err, m->object, m->key,
		           _("a list of tables is wanted: schema.table, with double quotes where a part is not all lower case"));
	}
	return false;
}

static bool is_object_name(const char *name)
{
	for (size_t i = 0; i < mem_count(members); i++)
		if (members[i].object && strcmp(members[i].object, name) == 0)
			return true;
	return false;
}

/* Two levels: the root, and the objects it may hold. An unknown member is refused, because a misspelt limit would
 * otherwise count as not set. */
static bool take_object(const char *object, const struct json *j, struct settings *s, struct err *err)
{
	for (const struct json *n = json_first(j); n; n = json_next(n)) {
		const struct member *m = find_member(object, json_key(n));

		if (m) {
			if (!take(m, n, s, err))
				return false;
		} else if (!object && json_is_object(n) && is_object_name(json_key(n))) {
			if (!take_object(json_key(n), n, s, err))
				return false;
		} else {
			return bad(err, object, json_key(n), _("no such member"));
		}
	}
	return true;
}

/* "" counts as said. */
static void set_default(char **slot, const char *text)
{
	if (!*slot)
		*slot = mem_dup(text);
}

/* After reading, so that "" in the file stays "" and only what is absent gets a default. */
static void set_defaults(struct settings *s)
{
	set_default(&s->strategy, strategy_at(0)->id);
	set_default(&s->juju, "juju");
	set_default(&s->sources.mode, "online");
	for (int i = 0; i < SIDES; i++) {
		set_default(&s->side[i].pg_charm, "postgresql-k8s");
		set_default(&s->side[i].pg_channel, "14/stable");
		set_default(&s->side[i].admin_url, "");
	}
}

/* A word that juju takes as a name and never as an option. */
static bool plain_word(const char *text, size_t n)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@-";

	return n > 0 && text[0] != '-' && strspn(text, fine) >= n;
}

static bool plain_names(const struct settings *s, struct err *err)
{
	for (int i = 0; i < SIDES; i++) {
		const struct side_settings *side = &s->side[i];
		const char *const words[] = { side->juju_model, side->app, side->pg_app, side->pg_charm, side->pg_channel };
		static const char *const keys[] = { "model", "app", "pg_app", "pg_charm", "pg_channel" };

		for (size_t w = 0; w < mem_count(words); w++)
			if (words[w] && !plain_word(words[w], strlen(words[w])))
				return bad(err, i == BLUE ? "blue" : "green", keys[w], _("that is no name that juju knows"));
		for (size_t w = 0; w < side->integrations; w++) {
			const char *text = side->integrate[w], *blank = strchr(text, ' ');

			if (!blank || !plain_word(text, (size_t)(blank - text)) || !plain_word(blank + 1, strlen(blank + 1)))
				return bad(err, i == BLUE ? "blue" : "green", "integrate",
				           _("two endpoints with one blank between are wanted: app:endpoint other:endpoint"));
		}
	}
	return !s->target_channel || plain_word(s->target_channel, strlen(s->target_channel)) ||
	       bad(err, "target", "channel", _("that is no channel"));
}

/* A name and password in an address would stand in the journal. */
static bool fine_url(const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;

	return host && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) &&
	       !memchr(host + 3, '@', strcspn(host + 3, "/?#"));
}

static bool fine_sources(const struct source_settings *s, struct err *err)
{
	if (strcmp(s->mode, "online") != 0 && strcmp(s->mode, "offline") != 0)
		return bad(err, "sources", "mode", _("online or offline is wanted"));
	if (s->api && *s->api && !fine_url(s->api))
		return bad(err, "sources", "api", _("an address that begins with https:// is wanted, without a password"));
	if (s->raw && *s->raw && !fine_url(s->raw))
		return bad(err, "sources", "raw", _("an address that begins with https:// is wanted, without a password"));
	if (s->changelog && strstr(s->changelog, "://") && strncmp(s->changelog, "file://", 7) != 0 && !fine_url(s->changelog))
		return bad(err, "sources", "changelog", _("a file or an address without a password is wanted"));
	return true;
}

/* A file's address has an empty host, or one without a name before it. */
static bool fine_file(const char *url)
{
	return !memchr(url + 7, '@', strcspn(url + 7, "/?#"));
}

bool settings_check_addresses(const struct settings *s, struct err *err)
{
	const char *why = _("an address that begins with https:// or http:// is wanted, without a password"),
		   *changelog = s->sources.changelog;

	for (int i = 0; i < SIDES; i++)
		if (s->side[i].admin_url && *s->side[i].admin_url && !fine_url(s->side[i].admin_url))
			return bad(err, i == BLUE ? "blue" : "green", "admin_url", why);
	if (changelog && strncmp(changelog, "file://", 7) == 0 && !fine_file(changelog))
		return bad(err, "sources", "changelog", _("a file or an address without a password is wanted"));
	return true;
}

/* "" is not there, nor is 0: no member that somebody needs may be either. */
static bool has(const struct settings *s, const struct member *m)
{
	const char *at = (const char *)s + m->offset, *text;

	if (m->kind == MEMBER_INT)
		return *(const int64_t *)(const void *)at > 0;
	text = *(char *const *)(const void *)at;
	return text && *text;
}

bool settings_complete(const struct settings *s, const struct strategy *strategy, struct err *err)
{
	unsigned needs = strategy ? strategy->needs | NEEDS_ALWAYS : ~0u;

	for (size_t i = 0; i < mem_count(members); i++)
		if ((members[i].needs & needs) && !has(s, &members[i]))
			return bad(err, members[i].object, members[i].key, _("it is missing"));
	return true;
}

/* Blue and green as one application of one model would be a migration onto itself. */
static bool fine_product(const struct settings *s, struct err *err)
{
	const struct side_settings *blue = &s->side[BLUE], *green = &s->side[GREEN];

	if (!product_find(s->product))
		return bad(err, NULL, "product", _(PRODUCT_WANTED));
	if (str_same(blue->juju_model, green->juju_model) && (str_same(blue->app, green->app) || str_same(blue->pg_app, green->pg_app)))
		return bad(err, "green", "app", _("blue and green are the same application of the same model"));
	return true;
}

/* The limits get their defaults before reading, the texts afterwards: 0 is a limit that may be meant. On failure
 * nothing is left to be released. */
bool settings_parse(const struct json *j, struct settings *s, struct err *err)
{
	*s = (struct settings){ .limits = { .lag_bytes = 4000000,
		                            .lag_seconds = 2,
		                            .lag_sustain_s = 60,
		                            .write_stop_s = 900,
		                            .backup_age_s = 3600,
		                            .soak_s = 600 } };
	if (!json_is_object(j)) {
		bad(err, NULL, "settings", _("a JSON object is wanted"));
	} else if (take_object(NULL, j, s, err)) {
		set_defaults(s);
		if (settings_complete(s, strategy_find(s->strategy), err) && fine_product(s, err) && plain_names(s, err) &&
		    fine_sources(&s->sources, err))
			return true;
	}
	settings_release(s);
	return false;
}

/* A text that is not set is left out, so that the journal holds what was given and what was defaulted, and no empty
 * members. */
static void put_member(struct json *into, const struct member *m, const struct settings *s)
{
	const char *at = (const char *)s + m->offset;

	if (m->kind == MEMBER_TEXT && *(char *const *)(const void *)at) {
		json_put_str(into, m->key, *(char *const *)(const void *)at);
	} else if (m->kind == MEMBER_INT) {
		json_put_int(into, m->key, *(const int64_t *)(const void *)at);
	} else if (m->kind == MEMBER_PASSWORD) {
		json_put_str(into, m->key, password_words[*(const enum password_from *)(const void *)at]);
	} else if (m->kind == MEMBER_LIST) {
		const struct side_settings *side = (const void *)(at - offsetof(struct side_settings, integrate));
		struct json *list = json_array();

		for (size_t i = 0; i < side->integrations; i++)
			json_push_str(list, side->integrate[i]);
		json_put(into, m->key, list);
	} else if (m->kind == MEMBER_TABLES && s->leave_outs) {
		struct json *list = json_array();

		for (size_t i = 0; i < s->leave_outs; i++)
			json_push_str(list, s->leave_out[i]);
		json_put(into, m->key, list);
	}
}

/* What settings_parse reads back to the same settings; the journal's first line holds it. */
struct json *settings_json(const struct settings *s)
{
	struct json *root = json_object();

	for (size_t i = 0; i < mem_count(members); i++) {
		const struct member *m = &members[i];

		if (m->object && !json_get(root, m->object))
			json_put(root, m->object, json_object());
		put_member(m->object ? (struct json *)json_get(root, m->object) : root, m, s);
	}
	return root;
}

/* Safe on settings that were read half: what was not reached is NULL. */
void settings_release(struct settings *s)
{
	for (size_t i = 0; i < mem_count(members); i++)
		if (members[i].kind == MEMBER_TEXT)
			mem_set((char **)(void *)((char *)s + members[i].offset), NULL);
	for (int side = 0; side < SIDES; side++) {
		for (size_t i = 0; i < s->side[side].integrations; i++)
			free(s->side[side].integrate[i]);
		free(s->side[side].integrate);
	}
	for (size_t i = 0; i < s->leave_outs; i++)
		free(s->leave_out[i]);
	free(s->leave_out);
	*s = (struct settings){ 0 };
}
