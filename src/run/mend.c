/* Settings that are given to a run that has begun. They are taken before anything of this session rests on the old ones. */
#include "config.h"

#include "run/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/mended.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "port/loop.h"
#include "port/pg.h"

/* Another database is no other way to the same one. Without the keyword the name is made of model and application, which have rules of
 * their own. */
static bool same_database(const struct run *run, const struct settings *fresh, enum side side, struct err *err)
{
	static const struct {
		const char *path;
		unsigned step; /* flag of the step that has looked at the database */
	} sides[SIDES] = { [BLUE] = { "blue.conninfo", STEP_LOOKS }, [GREEN] = { "green.conninfo", STEP_EMPTIES_GREEN } };
	char *was = pg_conninfo_get(run->model.settings.side[side].conninfo, "dbname");
	char *now = pg_conninfo_get(fresh->side[side].conninfo, "dbname");
	bool ok = !walk_done(&run->model, sides[side].step) || str_same(was, now);

	if (!ok)
		err_whyf(err, ERR_INPUT, _("the settings of this run cannot be changed like this"),
		         _("Put the run's own database back into the file, or undo this run and start another one."),
		         _("%s: dbname is another one, and the run has looked at \"%s\""), sides[side].path, was ? was : "");
	free(was);
	free(now);
	return ok;
}

/* For the report: which members were changed in this run, in the order in which they first were. */
static void note_changed(struct run *run, const struct json *changes)
{
	const char *before = model_note(&run->model, "settings.changed");
	struct findings found = { 0 };
	struct str all;

	str_init(&all, STR_LINE);
	str_add(&all, before ? before : "");
	for (const struct json *n = json_first(changes); n; n = json_next(n))
		if (!str_has_word(str_text(&all), json_key(n)))
			str_addf(&all, "%s%s", all.len ? " " : "", json_key(n));
	findings_note(&found, "settings.changed", str_text(&all));
	run_found(run, &found);
	str_release(&all);
}

/* One event holds all of it: the fold needs no rules, and a reader sees what was changed. */
static bool record_mended(struct run *run, const struct settings *fresh, const struct json *changes, struct err *err)
{
	struct event e = { .type = EV_SETTINGS, .at = loop_wall(), .actor = run->actor, .data = json_object() };

	json_put(e.data, "changed", json_dup(changes));
	json_put(e.data, "settings", settings_json(fresh));
	run_push_event(run, &e);
	if (run_flush(run))
		return true;
	return err_set(err, ERR_WORLD, _("the changed settings could not be recorded"), run->trouble ? run->trouble : "",
	               _("Start again when the journal can be written."));
}

/* What libpq and juju were asked with the old settings is forgotten; sessions are opened when they are next needed. */
static void forget(struct run *run)
{
	sessions_release(run);
	sessions_init(run);
	probes_again(run);
}

bool run_mend(struct run *run, const struct settings *fresh, struct err *err)
{
	struct json *changes = mended_changes(&run->model, fresh, err);
	char *paths = mended_paths(&run->model, fresh);
	bool ok = changes != NULL && same_database(run, fresh, BLUE, err) && same_database(run, fresh, GREEN, err);

	if (ok && json_count(changes) && run->observe)
		ok = err_set(err, ERR_INPUT, _("This is only looked at"),
		             _("the settings differ from the run's, and nothing is changed while observing"),
		             _("Start Teal without --settings, or without --observe."));
	if (ok && json_count(changes)) {
		ok = record_mended(run, fresh, changes, err);
		if (ok) {
			note_changed(run, changes);
			forget(run);
			run_logf(run, _("The settings of this run were changed: %s"), paths);
		}
	}
	free(paths);
	json_free(changes);
	return ok;
}
