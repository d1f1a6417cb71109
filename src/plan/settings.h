/* What the operator tells Teal once: which product and strategy, and per side the model, the app, the PostgreSQL app and how to reach
 * the database.
 * A JSON file (schema: README, section Settings); made by the wizard's own screen or by hand. No passwords in it.
 * A run has a copy of its own in the journal: what is changed in the file later reaches it by --settings only (plan/mended.h). */
#ifndef TEAL_PLAN_SETTINGS_H
#define TEAL_PLAN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/side.h"

struct err;
struct json;
struct strategy;

/* What a strategy works with beside blue. The members of the settings that serve it must be there; all others may be left out. */
enum settings_needs {
	NEEDS_TARGET = 1 << 0, /* a charm and a version to upgrade to */
	NEEDS_GREEN_APP = 1 << 1, /* a second application */
	NEEDS_GREEN_DATABASE = 1 << 2, /* a second database, filled by replication */
	NEEDS_ALWAYS = 1 << 3, /* of a member: whatever the strategy */
};

/* Where the password of a side's database comes from. It is never in the settings. */
enum password_from {
	PASSWORD_JUJU, /* `juju run PG/leader get-password username=USER`: Charmed PostgreSQL 14 */
	PASSWORD_PASSFILE, /* conninfo names a passfile, or ~/.pgpass has it */
	PASSWORD_NONE, /* the server asks for none */
};

/* One side: where its apps are, and how its database is reached. */
struct side_settings {
	char *juju_model; /* [controller:]owner/model, as juju -m takes it */
	char *app, *pg_app; /* application names */
	char *pg_charm, *pg_channel; /* green: what is deployed for its PostgreSQL */
	char *conninfo; /* libpq form; host may be absent (then the primary unit's address of juju status is used) */
	enum password_from password;
	char *admin_url; /* base URL of the app's admin API, for health and version; may be "" (then http://ADDRESS:4434 of the leader) */
	char **integrate; /* further relations of green's PostgreSQL, "app:endpoint other[:endpoint]" each */
	size_t integrations;
};

/* What is good enough, as the operator sees it. */
struct limits {
	int64_t lag_bytes, lag_seconds; /* lag gate of follow-sync */
	int64_t lag_sustain_s; /* for so long it must hold */
	int64_t write_stop_s; /* the longest write-stop the operator accepts */
	int64_t backup_age_s; /* a checkpoint older than this does not count */
	int64_t soak_s; /* the shortest watch after the switch */
};

/* Where the knowledge of releases is fetched from; "" of each: the usual place. */
struct source_settings {
	char *mode; /* "online", or "offline": nothing is fetched */
	char *changelog; /* URL or file in place of the product's changelog */
	char *api, *raw; /* base URLs of mirrors of api.github.com and raw.githubusercontent.com */
	char *ca_file; /* certificates for them */
};

struct settings {
	char *product; /* a name of plan/product.h */
	char *strategy; /* its id; the first of the list by default */
	char *run; /* name of the run; NULL: made from the date */
	char *juju; /* program, "juju" by default */
	struct side_settings side[SIDES];
	char *source_from_target; /* blue's database as green's server reaches it (conninfo without password) */
	char *target_channel, *target_version; /* where green is refreshed to; version without v, as the product prints it */
	int64_t target_revision;
	char **leave_out; /* tables of blue that are not carried, in the form of codec/table_name.h */
	size_t leave_outs;
	struct limits limits;
	struct source_settings sources;
	char *clients; /* training: the file where the workload's clients write what failed for them; NULL otherwise */
};

/* Refuses unknown members, wrong types and what is missing or no name, by name. */
bool settings_parse(const struct json *, struct settings *, struct err *);
/* The part of it that depends on the strategy; NULL: one that is not known, and so needs everything. */
bool settings_complete(const struct settings *, const struct strategy *, struct err *);
/* Refuses addresses that are none, or that hold a name and password: they would stand in the journal. Beside settings_parse, which also
 * reads what older versions have written. */
bool settings_check_addresses(const struct settings *, struct err *);
struct json *settings_json(const struct settings *);
void settings_release(struct settings *);

/* The same members as rows, for the settings screen and the manual. path: "blue.model". */
struct settings_field {
	const char *path, *label, *help, *fallback; /* fallback NULL: required */
	bool number;
	unsigned needs; /* asked for a strategy that needs one of these (enum settings_needs) */
};
extern const struct settings_field settings_fields[];
size_t settings_fields_count(void);
bool settings_field_asked(const struct settings_field *, const struct strategy *);

#endif
