/* What the stand-in's controller knows: models, applications, units, relations, remote applications (SAAS), offers, secrets, operations.
 * Plain data in memory; nothing here waits or touches the outside. Owner of everything is the world: world_release frees it.
 * Times: *_at and since are wall milliseconds (1970 UTC); due and *_by are monotonic milliseconds (port/loop.h). */
#ifndef TEAL_SANDBOX_JUJU_STATE_H
#define TEAL_SANDBOX_JUJU_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "sandbox/world/charms.h"

struct json;

/* A status of a unit, an agent or an application. current is a constant text of juju's ("active", "waiting" …); message is owned,
 * NULL: none. */
struct status {
	const char *current;
	char *message;
	int64_t since;
};

/* A pod's way, in the order in which it is gone; a refresh sends a running one back to UNIT_STARTING. */
enum unit_phase {
	UNIT_ALLOCATING, /* the pod is not there yet */
	UNIT_INSTALLING, /* install hook */
	UNIT_STARTING, /* config and start hooks, container not ready */
	UNIT_RUNNING, /* pebble-ready was there */
	UNIT_STOPPING, /* stop hook, then gone */
};

/* A pod and its agent. Owned by its application; callbacks keep the number, since the unit may be gone when they come. */
struct unit {
	int number;
	int64_t created;
	enum unit_phase phase;
	int64_t due; /* end of the phase; in UNIT_RUNNING: when a refresh reaches this pod, 0: never */
	/* What the agent reports to execute, a constant text. Shown while the agent is busy; without meaning otherwise. */
	const char *doing;
	int64_t busy_by; /* the agent says executing until then */
	int64_t update_by; /* next update-status */
	struct status workload, agent;
	char *version; /* of the program in the container; NULL before pebble-ready */
	/* serving: its service answers users. starting: the order to start it is not answered yet. */
	bool serving, starting;
	int cluster; /* enum sandbox_cluster of a PostgreSQL unit, -1: none */
	int port; /* opened on 127.0.0.1, 0: none */
	int64_t task; /* running action, 0: none */
};

/* An option that the user set; both owned. A value that was reset to its default is not here. */
struct setting {
	char *key, *value;
};

/* A finished or failed base backup, as list-backups prints it. */
struct backup {
	int64_t started, finished;
	char *lsn_start, *lsn_stop, *error, *path; /* owned; error NULL: the backup is good */
};

/* An application of a model. Owned by the model; all texts are owned but where a comment says otherwise. */
struct app {
	int64_t serial; /* unique in the world: what callbacks keep */
	char *name, *channel, *provider_id, *address;
	/* The charm never changes, its revision does; a constant of charms.c. */
	const struct charm *charm;
	int revision;
	int leader; /* unit number, -1: none */
	int64_t leader_by; /* when the next leader is elected */
	/* destroy_storage: the volumes go with the application; remove-application --destroy-storage sets it. */
	bool trusted, dying, destroy_storage;
	int scale; /* wanted */
	/* By number, lowest first. */
	struct unit **unit;
	size_t units;
	struct setting *setting; /* set by the user only */
	size_t settings;
	struct status status;
	/* The status follows the units late, as with a real controller. */
	const char *lag_current; /* what the status will be, since when (monotonic) */
	int64_t lag_by;
	/* Of the workload, as the last unit that came up reported it; NULL before the first unit is up. */
	char *version;
	int side; /* enum sandbox_app of a product's app, -1: none */
	/* Peer data of the charm: the version that the database was migrated to, NULL: none, and the id of the database's relation. */
	char *migrated;
	int migrated_relation;
	/* The charm's own migration, on database-created: under way, and how the last one ended. */
	bool migrating, migration_failed;
	char *left_database; /* of a PostgreSQL: the database that outlived its relation, NULL: none */
	struct backup *backup; /* of a PostgreSQL, in the order of their ids */
	size_t backups;
};

/* One end of a relation; both owned. app names an application or a SAAS. */
struct end {
	char *app, *endpoint;
};

