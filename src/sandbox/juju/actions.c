/* The actions of the charms, as the charms do them: the same guards in the same order, the same texts, and no result where the charm
 * returns none. Long work is an order to the sandbox, whose answer ends the task. Sources: facts/charms.md 1.4 (the product), 2.1 to 2.3
 * (PostgreSQL). */
#include "config.h"

#include "sandbox/juju/tasks.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/print.h"

/* ---- The product ---- */

/* Revisions before 378 ask whether the service runs, later ones (to 1.2.1) only whether the container is there. */
static bool container_up(const struct act *a)
{
	/* With the first condition the action refuses after a change of version: the service starts only after the migration, which is this
	 * action (facts/charms.md 1.4). */
	return a->app->revision < 378 ? a->unit->serving : a->unit->phase == UNIT_RUNNING && a->unit->version;
}

/* The migration has ended. On a unit that is not the leader the schema has changed and the action still fails, since only the leader may
 * write the peer data (facts/charms.md 1.4): the proof of a migration is the record in the database. */
static void migrated(struct juju *juju, const struct order *o, const struct sandbox_result *result)
{
	struct relation *r;
	struct act a;
	char *text;

	if (!act_find(juju, o->model, o->task, &a))
		return;
	if (!result->ok) {
		text = mem_printf("Database migration action failed: %s", result->message);
		act_fail(&a, text);
		free(text);
		return;
	}
	act_log(&a, "Successfully migrated the database.");
	if (a.app->leader != a.unit->number) {
		act_crash(&a, "ops.model.RelationDataAccessError: only the leader can write the application's data of kratos-peers");
		return;
	}
	r = product_database(a.model, a.app);
	if (r) {
		mem_set(&a.app->migrated, o->version);
		a.app->migrated_relation = r->id;
		a.app->migration_failed = false;
	}
	/* Earlier revisions keep a constant there and log nothing. */
	if (a.app->revision >= 378)
		act_log(&a, "Updated migration version in peer data.");
	act_done(&a);
}

/* Without a relation the charm does not stop: it calls the program, which fails on its own (facts/charms.md 1.4). */
static void migrate(struct juju *juju, struct juju_model *m, int64_t task)
{
	struct relation *r;
	struct order *o;
	struct act a;

	if (!act_find(juju, m, task, &a))
		return;
	r = product_database(a.model, a.app);
	/* With this fault nothing is applied; migrate-fail-at (sandbox.h) stops halfway. */
	if (sandbox_fault(juju->sb, "migrate-fail", 0)) {
		act_fail(&a, "Database migration action failed: Could not apply migrations: canceling statement due to statement timeout");
		return;
	}
	if (!a.app->charm->product->has_release(version_release(a.unit->version))) {
		act_fail(&a, "Database migration action failed: the training has the migrations of 1.0.0 and 1.1.0 only");
		return;
	}
	if (!r || r->database != DB_READY) {
		act_fail(&a, "Database migration action failed: unable to open the database: dial tcp: lookup : no such host");
		return;
	}
	o = order_new(juju, migrated);
	o->model = m;
	o->task = task;
	/* The pod's version migrates. Kept here, since the pod may have another one when the answer comes and the peer data is written. */
	o->version = mem_dup(a.unit->version);
	sandbox_migrate(juju->sb, (enum sandbox_cluster)r->cluster, r->dbname, r->role, version_release(a.unit->version),
	                json_int(a.operation->parameters, "timeout", 120) * 1000, NULL, order_answered, o);
}

/* Called a second time when a hang is over: a task with a line in its log has passed the guards and the hang. */
static void run_migration(const struct act *a)
{
	int64_t hang = sandbox_fault(a->juju->sb, "migrate-hang-ms", 0);

	if (a->task->lines == 0) {
		if (!container_up(a)) {
			act_fail(a, "Service is not ready. Please re-run the action when the charm is active");
			return;
		}
		act_log(a, "Migrating database.");
		/* The queue calls the action again when the time is over (tasks.c, work). */
		if (hang > 0) {
			a->task->due = a->juju->now + hang;
			a->task->acting = false;
			return;
		}
	}
	migrate(a->juju, a->model, a->task->id);
}

/* ---- PostgreSQL ---- */

/* Without a primary there is no result and no failure either (facts/charms.md 2.1). */
static void get_primary(const struct act *a)
{
	const struct unit *primary = postgresql_primary(a->app);
	char *name;

	if (primary) {
		name = mem_printf("%s/%d", a->app->name, primary->number);
		json_put_str(a->task->results, "primary", name);
		free(name);
	}
	act_done(a);
}

/* The real password of the training's cluster: Teal connects to the database with it. */
static void get_password(const struct act *a)
{
	static const char *const known[] = { "operator", "replication", "rewind", "backup", "monitoring", "patroni" };
	const char *user = json_str(a->operation->parameters, "username", "operator");
	const struct unit *primary = postgresql_primary(a->app);
	size_t i = 0;

	while (i < mem_count(known) && !str_same(known[i], user))
		i++;
	if (i == mem_count(known)) {
		char *text = mem_printf(
			"The action can be run only for users used by the charm or Patroni: operator, replication, rewind, backup, "
			"monitoring, patroni not %s",
			user);

		act_fail(a, text);
		free(text);
	} else if (i > 0 || !primary) {
		act_fail(a, "the training sandbox knows the password of operator only");
	} else {
		json_put_str(a->task->results, "password",
		             secret_reveal(sandbox_cluster_password(a->juju->sb, (enum sandbox_cluster)primary->cluster)));
		act_done(a);
	}
}

