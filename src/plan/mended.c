/* A wrong setting is mended in its run as long as nothing that was made rests on it. What rests on which member is a table of the plan, and
 * names acts by their ids as the rows of a step do; a member without a row cannot change. */
#include "config.h"

#include "plan/mended.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/model.h"
#include "plan/settings.h"
#include "plan/step.h"
#include "plan/walk.h"

/* until: as long as what it names has not happened. */
enum until {
	UNTIL_NEVER, /* not at all */
	UNTIL_THE_END,
	UNTIL_DONE, /* the step of this kind is complete: it has remembered what it saw */
	UNTIL_ASKED, /* this act was begun: what it makes bears the setting, also when only a part of it was made */
	UNTIL_MADE, /* this act was begun and did not fail: what failed has left nothing */
};

/* A path that ends in a dot stands for all members of that object that have no row of their own. */
static const struct rule {
	const char *path, *act, *why;
	enum until until;
	unsigned step; /* flag of UNTIL_DONE */
} rules[] = {
	{ .path = "strategy", .until = UNTIL_NEVER, .why = N_("the steps of the run are those of its strategy") },
	{ .path = "product", .until = UNTIL_DONE, .step = STEP_LOOKS, .why = N_("discover has looked at this product") },
	{ .path = "juju", .until = UNTIL_THE_END },
	{ .path = "clients", .until = UNTIL_THE_END },
	{ .path = "limits.", .until = UNTIL_THE_END },
	{ .path = "sources.", .until = UNTIL_THE_END },
	{ .path = "blue.model", .until = UNTIL_DONE, .step = STEP_LOOKS, .why = N_("discover has looked at this model") },
	{ .path = "blue.app", .until = UNTIL_DONE, .step = STEP_LOOKS, .why = N_("discover has looked at this application") },
	{ .path = "blue.pg_app", .until = UNTIL_DONE, .step = STEP_LOOKS, .why = N_("discover has looked at this application") },
	/* Where the same database is reached: that it is the same is asked by a gate (source-primary). */
	{ .path = "blue.", .until = UNTIL_THE_END },
	{ .path = "green.model", .until = UNTIL_ASKED, .act = "deploy-postgresql", .why = N_("green was deployed into it") },
	{ .path = "green.app", .until = UNTIL_ASKED, .act = "deploy-postgresql", .why = N_("green was deployed beside it") },
	{ .path = "green.pg_app", .until = UNTIL_ASKED, .act = "deploy-postgresql", .why = N_("it was deployed by this name") },
	{ .path = "green.pg_charm", .until = UNTIL_ASKED, .act = "deploy-postgresql", .why = N_("it was deployed") },
	{ .path = "green.pg_channel", .until = UNTIL_ASKED, .act = "deploy-postgresql", .why = N_("it was deployed from it") },
	{ .path = "green.integrate", .until = UNTIL_ASKED, .act = "integrate-extras", .why = N_("these relations were made") },
	{ .path = "green.", .until = UNTIL_THE_END },
	{ .path = "source_from_target",
	  .until = UNTIL_MADE,
	  .act = "create-subscription",
	  .why = N_("the subscription reaches blue by it") },
	{ .path = "leave_out",
	  .until = UNTIL_ASKED,
	  .act = "create-publication",
	  .why = N_("the publication was made without these tables") },
	{ .path = "target.channel", .until = UNTIL_ASKED, .act = "refresh", .why = N_("green was refreshed to it") },
	{ .path = "target.revision", .until = UNTIL_ASKED, .act = "refresh", .why = N_("green was refreshed to it") },
	{ .path = "target.version",
	  .until = UNTIL_DONE,
	  .step = STEP_READS_RELEASES,
	  .why = N_("what lies between blue and it was read and judged") },
};

/* The row of the member itself comes before that of its object. */
static const struct rule *rule_of(const char *path)
{
	for (size_t i = 0; i < mem_count(rules); i++) {
		size_t n = strlen(rules[i].path);

		if (rules[i].path[n - 1] == '.' ? strncmp(rules[i].path, path, n) == 0 : strcmp(rules[i].path, path) == 0)
			return &rules[i];
	}
	return NULL;
}

/* By the journal: an act whose end nobody knows counts as made. */
static bool begun(const struct model *m, const char *act, enum until until)
{
	for (size_t i = 0; m->strategy && i < m->strategy->steps; i++)
		for (size_t r = 0; r < m->step[i].records; r++) {
			const struct act_record *a = &m->step[i].record[r];

			if (!a->undo && strcmp(a->act, act) == 0 && (until == UNTIL_ASKED || a->ok || !a->ended))
				return true;
		}
	return false;
}

const char *mended_held(const struct model *m, const char *path)
{
	const struct rule *rule = rule_of(path);

	if (!rule)
		return _("it cannot change in a run");
	switch (rule->until) {
	case UNTIL_THE_END:
		return NULL;
	case UNTIL_DONE:
		return walk_done(m, rule->step) ? _(rule->why) : NULL;
	case UNTIL_ASKED:
	case UNTIL_MADE:
		return begun(m, rule->act, rule->until) ? _(rule->why) : NULL;
	case UNTIL_NEVER:
		break;
	}
	return _(rule->why);
}

/* As JSON, so that every kind of member is compared in the same way; NULL is "not set". */
static bool same(const struct json *a, const struct json *b)
{
	char *x = a ? json_line(a) : NULL, *y = b ? json_line(b) : NULL;
	bool equal = str_same(x, y);

	free(x);
	free(y);
	return equal;
}

/* The members of was that are other ones in now, by their paths, into out. Those that only now has are found the other way round. */
static void compare(const char *object, const struct json *was, const struct json *now, const struct json *values, struct json *out)
{
	for (const struct json *n = json_first(was); n; n = json_next(n)) {
		char *path = object ? mem_printf("%s.%s", object, json_key(n)) : mem_dup(json_key(n));

		if (!object && json_is_object(n))
			compare(json_key(n), n, json_get(now, json_key(n)), values, out);
		else if (strcmp(path, "run") != 0 && !same(n, json_get(now, json_key(n))))
			json_put(out, path, json_dup(json_path(values, path)));
		free(path);
	}
}

static struct json *differences(const struct model *m, const struct settings *s)
{
	struct json *was = settings_json(&m->settings), *now = settings_json(s), *out = json_object();

	compare(NULL, was, now, now, out);
	compare(NULL, now, was, now, out);
	json_free(was);
	json_free(now);
	return out;
}

struct json *mended_changes(const struct model *m, const struct settings *s, struct err *err)
{
	struct json *out = differences(m, s);

	for (const struct json *n = json_first(out); n; n = json_next(n)) {
		const char *held = mended_held(m, json_key(n));

		if (!held)
			continue;
		err_whyf(err, ERR_INPUT, _("the settings of this run cannot be changed like this"),
		         _("Put the run's own value back into the file (teal report has it), or undo this run and start another one."),
		         "%s: %s", json_key(n), held);
		json_free(out);
		return NULL;
	}
	return out;
}

char *mended_paths(const struct model *m, const struct settings *s)
{
	struct json *all = differences(m, s);
	struct str out;

	str_init(&out, STR_LINE);
	for (const struct json *n = json_first(all); n; n = json_next(n))
		str_addf(&out, "%s%s", out.len ? ", " : "", json_key(n));
	json_free(all);
	return out.len ? str_take(&out) : NULL;
}
