/* The training sandbox: real PostgreSQL clusters in a private folder, the product's schema and rows, users that log in, and the calls by
 * which the juju stand-in changes them. One thread on port/loop; every call that waits answers through a callback, later, from the
 * loop, exactly once. world/ and product/ implement this header; juju/ (the stand-in) calls it and provides juju_start and juju_stop. */
#ifndef TEAL_SANDBOX_WORLD_SANDBOX_H
#define TEAL_SANDBOX_WORLD_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

struct cluster;
struct err;
struct health;
struct juju;
struct loop;
struct pg;

/* ---- The world as it is ---- */

/* The clusters. Blue and its streaming standby share the operator's password. */
enum sandbox_cluster { SB_BLUE, SB_STANDBY, SB_GREEN, SB_CLUSTERS };
/* The two Ory applications. */
enum sandbox_app { SB_APP_BLUE, SB_APP_GREEN, SB_APPS };

/* What blue has besides the product's tables: nothing, or the oddities of real databases (schema_odd.c). */
enum sandbox_world { WORLD_SMOOTH, WORLD_ODD };

/* How an application's health endpoint answers. */
enum app_state {
	APP_GONE, /* no units: the port refuses connections */
	APP_DOWN, /* a unit is there, its service does not answer well: 503 */
	APP_SERVING, /* 200 as long as its database answers */
};

#define SB_ADDRESS "127.0.0.1"
#define SB_OPERATOR "operator" /* the superuser of every cluster, as Charmed PostgreSQL calls it */
#define SB_BLUE_DATABASE "iam_kratos"
#define SB_GREEN_DATABASE "iam-green_kratos"
#define SB_PASSFILE "pgpass" /* below dir: the operator's passwords for the programs of PostgreSQL */
/* On the servers of another sandbox, whose own database and role have the names above. */
#define SB_BESIDE_DATABASE "iam_kratos_beside"
#define SB_BESIDE_ROLE "relation_id_104"
#define SB_BLUE_RELATION 4 /* of kratos:pg-database in model iam; the role is relation_id_4 */

/* An application's database. Blue's is filled before juju_start; green's name, role and password change when the stand-in makes a relation
 * (sandbox_app_database). */
struct sandbox_database {
	enum sandbox_cluster cluster;
	char *name, *role; /* owned; never NULL once the sandbox is up (green: the names that will be) */
	struct secret password; /* of role */
};

/* The sandbox as a whole. The files below dir, and the code that writes them:
 *
 *   lock                        held while the sandbox lives (home.c)
 *   blue/ standby/ green/       the data of the servers; log/ their logs and log/workload.log
 *   pgpass                      the operator's passwords (setup.c)
 *   backups/<id>/               base backups (backup.c)
 *   route                       where the users are sent (traffic.c, read by workload.c)
 *   faults                      the faults that happen now; written by scenario.c, a test or a person, read by faults.c
 *   clients.jsonl committed.jsonl workload.json   the users' books (workload.h)
 *   juju.sock juju.log bin/juju                   the stand-in (juju.h)
 *   cache/                      the wizard's, as XDG_CACHE_HOME: documents of the mirror are of no use after the training
 *   settings.json               the settings of the wizard (settings.c) */
struct sandbox {
	struct loop *loop;
	char *dir; /* absolute; private to the user that runs the sandbox; also the working directory */
	char *bindir; /* of the PostgreSQL server programs */
	char *beside; /* the folder of the sandbox on whose servers blue's database lies, NULL: blue has servers of its own */
	char *juju_program; /* absolute path of teal-juju, NULL when it was not found */
	int64_t identities, rate, seed;
	enum sandbox_world world;
	struct cluster *cluster[SB_CLUSTERS];
	struct health *health;
	struct sandbox_database database[SB_APPS];
	int port[SB_APPS]; /* of the health endpoint: http://127.0.0.1:<port> */
	int mirror_port; /* of the stand-in for GitHub (mirror.h) */
	/* The file <dir>/faults as it was read last; text is owned, NULL: there is no such file. */
	struct {
		int64_t seen_mtime_ns, looked_at;
		char *text;
	} faults;
};

/* The outcome of an asynchronous call. The texts are valid during the callback only; message is one line and never NULL. */
struct sandbox_result {
	bool ok;
	bool timed_out; /* sandbox_migrate: the time was over, the rest was left undone */
	const char *message; /* the reason in the words of the server or program that failed; "" when ok */
	const char *lsn_start, *lsn_stop, *path; /* sandbox_backup only, else NULL; path is below sb->dir */
};
typedef void sandbox_done(void *self, const struct sandbox_result *);
typedef void sandbox_log(void *self, const char *line); /* one line as the program would print it, without the newline */