/* Refused: the cluster's password would differ from the one that the sandbox itself connects with. */
static void set_password(const struct act *a)
{
	act_fail(a, "the training sandbox does not change passwords");
}

/* Refused in words that are not the charm's: a restore that is only pretended would teach something false. */
static void restore(const struct act *a)
{
	act_fail(a, "the training sandbox does not restore backups: rehearse a restore on a staging model");
}

/* ---- Backups ---- */

/* The application that knows the bucket; NULL: backups are not possible. */
static const struct app *s3_of(const struct act *a)
{
	const struct relation *r = relation_of(a->model, a->app->name, "s3-parameters");

	return r ? app_find(a->model, r->provider.app) : NULL;
}

/* The rules of the charm's _can_unit_perform_backup, in its order (track 14). */
static const char *unit_cannot_back_up(const struct act *a)
{
	bool tls = relation_of(a->model, a->app->name, "certificates") != NULL;
	bool primary = postgresql_primary(a->app) == a->unit;

	if (str_same(a->unit->workload.current, "blocked"))
		return "Unit is in a blocking state";
	/* So a replica is what a backup is taken from, where TLS allows it (facts/charms.md 2.2). */
	if (tls && primary && a->app->units > 1)
		return "Unit cannot perform backups as it is the cluster primary";
	if (!tls && !primary)
		return "Unit cannot perform backups as TLS is not enabled";
	if (a->unit->cluster < 0 || !sandbox_cluster_alive(a->juju->sb, (enum sandbox_cluster)a->unit->cluster))
		return "Unit cannot perform backups as the database seems to be offline";
	if (!s3_of(a))
		return "Relation with s3-integrator charm missing, cannot create/restore backup.";
	if (!app_setting(s3_of(a), "bucket") || !*app_setting(s3_of(a), "bucket"))
		return "Missing S3 parameters: ['bucket']";
	return NULL;
}

