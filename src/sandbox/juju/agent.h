/* What happens in the models by itself: pods come and go, hooks run, databases are made, tasks work, traffic moves.
 * server.c gives it a turn and the time; commands say what is wanted and return at once, as with the real controller.
 * Calls into sandbox.h are made from here only. */
#ifndef TEAL_SANDBOX_JUJU_AGENT_H
#define TEAL_SANDBOX_JUJU_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/juju/state.h"
#include "sandbox/world/sandbox.h"

struct order;

/* All of the stand-in but its socket (server.c). */
struct juju {
	struct sandbox *sb; /* borrowed */
	struct world world;
	/* The time of this turn: now in monotonic milliseconds for what is due, wall in milliseconds of 1970 UTC for what is printed. */
	int64_t now, wall;
	int64_t green_owner; /* serial of the PostgreSQL app that has SB_GREEN, 0: free */
	int64_t routed; /* serial of the relation that holds the traffic, 0: none */
	/* What the health endpoints serve now, so that only a change is handed on to them. */
	enum app_state served[SB_APPS];
	char *served_version[SB_APPS];
	int64_t side_owner[SB_APPS]; /* serial of the product's app, 0: free */
	/* For the faults refresh-not-ready and login-expired: how many refreshes were refused, whether the password was given. */
	int64_t refused_refreshes;
	bool logged_in_again;
	struct order *orders; /* calls into the sandbox that are not answered yet */
};

/* The world at the start of a training: models admin/iam and admin/iam-green. */
void agent_seed(struct juju *);
void agent_release(struct juju *);
/* One turn; now and wall are set by the caller. */
void agent_turn(struct juju *);

/* The requests of the commands. The caller has checked that the request is allowed. agent_deploy: app was added already, without
 * units. */
void agent_deploy(struct juju *, struct app *, int units);
void agent_scale(struct juju *, struct app *, int units);
void agent_refresh(struct juju *, struct app *, int revision, const char *channel);
/* The removal ends in later turns; app and its relations exist until then. */
void agent_remove(struct juju *, struct juju_model *, struct app *);
void agent_related(struct juju *, struct juju_model *, struct relation *);
void agent_unrelate(struct juju *, struct juju_model *, struct relation *);
void agent_config_changed(struct juju *, struct app *);

/* A call into the sandbox that is not answered yet. The answer finds its application, relation or task by serial and never by pointer:
 * each of them may have been removed meanwhile. */
typedef void order_done(struct juju *, const struct order *, const struct sandbox_result *);
struct order {
	struct juju *juju; /* NULL once the stand-in has stopped */
	struct order *next;
	order_done *done; /* may be NULL */
	/* Serials of application and relation, id of the task; 0: the order has nothing to do with one. wall: when the order was made. */
	int64_t app, relation, task, wall;
	struct juju_model *model; /* borrowed: no model is removed during a training */
	/* Free for the caller of order_new: hooks.c keeps a relation's id in unit where it migrates. version is owned. */
	int unit;
	char *version;
};
/* The order is freed by order_answered, which has to be called exactly once. */
struct order *order_new(struct juju *, order_done *);
void order_answered(void *self, const struct sandbox_result *); /* a sandbox_done */

/* hooks.c: what the charms do. A hook may run at any time and does what is due then; while an action runs on the unit, its hook does
 * nothing. */
void hook_unit(struct juju *, struct juju_model *, struct app *, struct unit *);
void hook_app(struct juju *, struct juju_model *, struct app *);
/* "1.0.0" of "v1.0.0". */
const char *version_release(const char *version);
/* The unit whose cluster takes writes, NULL: none. */
struct unit *postgresql_primary(const struct app *);
/* The living relation of the application to its database, NULL: none. */
struct relation *product_database(const struct juju_model *, const struct app *);
/* Whether the charm takes the unit's database as migrated to the unit's version. */
bool product_is_migrated(const struct juju_model *, const struct app *, const struct unit *);

/* traffic.c: databases of relations, routes and health. */
void traffic_turn(struct juju *);
/* Asks for the relation's database when both charms are ready for it. */
void database_turn(struct juju *, struct juju_model *, struct relation *);
/* Takes away what the relation's end takes away: its role and secret, and the database of a green that is removed. */
void database_gone(struct juju *, struct juju_model *, struct relation *);

/* tasks.c: a turn of every queue of the model. */
void task_turn(struct juju *, struct juju_model *);

#endif
