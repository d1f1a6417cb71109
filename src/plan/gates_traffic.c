/* Gates about who is led where: ingresses, and those who read addresses. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/product.h"

/* True when the JSON array of texts holds name. */
static bool listed(const struct json *list, const char *name)
{
	for (const struct json *n = json_first(list); n; n = json_next(n))
		if (json_text(n) && strcmp(json_text(n), name) == 0)
			return true;
	return false;
}

/* Each ingress that brings traffic to blue must be reachable under the same name in green's model, as application or SAAS. */
static void judge_routes_possible(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *mine = json_parse(fact_text(m, FACT_BLUE_APP_RELATIONS), strlen(fact_text(m, FACT_BLUE_APP_RELATIONS)), NULL);
	struct json *there = json_parse(fact_text(m, FACT_GREEN_SAAS), strlen(fact_text(m, FACT_GREEN_SAAS)), NULL);
	struct live_match live;
	int routes = 0;

	for (size_t i = 0; product_live(product_find(m->settings.product), mine, i, &live); i++) {
		if (live.live->kind != LIVE_ROUTE)
			continue;
		routes++;
		if (!listed(json_get(there, "apps"), live.app) && !listed(json_get(there, "saas"), live.app)) {
			verdict_set(v, VERDICT_FAIL, _("%s is not in %s: neither application nor consumed offer"), live.app,
			            m->settings.side[GREEN].juju_model);
			goto out;
		}
	}
	if (routes)
		verdict_set(v, VERDICT_PASS,
		            ngettext("%d ingress relation can move", "%d ingress relations can move", (unsigned long)routes), routes);
	else
		verdict_set(v, VERDICT_WARN, _("blue has no ingress relation: traffic has to be moved outside of Juju"));
out:
	json_free(mine);
	json_free(there);
}

/* Which of the product's live relations count: those by which traffic comes, or also those by which others read
 * addresses. */
enum live_want { WANT_ROUTES, WANT_ALL };

/* How many of blue's remembered live relations the side has now; *want: how many there are of the kinds asked for. */
static int live_now(const struct model *m, enum side side, enum live_want wanted, int *want)
{
	const char *before = model_note(m, "blue.relations"), *now = fact_text(m, FACT_SIDE(FACT_BLUE_APP_RELATIONS, side));
	struct json *was = before ? json_parse(before, strlen(before), NULL) : NULL, *is = json_parse(now, strlen(now), NULL);
	struct live_match live;
	int have = 0;

	*want = 0;
	for (size_t i = 0; product_live(product_find(m->settings.product), was, i, &live); i++) {
		if (wanted == WANT_ROUTES && live.live->kind != LIVE_ROUTE)
			continue;
		++*want;
		have += relations_have(is, live.live->endpoint, live.live->kind == LIVE_ROUTE ? live.app : NULL);
	}
	json_free(was);
	json_free(is);
	return have;
}

/* Gone from the list, not only asked to go: a dying relation stands in juju status like a living one. */
static void judge_blue_off(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, side, WANT_ROUTES, &want);

	if (have)
		verdict_set(v, VERDICT_WAIT,
		            ngettext("%d ingress relation still there", "%d ingress relations still there", (unsigned long)have), have);
	else
		verdict_set(v, VERDICT_PASS, ngettext("its %d relation is gone", "all %d relations are gone", (unsigned long)want), want);
}

/* The undo's gate: everything that brought traffic to blue when the run began. Blue may have more by now; that does no
 * harm. */
static void judge_blue_on(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, side, WANT_ALL, &want);

	verdict_set(v, have == want ? VERDICT_PASS : VERDICT_WAIT, _("%d of %d relations that bring traffic"), have, want);
}

/* Only the ingresses: who reads green's addresses stands at the other end, and is judge_consumers' question. */
static void judge_green_on(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, side, WANT_ROUTES, &want);

	verdict_set(v, have == want ? VERDICT_PASS : VERDICT_WAIT, _("%d of %d ingress relations"), have, want);
}

/* Who read blue's addresses reads green's: under green's name, or under its offer's where the models differ. */
static void judge_consumers(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *note = model_note(m, "blue.relations"), *world = fact_text(m, FACT_BLUE_SAAS);
	struct json *was = note ? json_parse(note, strlen(note), NULL) : NULL, *is = json_parse(world, strlen(world), NULL);
	bool apart = strcmp(m->settings.side[BLUE].juju_model, m->settings.side[GREEN].juju_model) != 0;
	struct live_match live;
	int want = 0, have = 0;

	for (size_t i = 0; product_live(product_find(m->settings.product), was, i, &live); i++) {
		char *name = mem_printf("%s-%s-green", m->settings.product, live.live->endpoint);

		if (live.live->kind == LIVE_CONSUMED) {
			want++;
			have += relations_have(json_get(json_get(is, "relations"), live.app), live.live->other,
			                       apart ? name : m->settings.side[GREEN].app);
		}
		free(name);
	}
	verdict_set(v, have == want ? VERDICT_PASS : VERDICT_WAIT, _("%d of %d read green's addresses"), have, want);
	json_free(was);
	json_free(is);
}

static const struct gate rows[] = {
	{
		.id = "routes-possible",
		.label = N_("ingresses for green"),
		.question = N_("blue's ingresses can be related in green's model"),
		.remedy = N_("Consume the ingress's offer in green's model, under the same name."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_BLUE_APP_RELATIONS, FACT_GREEN_SAAS),
		.judge = judge_routes_possible,
		.max_age_ms = AGE_JUJU,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "blue-off",
		.label = N_("blue's ingress gone"),
		.question = N_("no ingress leads to blue"),
		.remedy = N_("See juju status --relations of blue's model; a dying one may hang on a hook."),
		.waiting = N_("Waits for juju to remove blue's ingress; a hook may take minutes."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_APP_RELATIONS),
		.judge = judge_blue_off,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "blue-on",
		.label = N_("blue's traffic back"),
		.question = N_("blue has all its traffic again"),
		.remedy = N_("Integrate by hand what is missing."),
		.waiting = N_("Waits for juju to bring blue's relations back."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_APP_RELATIONS),
		.judge = judge_blue_on,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-on",
		.label = N_("green's ingress"),
		.question = N_("green has the ingress relations that blue had"),
		.remedy = N_("Integrate by hand what is missing."),
		.waiting = N_("Waits for juju to relate the ingress to green."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP_RELATIONS),
		.judge = judge_green_on,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "consumers-moved",
		.label = N_("consumers on green"),
		.question = N_("those who read blue's addresses read green's"),
		.remedy = N_("Look at juju status --relations of blue's model."),
		.waiting = N_("Waits for juju to lead those who read blue's addresses to green's."),
		.facts = FACTS_OF(FACT_BLUE_SAAS),
		.judge = judge_consumers,
		.max_age_ms = AGE_JUJU,
	},
};
const struct gate_table gates_traffic = { rows, mem_count(rows) };