/* How far the database of a relation is. DB_FAILED stays until the relation goes. */
enum relation_database { DB_NONE, DB_ASKED, DB_READY, DB_FAILED };

/* provider and requirer are juju's roles, not the order of the arguments of juju integrate. */
struct relation {
	int id;
	int64_t serial;
	struct end provider, requirer; /* the same application for a peer relation */
	/* Borrowed from charms.c and never from a SAAS, which may be removed before its relation is gone. */
	const char *interface;
	/* remote: one end is a SAAS. dying: its removal was asked for and the hooks still run. */
	bool peer, remote, dying;
	int64_t due; /* joined (or, dying, gone) at that time; 0: settled */
	enum relation_database database;
	/* Of the database, when there is one: its cluster (enum sandbox_cluster, -1: none), its name, its owner and the secret with the
	 * owner's password. */
	int cluster;
	char *dbname, *role, *secret_id;
	/* The charm's own first migration was begun for this relation; the charm begins it once. */
	bool auto_migrated;
};

/* An offer of another model, consumed under a name of this one; role is the offer's. */
struct saas {
	char *name, *url, *endpoint, *interface;
	enum charm_role role;
	int64_t since;
};

/* What this model offers to others; it may outlive its application. */
struct offer {
	char *name, *app, *endpoint;
};

/* A secret of the model: content as up to three keys with values. A value is taken out of its struct secret only where a command or an
 * action prints it. */
struct juju_secret {
	char *id, *owner, *label;
	int64_t created;
	char *key[3];
	struct secret value[3];
};

/* juju's own, less error, which only 4.x knows (facts/juju.md 3.1). */
enum task_status { TASK_PENDING, TASK_RUNNING, TASK_COMPLETED, TASK_FAILED, TASK_CANCELLED, TASK_ABORTING, TASK_ABORTED };

/* A line that the action logged, with the wall time. */
struct task_line {
	int64_t at;
	char *text;
};

/* One unit's share of an operation: one action, run once. Tasks stay for the whole training, so that show-task finds each by its id. */
struct task {
	int64_t id;
	char *app, *message;
	int unit;
	enum task_status status;
	int64_t enqueued, started, completed; /* wall, 0: not yet */
	int64_t due; /* monotonic: when the charm's code begins */
	/* The charm's code runs, or an order for it is under way in the sandbox: only the answer ends the task now. */
	bool acting;
	struct json *results; /* object of texts; return-code is beside it */
	int return_code;
	bool ran; /* the action's process ran, so that there is a return-code */
	struct task_line *line;
	size_t lines;
};

/* What one juju run asked for, on one or more units. */
struct operation {
	int64_t id;
	char *action;
	struct json *parameters;
	struct task **task;
	size_t tasks;
	char *fail; /* why nothing was scheduled, NULL: something was */
	int64_t enqueued;
};

/* A model with all that is in it; models are neither added nor removed during a training. */
struct juju_model {
	char *owner, *name, *uuid;
	int64_t since;
	struct app **app; /* sorted by name */
	size_t apps;
	struct relation **relation;
	size_t relations;
	struct saas **saas; /* sorted by name */
	size_t saases;
	struct offer **offer;
	size_t offers;
	struct juju_secret **secret;
	size_t secrets;
	struct operation **operation;
	size_t operations;
	/* The next ids: of relations; of operations and tasks, which share one series. */
	int next_relation;
	int64_t next_task;
};

/* The controller. version is the agents' and the client's alike. */
struct world {
	const char *controller, *user, *version;
	struct juju_model **model;
	/* current: index of the model that juju switch chose, for commands that name none. */
	size_t models, current;
	int64_t serial; /* the last one given to an application or a relation */
};

/* The words of a controller of 3.6; models are added by agent_seed. */
void world_init(struct world *);
void world_release(struct world *);
struct juju_model *juju_model_add(struct world *, const char *owner, const char *name, int64_t wall);
struct juju_model *juju_model_find(const struct world *, const char *owner, const char *name);