/* pgBackRest's name of a full backup: 20240701-221707F. */
static void backup_label(int64_t wall, char out[WHEN_TEXT])
{
	char iso[WHEN_TEXT];

	print_when(wall, &(struct zone){ 0, "UTC" }, WHEN_RFC, iso);
	snprintf(out, WHEN_TEXT, "%.4s%.2s%.2s-%.2s%.2s%.2sF", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
}

/* The result has no id, as with the charm: Teal compares list-backups before and after (facts/charms.md 2.1). */
static void backed_up(struct juju *juju, const struct order *o, const struct sandbox_result *result)
{
	struct backup b = { .started = o->wall, .finished = juju->wall };
	struct act a;
	char label[WHEN_TEXT], *text;
	bool here = act_find(juju, o->model, o->task, &a);

	if (!here)
		return;
	if (!result->ok) {
		text = mem_printf("Failed to backup PostgreSQL with error: %s", result->message);
		act_fail(&a, text);
		free(text);
		return;
	}
	backup_label(o->wall, label);
	b.lsn_start = mem_dup(result->lsn_start ? result->lsn_start : "n/a");
	b.lsn_stop = mem_dup(result->lsn_stop ? result->lsn_stop : "n/a");
	b.path = mem_printf("/%s.patroni-%s/%s", a.model->name, a.app->name, label);
	app_backup_add(a.app, &b);
	json_put_str(a.task->results, "backup-status", "backup created");
	act_done(&a);
}

/* The charm's order: the type first, then whether this unit may back up. */
static void create_backup(const struct act *a)
{
	const char *type = json_str(a->operation->parameters, "type", "full"), *no;
	char label[WHEN_TEXT], *text;
	struct order *o;

	if (!str_same(type, "full") && !str_same(type, "differential") && !str_same(type, "incremental")) {
		text = mem_printf("Invalid backup type: %s. Possible values: full, differential, incremental.", type);
		act_fail(a, text);
		free(text);
		return;
	}
	if (!str_same(type, "full") && !a->app->backups) {
		text = mem_printf("Invalid backup type: %s. No previous full backup to reference.", type);
		act_fail(a, text);
		free(text);
		return;
	}
	no = unit_cannot_back_up(a);
	if (!no && !str_same(type, "full"))
		no = "Failed to backup PostgreSQL with error: the training sandbox takes full backups only";
	if (!no && sandbox_fault(a->juju->sb, "backup-fail", 0))
		no = "Failed to backup PostgreSQL with error: ERROR: [056]: unable to find primary cluster - cannot proceed";
	if (no) {
		act_fail(a, no);
		return;
	}
	o = order_new(a->juju, backed_up);
	o->model = a->model;
	o->task = a->task->id;
	backup_label(a->juju->wall, label);
	/* The folder of the files. pgBackRest's path has slashes, so the name here is another. */
	text = mem_printf("%s.%s-%s", a->model->name, a->app->name, label);
	sandbox_backup(a->juju->sb, (enum sandbox_cluster)a->unit->cluster, text, order_answered, o);
	free(text);
}

/* The widths are the charm's. A failed backup's status is longer than its column, so that only " | "
 * separates safely (facts/charms.md 2.3). */
static void backup_row(struct str *out, const char *id, const char *action, const char *status, const char *reference, const char *lsn,
                       const char *start, const char *finish, const char *timeline, const char *path)
{
	str_addf(out, "\n%-20s | %-19s | %-8s | %-20s | %-23s | %-20s | %-20s | %-8s | %s", id, action, status, reference, lsn, start,
	         finish, timeline, path);
}

/* In the order in which they were made; the id is the time at which one began. */
void backups_table(const struct app *app, const char *bucket, const char *path, struct str *out)
{
	const struct zone utc = { 0, "UTC" };
	size_t head;

	str_addf(out, "Storage bucket name: %s\nBackups base path: %s/backup/\n", bucket, path);
	/* Where the head begins, behind its newline: the line of dashes is as long as the head. */
	head = out->len + 1;
	backup_row(out, "backup-id", "action", "status", "reference-backup-id", "LSN start/stop", "start-time", "finish-time", "timeline",
	           "backup-path");
	head = out->len - head;
	str_add(out, "\n");
	for (size_t i = 0; i < head; i++)
		str_add(out, "-");
	for (size_t i = 0; i < app->backups; i++) {
		const struct backup *b = &app->backup[i];
		char start[WHEN_TEXT], finish[WHEN_TEXT];
		char *status = b->error ? mem_printf("failed: %s", b->error) : mem_dup("finished");
		char *lsn = mem_printf("%s / %s", b->lsn_start, b->lsn_stop);

		print_when(b->started, &utc, WHEN_RFC, start);
		print_when(b->finished, &utc, WHEN_RFC, finish);
		backup_row(out, start, "full backup", status, "None", lsn, start, finish, "1", b->path);
		free(status);
		free(lsn);
	}
}

/* Of every backup of the application, whichever unit is asked: the bucket is the source of the list. */
static void list_backups(const struct act *a)
{
	const struct app *s3 = s3_of(a);
	const char *path;
	struct str text;

	if (!s3) {
		act_fail(a, "Relation with s3-integrator charm missing, cannot create/restore backup.");
		return;
	}
	path = app_setting(s3, "path");
	str_init(&text, STR_PAGE);
	backups_table(a->app, app_setting(s3, "bucket"), path ? path : "", &text);
	json_put_str(a->task->results, "backups", str_text(&text));
	str_release(&text);
	act_done(a);
}

/* ---- The table ---- */

/* Name, the kind of charm that has the action, and the parameters that are checked; others are passed on unread, as 3.x does it. */
static const struct action actions[] = {
	{ "run-migration", CHARM_PRODUCT, { { "timeout", "number" } }, run_migration },
	{ "create-backup", CHARM_POSTGRESQL, { { "type", "string" } }, create_backup },
	{ "get-password", CHARM_POSTGRESQL, { { "username", "string" } }, get_password },
	{ "get-primary", CHARM_POSTGRESQL, { { NULL, NULL } }, get_primary },
	{ "list-backups", CHARM_POSTGRESQL, { { NULL, NULL } }, list_backups },
	{ "restore", CHARM_POSTGRESQL, { { "backup-id", "string" }, { "restore-to-time", "string" } }, restore },
	{ "set-password", CHARM_POSTGRESQL, { { "username", "string" }, { "password", "string" } }, set_password },
};

/* The kind of the charm counts, not its name: all charms of a kind have the same actions here. */
const struct action *action_find(const struct charm *charm, const char *name)
{
	for (size_t i = 0; i < mem_count(actions); i++)
		if (actions[i].kind == charm->kind && str_same(actions[i].name, name))
			return &actions[i];
	return NULL;
}

/* juju has one message for a charm without actions and another for a charm that lacks the one that was asked for. */
bool charm_has_actions(const struct charm *charm)
{
	return charm->kind != CHARM_OTHER;
}

/* The words of the schema check that the controller makes before a task exists (facts/juju.md 3.1). */
char *action_refuses(const struct action *action, const struct json *parameters)
{
	for (size_t i = 0; i < mem_count(action->parameter) && action->parameter[i].name; i++) {
		const struct json *value = json_get(parameters, action->parameter[i].name);
		bool text = json_is_string(value), number;
		struct str given;
		char *why;

		if (!value)
			continue;
		str_init(&given, STR_LINE);
		print_json(&given, value);
		number = strspn(str_text(&given), "0123456789.-") == given.len;
		why = (str_same(action->parameter[i].type, "number") ? number : text)
		              ? NULL
		              : mem_printf("validation failed: (root).%s : must be of type %s, given %s", action->parameter[i].name,
		                           action->parameter[i].type, str_text(&given));
		str_release(&given);
		if (why)
			return why;
	}
	return NULL;
}