/* ---- Clusters ---- */

int sandbox_cluster_port(const struct sandbox *, enum sandbox_cluster);
const struct secret *sandbox_cluster_password(const struct sandbox *, enum sandbox_cluster); /* of SB_OPERATOR */
/* The postmaster runs (whether it answers is another question). */
bool sandbox_cluster_alive(const struct sandbox *, enum sandbox_cluster);
/* Starts the server, with a recovery where one is needed; ok once it accepts connections. A server that runs already is ok. */
void sandbox_cluster_start(struct sandbox *, enum sandbox_cluster, sandbox_done *, void *self);

/* "host=127.0.0.1 port=… dbname=… user=…": owned, no password in it. */
char *sandbox_conninfo(const struct sandbox *, enum sandbox_cluster, const char *dbname, const char *user);
/* A session as the operator; the caller closes it (pg_close). */
struct pg *sandbox_pg(struct sandbox *, enum sandbox_cluster, const char *dbname);

/* ---- Databases, as the PostgreSQL charm makes them ---- */

/* A role (LOGIN SUPERUSER) with this password and a database that it owns. An existing role gets the password, an existing database and its
 * tables the owner. */
void sandbox_create_database(struct sandbox *, enum sandbox_cluster, const char *dbname, const char *role, const struct secret *password,
                             sandbox_done *, void *self);
/* ok also when neither exists; sessions in the database are ended first. role NULL: the role stays. */
void sandbox_drop_database(struct sandbox *, enum sandbox_cluster, const char *dbname, const char *role, sandbox_done *, void *self);
/* Drops the role only, for a relation that is removed: the database stays and belongs to the operator then, as with the charm. */
void sandbox_drop_role(struct sandbox *, enum sandbox_cluster, const char *dbname, const char *role, sandbox_done *, void *self);

/* Brings the schema to release ("1.0.0" or "1.1.0"), as `kratos migrate sql -e --yes` does, as role (NULL: the operator). Migrations that
 * were committed stay when the run stops early: at an error, or after timeout_ms, when pebble kills the command. log may be NULL. */
void sandbox_migrate(struct sandbox *, enum sandbox_cluster, const char *dbname, const char *role, const char *release, int64_t timeout_ms,
                     sandbox_log *log, sandbox_done *, void *self);
/* The application's own write when it starts: a row in networks, when there is none. */
void sandbox_first_start(struct sandbox *, enum sandbox_cluster, const char *dbname, sandbox_done *, void *self);

/* A real base backup into <dir>/backups/<id>; id: letters, digits, - _ . : only. */
void sandbox_backup(struct sandbox *, enum sandbox_cluster, const char *id, sandbox_done *, void *self);

/* ---- Applications and their users ---- */

/* Traffic goes to app ("iam/kratos", "iam-green/kratos"), whose database is reached with conninfo and password; app NULL: no application
 * answers. */
bool sandbox_route_set(struct sandbox *, const char *app, const char *conninfo, const struct secret *password, struct err *);
/* How the application's health and version endpoints answer from now on; version as "1.0.0". The database that is asked is
 * sb->database[app]. */
void sandbox_app_serve(struct sandbox *, enum sandbox_app, enum app_state, const char *version);
/* The application is related to this database from now on, and its health endpoint asks this database; the texts are copied. */
void sandbox_app_database(struct sandbox *, enum sandbox_app, enum sandbox_cluster, const char *dbname, const char *role,
                          const struct secret *password);

/* ---- Faults ---- */

/* A value of <dir>/faults (lines "name value", read again when the file changes), other when the name is not there or its value is not a
 * whole number. The names are a table (faults.c); a name outside of it is a bug and aborts. */
int64_t sandbox_fault(struct sandbox *, const char *name, int64_t other);
/* Whether the table has the name. */
bool sandbox_fault_known(const char *name);

/* ---- The stand-in (juju/juju.h) ---- */

/* Listens on <dir>/juju.sock and writes <dir>/bin/juju. To be called when blue serves: its database is filled, its application SERVING,
 * the route set to it. */
struct juju *juju_start(struct sandbox *, struct err *);
void juju_stop(struct juju *); /* safe on NULL */

#endif