/* A new application without units; the peer relations of the charm are made with it. */
struct app *app_add(struct world *, struct juju_model *, const char *name, const struct charm *, int revision, const char *channel,
                    int64_t wall);
/* Frees the application with its units and backups; its relations are the caller's to drop. */
void app_drop(struct juju_model *, struct app *);
void app_backup_add(struct app *, const struct backup *); /* takes ownership of the backup's texts */
struct app *app_find(const struct juju_model *, const char *name);
/* In any model; in (may be NULL) gets the model. NULL when the application is gone. */
struct app *app_by_serial(const struct world *, int64_t serial, struct juju_model **in);
/* The value in effect; NULL when neither set nor a default. */
const char *app_setting(const struct app *, const char *key);
bool app_setting_is_user(const struct app *, const char *key);
void app_set(struct app *, const char *key, const char *value); /* NULL value: back to the default */
/* A new unit with the lowest free number. */
struct unit *unit_add(struct app *, int64_t wall);
void unit_drop(struct app *, struct unit *);
struct unit *unit_find(const struct app *, int number);
struct unit *app_leader(const struct app *);
bool app_serving(const struct app *);

/* Without a change nothing moves, since included: it is the time of the last change. */
void status_set(struct status *, const char *current, const char *message, int64_t wall);

struct relation *relation_add(struct world *, struct juju_model *, const char *papp, const char *pend, const char *rapp, const char *rend,
                              const char *interface);
void relation_drop(struct juju_model *, struct relation *);
/* The living or dying relation between these two ends, given in either order. */
struct relation *relation_find(const struct juju_model *, const char *app, const char *endpoint, const char *other,
                               const char *other_endpoint);
/* The first living one at app:endpoint. */
struct relation *relation_of(const struct juju_model *, const char *app, const char *endpoint);
struct relation *relation_by_serial(const struct world *, int64_t serial, struct juju_model **in);
/* Relations at app:endpoint, dying ones included. */
int relation_count(const struct juju_model *, const char *app, const char *endpoint);

struct saas *saas_add(struct juju_model *, const char *name, const char *url, const char *endpoint, const char *interface, enum charm_role,
                      int64_t wall);
struct saas *saas_find(const struct juju_model *, const char *name);
void saas_drop(struct juju_model *, struct saas *);
/* Every _add copies its texts; what is added is owned by the model. */
struct offer *offer_add(struct juju_model *, const char *name, const char *app, const char *endpoint);
void offer_drop(struct juju_model *, struct offer *);
struct juju_secret *secret_add(struct juju_model *, const char *owner, const char *label, int64_t wall);
struct juju_secret *secret_find(const struct juju_model *, const char *id_or_label);
void secret_drop(struct juju_model *, struct juju_secret *);
/* Copies; what comes beyond the third key is dropped. */
void juju_secret_put(struct juju_secret *, const char *key, const struct secret *);

struct operation *operation_add(struct juju_model *, const char *action, int64_t wall);
/* Both count on the same numbers, as with juju: an operation 1 has the task 2 (facts/juju.md 3.1). */
struct task *task_add(struct juju_model *, struct operation *, const char *app, int unit, int64_t wall);
/* of (may be NULL) gets the operation that the task belongs to. NULL when the model has no task of that id. */
struct task *task_find(const struct juju_model *, int64_t id, struct operation **of);
const char *task_status_text(enum task_status);
/* Whether juju run stops waiting for the task. */
bool task_finished(const struct task *);
void task_log(struct task *, int64_t wall, const char *text);

/* n random lower-case characters of juju's id alphabet (0-9a-v), or hex digits, and a final zero: out has n + 1 bytes. */
enum random_alphabet { RANDOM_ID, RANDOM_HEX };
void random_text(char *out, size_t n, enum random_alphabet);
char *random_uuid(void); /* of version 4, owned */

#endif
