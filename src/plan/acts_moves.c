/* Acts that move users' traffic: relations off blue, onto green, and back. The order is the product's (facts/charms.md section 3).
 * Blue's relations are those that discover remembered: after the fence juju status no longer shows them. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/model.h"
#include "plan/product.h"

/* One relation to be made or taken away. */
struct move {
	char *mine, *theirs; /* app:endpoint of both ends */
	/* the application at the far end; borrowed from the JSON */
	const char *other;
};

/* app stands at the near end, blue's or green's; the far end is what blue's relation had. Release it with move_release. */
static void move_make(struct move *mv, const char *app, const struct live_match *live)
{
	mv->mine = mem_printf("%s:%s", app, live->live->endpoint);
	mv->theirs = mem_printf("%s:%s", live->app, live->live->other);
	mv->other = live->app;
}

static void move_release(struct move *mv)
{
	free(mv->mine);
	free(mv->theirs);
}

/* Owned; NULL and err when discover has not noted them. */
static struct json *remembered(const struct model *m, struct err *err)
{
	const char *text = model_note(m, "blue.relations");
	struct json *j = text ? json_parse(text, strlen(text), NULL) : NULL;

	if (!j)
		err_set(err, ERR_WORLD, _("the command cannot be put together"), _("blue's relations are not known yet"),
		        _("Look at the step discover; it finds this out."));
	return j;
}

/* A relation does not cross models; where the models differ, an offer has to. */
static bool two_models(const struct model *m)
{
	return strcmp(m->settings.side[BLUE].juju_model, m->settings.side[GREEN].juju_model) != 0;
}

/* remove-relation or integrate of the ingress relations that blue had, with this side at the near end. */
static bool build_routes(const struct model *m, enum side side, enum juju_verb verb, struct commands *out, struct err *err)
{
	struct json *relations = remembered(m, err);
	struct live_match live;

	for (size_t i = 0; product_live(product_find(m->settings.product), relations, i, &live); i++) {
		struct move mv;

		if (live.live->kind != LIVE_ROUTE)
			continue;
		move_make(&mv, m->settings.side[side].app, &live);
		commands_juju(out, m, side, JUJU_QUICK, verb, mv.mine, mv.theirs, NULL);
		move_release(&mv);
	}
	json_free(relations);
	return relations != NULL;
}

/* The outer layer of the fence: users meet the ingress's error instead of the database's. It proves nothing about
 * writers: others may be connected past the ingress, and the triggers are what stops them. */
static bool build_routes_off(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_routes(m, side, VERB_REMOVE_RELATION, out, err);
}

/* Green's are never made before blue's are gone: two apps on one Traefik have the same rules, and which wins is not
 * defined (facts/charms.md section 3). For blue it is the undo of routes-off. */
static bool build_routes_on(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_routes(m, side, VERB_INTEGRATE, out, err);
}

/* The offer's name in blue's model: one that no offer of the operator's is likely to have. */
static char *offer_name(const struct model *m, const struct live_match *live)
{
	return mem_printf("%s-%s-green", m->settings.product, live->live->endpoint);
}

/* Splits "ctl:owner/model"; controller is "" when it is not named. */
static char *controller_of(const char *model)
{
	const char *colon = strchr(model, ':');

	return colon ? mem_dupn(model, (size_t)(colon - model)) : mem_dup("");
}

/* Green's endpoint is offered in green's model and consumed in blue's. The name of the controller goes apart, by -c:
 * before the endpoint's name there is room for the model only. */
static void add_offer(const struct model *m, const struct live_match *live, struct commands *out)
{
	const char *green = m->settings.side[GREEN].juju_model, *colon = strchr(green, ':');
	char *controller = controller_of(green), *name = offer_name(m, live);
	char *what = mem_printf("%s.%s:%s", colon ? colon + 1 : green, m->settings.side[GREEN].app, live->live->endpoint);
	char *url = mem_printf("%s.%s", green, name);

	if (*controller)
		commands_juju(out, m, GREEN, JUJU_QUICK, VERB_OFFER, "-c", controller, what, name, NULL);
	else
		commands_juju(out, m, GREEN, JUJU_QUICK, VERB_OFFER, what, name, NULL);
	commands_juju(out, m, BLUE, JUJU_QUICK, VERB_CONSUME, url, name, NULL);
	free(controller);
	free(name);
	free(what);
	free(url);
}

/* Who reads blue's addresses takes one relation only: first off, then on (a real gap, inside the write-stop). */
static bool build_consumers(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct json *relations = remembered(m, err);
	struct live_match live;

	for (size_t i = 0; product_live(product_find(m->settings.product), relations, i, &live); i++) {
		char *name = offer_name(m, &live), *green = NULL;
		struct move mv;

		if (live.live->kind == LIVE_CONSUMED) {
			move_make(&mv, m->settings.side[BLUE].app, &live);
			if (two_models(m))
				add_offer(m, &live, out);
			green = mem_printf("%s:%s", two_models(m) ? name : m->settings.side[GREEN].app, live.live->endpoint);
			commands_juju(out, m, BLUE, JUJU_QUICK, VERB_REMOVE_RELATION, mv.theirs, mv.mine, NULL);
			commands_juju(out, m, BLUE, JUJU_QUICK, VERB_INTEGRATE, mv.theirs, green, NULL);
			move_release(&mv);
		}
		free(green);
		free(name);
	}
	json_free(relations);
	return relations != NULL;
}

/* A relation that is not there any more was removed before; a quota means that the old end is still dying: the engine tries again. */
static bool judge_move(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (a->started && a->exit_code != 0 && a->err && c->verb == VERB_REMOVE_RELATION && strstr(a->err, "not found"))
		return true;
	if (act_judge_plain(m, c, a, f, err))
		return true;
	if (err && a->err && (strstr(a->err, "maximum relation limit") || strstr(a->err, "dying")))
		err->kind = ERR_AGAIN;
	return false;
}

/* routes-off starts the clock of the write-stop, since users feel it from there, not from
 * the fence on. */
const struct act acts_moves[] = {
	{ .id = "routes-off",
	  .title = N_("take blue's ingress relations away"),
	  .side = OF_BLUE,
	  .build = build_routes_off,
	  .judge = judge_move,
	  .done = "blue-off",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_STARTS_WRITE_STOP },
	{ .id = "routes-settle",
	  .title = N_("wait until blue's ingress relations that are dying are gone"),
	  .side = OF_BLUE,
	  .build = build_routes_off,
	  .judge = judge_move,
	  .done = "blue-off",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES,
	  .stays = N_("an ingress relation of blue is still going.") },
	{ .id = "routes-back",
	  .title = N_("give blue its ingress relations again"),
	  .side = OF_BLUE,
	  .build = build_routes_on,
	  .judge = judge_move,
	  .done = "blue-on",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_OPENS,
	  .stays = N_("BLUE HAS NOT ALL OF ITS INGRESS AGAIN: users may not reach it.") },
	{ .id = "consumers",
	  .title = N_("let those who read blue's addresses read green's"),
	  .side = OF_BLUE,
	  .build = build_consumers,
	  .judge = judge_move,
	  .done = "consumers-moved",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "green-routes",
	  .title = N_("give green the ingress relations that blue had"),
	  .side = OF_GREEN,
	  .build = build_routes_on,
	  .judge = judge_move,
	  .done = "green-on",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
};
const size_t acts_moves_count = mem_count(acts_moves);
