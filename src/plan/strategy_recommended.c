/* The recommended strategy: Canonical's guide "Perform Database Migration with Identity Platform Components" (facts/guide.txt), its best
 * practices made steps, and the traps of facts/charms.md section 6 made gates. */
#include "config.h"

#include "base/intl.h"
#include "base/mem.h"
#include "plan/migrations.h"
#include "plan/product.h"
#include "plan/remember.h"
#include "plan/settings.h"
#include "plan/step.h"

/* A phase is nothing but its title; steps that follow each other with the same one make it up (step.h). */
#define PREPARE N_("Prepare")
#define BUILD N_("Build green")
#define SYNC N_("Synchronise")
#define CUT N_("Cut over")
#define AFTER N_("Afterwards")

/* The rows are in the order of a run. What a row may rest on: need is asked when the operator says go, done when all
 * its acts are; an act's own gate stands with the act. Gates that guard the data (fence-whole, copy-equal) are asked
 * again by every later step that would make a loss final. */
static const struct step steps[] = {
	{
		/* No acts: the done gates open the step and close it, and what they rest on is noted. */
		.id = "discover", .phase = PREPARE, .title = N_("Look at blue"),
		.why = N_("Reads the model, the units, the versions, the relations and the database,\n"
			   "and remembers what blue is today. Nothing is changed."),
		.back = N_("Nothing was done."),
		.done = { "juju-answers", "blue-settled", "blue-version", "models-apart", "source-reached", "source-primary",
		          "only-us", "source-free", "schema-seen", "app-schema", "replica-identity",
		          "fence-possible", "way-known", "config-seen",
		          "source-rights", "odd-tables", "left-out", "carriable", "large-objects", "networks-known",
		          "source-triggers", "sequence-room", "kinds-known", "stumbles", "blue-serves" },
		.remember = { remember_blue },
		.flags = STEP_LOOKS,
	},
	{
		/* The list is read by a person: what it brings to which table is known, whether that matters here is
		 * not. */
		.id = "releases", .phase = PREPARE, .title = N_("Read what lies between"),
		.why = N_("Which releases lie between blue and the target, and which SQL migrations\n"
			   "they bring. Whenever the version changes, run-migration is needed, also\n"
			   "without any."),
		.body = BODY_RELEASES,
		.back = N_("Nothing was done."),
		.done = { "no-downgrade", "migrations-known", "no-blocking-hazard", "releases-read" },
		.flags = STEP_READS_RELEASES,
	},
	{
		/* The traffic is only shown; nothing is judged by it. */
		.id = "window", .phase = PREPARE, .title = N_("Choose the window"),
		.why = N_("Users cannot log in between the fence and the switch: choose the quietest\n"
			   "hour. The picture counts the sessions that were begun, by weekday and hour\n"
			   "(UTC)."),
		.body = BODY_WINDOW,
		.back = N_("Nothing was done."),
		.done = { "window-chosen" },
		.watch = { PROBE_TRAFFIC, PROBE_SOURCE },
		.field = {
			{ .key = "window.start",
			  .label = N_("The writes stop from"),
			  .help = N_("now, or a time in UTC: 2026-11-24 03:40"),
			  .kind = FIELD_TIME,
			  .fallback = "now" },
		},
	},
	{
		/* Asked before anything was changed, while there is time to think. */
		.id = "fallback", .phase = PREPARE, .title = N_("Write down the fallback"),
		.why = N_("Who decides to go back, until when, and how; and was it rehearsed? At night\n"
			   "nobody wants to think about this for the first time."),
		.back = N_("Nothing was done."),
		.done = { "fallback-written", "fallback-rehearsed" },
		.field = {
			{ .key = "fallback.who",
			  .label = N_("Who decides"),
			  .help = N_("a name, and how to reach it") },
			{ .key = "fallback.until",
			  .label = N_("Until when"),
			  .help = N_("a time, or a state of things"),
			  .fallback = N_("until the switch") },
			{ .key = "fallback.how",
			  .label = N_("How"),
			  .help = N_("in one sentence"),
			  .fallback = N_("undo: blue serves again, nothing is lost") },
			{ .key = "fallback.rehearsed",
			  .label = N_("Was it rehearsed?"),
			  .help = N_("this-is-it: this run is the rehearsal"),
			  .kind = FIELD_CHOICE,
			  .choices = "no|yes|this-is-it" },
		},
	},
	{
		/* Where it stands: after all that only looks, before the first command that changes a model. */
		.id = "backup-before", .phase = PREPARE, .title = N_("Back up blue"),
		.why = N_("The first checkpoint: a backup that list-backups shows as finished. From a\n"
			   "replica where the charm allows it."),
		.body = BODY_CHECKPOINTS,
		.back = N_("The backup stays; nothing else was done."),
		.need = { "blue-settled", "backup-possible" },
		.watch = { PROBE_STATUS_BLUE },
		.act = { "find-primary", "backup-before" },
		.done = { "checkpoint-before" },
		.no_undo = N_("a backup that is not needed does no harm"),
		.settle_ms = 60000,
		.checkpoint = "checkpoint.before",
		.checkpoint_title = N_("Blue, before anything"),
		.remember = { remember_checkpoint },
		.flags = STEP_WRITES,
	},
	{
		/* PostgreSQL has its store before the app is there, so that nobody forgets green's own backups. The
		 * relation comes last: with it the charm migrates the empty database by itself (facts/charms.md 1.2). */
		.id = "deploy-green", .phase = BUILD, .title = N_("Deploy green at blue's version"),
		.why = N_("PostgreSQL first, then the app at blue's charm revision with blue's\n"
			   "configuration; the two are related when PostgreSQL is active, not before."),
		.back = N_("Green is removed again; blue was not touched."),
		.need = { "blue-as-it-was", "green-free", "routes-possible", "blue-settled", "checkpoint-before" },
		.act = { "deploy-postgresql", "integrate-extras", "deploy-app", "relate-database" },
		.done = { "green-pg-active", "green-related", "green-settled", "green-version", "config-equal", "secrets-known" },
		.undo = { "remove-green" },
		.field = {
			{ .key = "green.secrets",
			  .label = N_("Green's system secrets are blue's?"),
			  .help = N_("compare get-secret-keys of both; what blue encrypted is lost otherwise"),
			  .kind = FIELD_YES_NO,
			  .traits = PRODUCT_KEYS },
		},
		.settle_ms = 900000,
		.flags = STEP_MAKES_GREEN | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* Why scaling and emptying are one step: rows that are written between the two would be there for good. */
		.id = "quiet-green", .phase = BUILD, .title = N_("Silence and empty green"),
		.why = N_("Green's first start left rows that stop the copy for ever, or hide blue's\n"
			   "data behind green's own network. The app is scaled to 0, its tables are\n"
			   "emptied."),
		.back = N_("Green is removed again; blue was not touched."),
		.need = { "schema-seen", "target-reached", "target-apart", "green-version", "replica-triggers", "kinds-there" },
		.act = { "scale-0", "target-quiet", "empty-target" },
		.watch = { PROBE_SOURCE },
		.done = { "green-scaled-0", "target-silent", "target-empty", "same-schema", "same-migrations" },
		.no_undo = N_("green is thrown away with deploy-green's undo"),
		.settle_ms = 300000,
		.flags = STEP_EMPTIES_GREEN | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* The undo takes the subscription first: it holds the slot, and a slot in use cannot be dropped. The
		 * publication goes before the marker table that it publishes. */
		.id = "start-sync", .phase = SYNC, .title = N_("Start the synchronisation"),
		.why = N_("PostgreSQL's own logical replication: a publication and a slot on blue, a\n"
			   "subscription on green. Every table but schema_migration. Blue goes on\n"
			   "working."),
		.back = N_("Subscription, slot, publication and marker go; blue was not touched."),
		.need = { "schema-seen", "source-primary", "wal-level", "slots-free", "replica-identity", "no-prepared", "no-old-xact",
		          "target-apart", "target-silent", "target-empty", "same-schema", "same-migrations", "target-key",
		          "names-free", "fence-tried", "marker-tried", "way-tried", "way-timeouts", "left-out", "carriable",
		          "large-objects", "replica-triggers", "kinds-there", "sequences-fit", "blue-as-it-was" },
		.act = { "marker-source", "marker-target", "create-publication", "create-slot", "create-subscription" },
		.done = { "publication", "subscription", "slot-safe" },
		.undo = { "drop-subscription", "drop-slot", "drop-publication", "drop-marker-source", "drop-marker-target" },
		.settle_ms = 60000,
		.flags = STEP_SYNCS | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* Costs nothing and has no end of its own: it may be followed for days until the window opens.
		 * settle_ms 0, no acts. */
		.id = "follow-sync", .phase = SYNC, .title = N_("Follow the synchronisation"),
		.why = N_("The tables are copied, then green follows blue. The lag is measured by a\n"
			   "heartbeat that is written on blue and seen on green, and by the oldest write\n"
			   "in flight."),
		.body = BODY_FOLLOW,
		.back = N_("Costs nothing: blue was not touched."),
		.done = { "tables-ready", "apply-moves", "sync-errors", "lag-held", "slot-safe", "source-primary", "same-schema",
		          "same-migrations", "publication", "blue-as-it-was" },
		.watch = { PROBE_COPY, PROBE_TABLES_SOURCE },
		.remember = { remember_lag, remember_forecast },
		.flags = STEP_COPIES,
	},
	{
		/* Days before the night, or right before the fence: it can be had as often as one likes. What it proves equal need not
		 * be read in full in the write-stop (verify-copy). */
		.id = "verify-live", .phase = SYNC, .title = N_("Compare while writes go on"),
		.why = N_("Every row of every table, on both servers. Rows that differ are asked for\n"
			   "again until green has applied what blue had: they agree, or are proven\n"
			   "different."),
		.body = BODY_VERIFY,
		.compares = VERIFY_LIVE,
		.back = N_("Costs nothing: blue was only read."),
		.need = { "tables-ready", "apply-moves", "sync-errors", "slot-safe", "publication", "blue-as-it-was" },
		.act = { "analyse-green", "verify-live" },
		.done = { "live-equal", "analysed" },
		.field = {
			{ .key = "verify.read",
			  .label = N_("What the write-stop reads again"),
			  .help = N_("all: every row; changed: what changed after this comparison"),
			  .kind = FIELD_CHOICE,
			  .choices = "all|changed",
			  .fallback = "all" },
		},
		.settle_ms = 60000,
		.flags = STEP_COMPARES,
	},
	{
		/* The ingress first, so that users meet one clear error and the triggers find few writers. The undo
		 * goes the other way: writes must work before users come back, and the triggers that then refuse
		 * nothing go last, since a reader may hold a table for long. */
		.id = "stop-writes", .phase = CUT, .title = N_("Stop the writes to blue"),
		.why = N_("From here users cannot log in, until the switch. First blue's ingress is\n"
			   "taken away, then one transaction puts a trigger on every table that refuses\n"
			   "every write."),
		.body = BODY_FORECAST,
		.back = N_("u, within seconds: the fence goes, blue serves again, nothing is lost."),
		.need = { "window-now", "tables-ready", "apply-moves", "lag-held", "slot-safe", "no-prepared", "no-old-xact",
		          "blue-as-it-was", "blue-serves", "green-scaled-0", "target-silent",
		          "source-primary", "checkpoint-before",
		          "schema-seen", "only-us", "replica-identity", "same-schema", "same-migrations", "publication", "fence-possible",
		          "fence-tried", "juju-now", "juju-login", "green-writes", "fallback-written", "left-out",
		          "carriable", "large-objects", "replica-triggers", "kinds-there", "sequences-fit",
		          "stumbles" },
		.act = { "routes-off", "fence" },
		.done = { "fence-whole", "no-writer" },
		.undo = { "open-writes", "routes-settle", "routes-back", "unfence" },
		.field = {
			{ .key = "juju.login",
			  .label = N_("Log in to juju first?"),
			  .help = N_("yes: juju login runs now; a login lasts a day, what is left cannot be asked"),
			  .kind = FIELD_YES_NO,
			  .fallback = "no" },
		},
		.settle_ms = 60000,
		.forecast_ms = 2000,
		.flags = STEP_STARTS_WRITE_STOP | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* tables-ready, since a table under copy is not applied in commit order: the sentinel would prove
		 * nothing for it. */
		.id = "drain", .phase = CUT, .title = N_("Drain what is under way"),
		.why = N_("Takes blue's place in the WAL once, sends a sentinel behind it, waits until\n"
			   "green has applied it, and makes it durable there with one synchronous\n"
			   "commit."),
		.back = N_("u: the fence goes, blue serves again, nothing is lost."),
		.need = { "fence-whole", "no-writer", "tables-ready" },
		.act = { "sentinel", "durable" },
		.guard = { "fence-whole", "slot-safe" },
		.done = { "fence-whole", "no-writer", "drained", "durable" },
		.no_undo = N_("two marker rows; they go with start-sync's undo"),
		.settle_ms = 60000,
		.forecast_ms = 1000,
		.flags = STEP_DRAINS | STEP_WRITES,
	},
	{
		/* same-migrations again: schema_migration itself is not copied and not compared as a table. */
		.id = "verify-copy", .phase = CUT, .title = N_("Compare blue and green"),
		.why = N_("Completeness and consistency: row count and a checksum of every row's\n"
			   "content, table by table, on both servers at once."),
		.body = BODY_VERIFY,
		.compares = VERIFY_COPY,
		.back = N_("u: the fence goes, blue serves again, nothing is lost."),
		.need = { "fence-whole", "drained", "durable" },
		.act = { "verify-copy" },
		.guard = { "fence-whole" },
		.done = { "copy-equal", "fence-whole", "same-migrations", "network" },
		.settle_ms = 60000,
		.forecast_ms = 1000,
		.forecast = forecast_reading,
		.flags = STEP_COMPARES,
	},
	{
		/* The backup that a way back would be made of. It takes minutes inside the write-stop, and may be
		 * waived for that reason. */
		.id = "backup-drained", .phase = CUT, .title = N_("Back up blue, drained"),
		.why = N_("The second checkpoint: all that was ever written to blue, nothing after it."),
		.body = BODY_CHECKPOINTS,
		.back = N_("u: the fence goes, blue serves again, nothing is lost."),
		.need = { "fence-whole", "copy-equal", "backup-possible" },
		.watch = { PROBE_STATUS_BLUE },
		.act = { "find-primary", "backup-drained" },
		.guard = { "fence-whole" },
		.done = { "checkpoint-drained" },
		.no_undo = N_("a backup that is not needed does no harm"),
		.settle_ms = 60000,
		.checkpoint = "checkpoint.drained",
		.checkpoint_title = N_("Blue, drained"),
		.remember = { remember_checkpoint },
		.forecast_ms = 2000,
		.forecast = forecast_backup,
		.flags = STEP_WRITES,
	},
	{
		/* Before the refresh: rows of blue would meet green's new schema (facts/charms.md section 6, no. 6).
		 * Sequences come first, since they are set while nobody else writes. No undo, because a new
		 * subscription copies everything again. */
		.id = "stop-sync", .phase = CUT, .title = N_("Stop the synchronisation"),
		.why = N_("Green stands alone from here: its schema will change, and blue's rows would\n"
			   "no longer fit. Sequences are set first, then subscription, slot and\n"
			   "publication go."),
		.back = N_("u: blue serves again, nothing is lost; green must be filled anew then."),
		.need = { "fence-whole", "copy-equal" },
		.act = { "set-sequences", "drop-subscription", "drop-slot", "drop-publication", "drop-marker-source",
		         "drop-marker-target" },
		.guard = { "fence-whole" },
		.done = { "sequences", "no-subscription", "no-slot", "no-publication", "no-marker-source", "no-marker-target",
		          "fence-whole" },
		.no_undo = N_("a dropped subscription is not taken up again; a new one copies anew"),
		.settle_ms = 60000,
		.forecast_ms = 1000,
		.flags = STEP_LEAVES_SYNC | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* Refreshed without units: pods that start on the new revision need not be replaced one by one. */
		.id = "upgrade-green", .phase = CUT, .title = N_("Upgrade green"),
		.why = N_("The charm is refreshed to the target revision while no unit runs, then the\n"
			   "units are started. They wait for the migration and do not serve yet."),
		.back = N_("u: blue serves again, nothing is lost; green is removed."),
		.need = { "fence-whole", "copy-equal", "no-subscription", "no-downgrade-noted" },
		.act = { "refresh", "scale-up" },
		.guard = { "fence-whole" },
		.done = { "green-revision", "green-scaled-up", "green-target" },
		.no_undo = N_("green is thrown away with deploy-green's undo"),
		.settle_ms = 900000,
		.forecast = forecast_start,
		.flags = STEP_LEAVES_SYNC | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* done is one gate with two witnesses, see judge_migrated; the task is watched for the screen and for a
		 * resume. */
		.id = "migrate", .phase = CUT, .title = N_("Migrate green's database"),
		.why = N_("The action run-migration on green's leader, with a timeout from the sizes.\n"
			   "Its task id is kept at once. Done is what the database records, not what the\n"
			   "action says."),
		.back = N_("u: blue serves again, nothing is lost; green is removed."),
		.need = { "fence-whole", "green-revision", "green-target", "green-scaled-up" },
		.act = { "run-migration" },
		.guard = { "fence-whole", "green-units" },
		.done = { "migrated" },
		.watch = { PROBE_TASK },
		.no_undo = N_("schemas do not go back; green is thrown away with deploy-green's undo"),
		.settle_ms = 60000,
		.forecast_ms = 2000,
		.forecast = migrations_ms,
		.flags = STEP_MIGRATES | STEP_WRITES | STEP_CONFIRM,
	},
	{
		/* No undo and no no_undo: it writes nothing. */
		.id = "verify-migrated", .phase = CUT, .title = N_("Compare again, and ask the service"),
		.why = N_("The same comparison on blue's columns: each difference must be explained by\n"
			   "a migration that ran. Then indexes, constraints, orphans, and the service's\n"
			   "own health."),
		.body = BODY_VERIFY,
		.compares = VERIFY_MIGRATED,
		.back = N_("u: blue serves again, nothing is lost; green is removed."),
		.need = { "fence-whole", "migrated" },
		.act = { "verify-migrated", "analyse-green" },
		.guard = { "fence-whole", "green-units" },
		.done = { "migrated-equal", "analysed", "integrity", "network", "identity-schemas", "green-healthy" },
		.settle_ms = 600000,
		.forecast_ms = 6000,
		.forecast = forecast_reading,
		.flags = STEP_COMPARES,
	},
	{
		/* Everything that a way back would need is asked once more, at the last moment at which it matters.
		 * After the first command of this step an undo is refused, whether the step completes or not. */
		.id = "switch", .phase = CUT, .title = N_("Switch the traffic to green"),
		.why = N_("POINT OF NO RETURN. Who reads blue's addresses reads green's, and green gets\n"
			   "the ingress. From the first write on green, blue is stale: going back loses\n"
			   "it."),
		.back = N_("After this, going back loses every write made on green."),
		.need = { "fence-whole", "copy-equal", "migrated", "migrated-equal", "integrity", "network", "green-healthy",
		          "blue-off", "checkpoint-drained", "green-writes" },
		.act = { "green-routes", "consumers" },
		.done = { "consumers-moved", "green-on", "blue-off", "green-serves" },
		.no_undo = N_("this is the point of no return"),
		.settle_ms = 300000,
		.forecast_ms = 5000,
		.flags = STEP_POINT_OF_NO_RETURN | STEP_WRITES | STEP_CONFIRM_NAME,
	},
	{
		/* No settle_ms: the soak takes as long as it takes, and is over when the operator says so. */
		.id = "soak", .phase = AFTER, .title = N_("Watch green"),
		.why = N_("Green serves. Watch it for a while, take the third checkpoint, then accept\n"
			   "it. Blue is still there, fenced, with everything up to the fence."),
		.body = BODY_SOAK,
		.back = N_("By hand only, and with the loss of all writes since the switch."),
		.need = { "green-serves" },
		.watch = { PROBE_STATUS_GREEN },
		.act = { "find-primary-green", "backup-after" },
		.done = { "green-serves", "soaked", "checkpoint-after", "soak-accepted" },
		.no_undo = N_("past the point of no return"),
		.field = {
			{ .key = "soak.accepted",
			  .label = N_("Accept green?"),
			  .help = N_("yes when logins work and the errors are as low as before"),
			  .kind = FIELD_YES_NO,
			  .fallback = "yes" },
		},
		.checkpoint = "checkpoint.after",
		.checkpoint_of = OF_GREEN,
		.checkpoint_title = N_("Green, after the switch"),
		.remember = { remember_checkpoint },
		.flags = STEP_WRITES,
	},
	{
		/* The database stays in any case; removing data is never a step of Teal's. */
		.id = "retire-blue", .phase = AFTER, .title = N_("Retire blue"),
		.why = N_("Say how long blue is kept. Only what you name is removed; its database and\n"
			   "backups stay, fenced."),
		.back = N_("What is removed is gone; the backups stay."),
		.act = { "remove-blue" },
		.done = { "keep-until", "blue-retired" },
		.no_undo = N_("past the point of no return"),
		.field = {
			{ .key = "retire.keep_until",
			  .label = N_("Keep blue until"),
			  .help = N_("a date"),
			  .fallback = N_("two weeks from now") },
			{ .key = "retire.remove",
			  .label = N_("Remove now"),
			  .help = N_("nothing, or app: the application blue, not its database"),
			  .kind = FIELD_CHOICE,
			  .choices = "nothing|app",
			  .fallback = "nothing" },
		},
		.settle_ms = 300000,
		.flags = STEP_WRITES | STEP_CONFIRM,
	},
};

const struct strategy strategy_recommended = {
	.id = "recommended",
	.subject = GREEN,
	.needs = NEEDS_TARGET | NEEDS_GREEN_APP | NEEDS_GREEN_DATABASE,
	.title = N_("Recommended: blue and green"),
	.why = N_("A second application and database of the same version is filled by\n"
	          "replication, then migrated, verified and switched to."),
	.step = steps,
	.steps = mem_count(steps),
};
