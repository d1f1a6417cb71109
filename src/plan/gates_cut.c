/* Gates of the phases Cut over and Afterwards. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "codec/version.h"
#include "plan/backup.h"
#include "plan/command.h"
#include "plan/compared.h"
#include "plan/migrations.h"
#include "plan/product.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/walk.h"

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
static void judge_blue_off(const struct model *m, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, BLUE, WANT_ROUTES, &want);

	if (have)
		verdict_set(v, VERDICT_WAIT,
		            ngettext("%d ingress relation still there", "%d ingress relations still there", (unsigned long)have), have);
	else
		verdict_set(v, VERDICT_PASS, ngettext("its %d relation is gone", "all %d relations are gone", (unsigned long)want), want);
}

/* The undo's gate: everything that brought traffic to blue when the run began. Blue may have more by now; that does no
 * harm. */
static void judge_blue_on(const struct model *m, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, BLUE, WANT_ALL, &want);

	verdict_set(v, have == want ? VERDICT_PASS : VERDICT_WAIT, _("%d of %d relations that bring traffic"), have, want);
}

/* Only the ingresses: who reads green's addresses stands at the other end, and is judge_consumers' question. */
static void judge_green_on(const struct model *m, int64_t now, struct verdict *v)
{
	int want, have = live_now(m, GREEN, WANT_ROUTES, &want);

	verdict_set(v, have == want ? VERDICT_PASS : VERDICT_WAIT, _("%d of %d ingress relations"), have, want);
}

/* Who read blue's addresses reads green's: under green's name, or under its offer's where the models differ. */
static void judge_consumers(const struct model *m, int64_t now, struct verdict *v)
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

/* As long as green follows blue, what came in while the fence was down gets there: the fence is put up again, and drain and comparison are
 * done again. Afterwards such rows are on blue alone. */
static const char *fence_remedy(const struct model *m)
{
	if (walk_begun(m, STEP_LEAVES_SYNC))
		return N_("Rows may have come in that green lacks. Undo: blue serves again with them, nothing is lost.");
	return N_("Rows may have come in. Put the fence up again; then drain and comparison are done again.");
}

/* The fact counts the tables of the source that have no trigger which fires always, as the source itself lists its
 * tables: one that was made after the fence shows up here. */
static void judge_fence_whole(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_FENCED) == 0)
		verdict_set(v, VERDICT_PASS, _("%s tables refuse every write"), fact_text(m, FACT_SRC_FENCED));
	else
		verdict_set(v, VERDICT_FAIL, _("fenced: %s"), fact_num(m, FACT_SRC_FENCED) < 0 ? _("none") : fact_text(m, FACT_SRC_FENCED));
	if (v->kind == VERDICT_FAIL && m->fence_at)
		v->remedy = fence_remedy(m);
}

/* Of none at all: a single table that is still fenced breaks the application in ways that nobody understands. */
/* The triggers may still be there: what they call decides. */
static void judge_writes_open(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_REFUSES))
		verdict_set(v, VERDICT_FAIL, _("the fence refuses writes"));
	else
		verdict_set(v, VERDICT_PASS, _("nothing of Teal's refuses a write"));
}

static void judge_unfenced(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_FENCED) < 0)
		verdict_set(v, VERDICT_PASS, _("no table is fenced"));
	else
		verdict_set(v, VERDICT_FAIL, _("still fenced: %s"), fact_text(m, FACT_SRC_FENCED));
}

/* Transaction ids, not sessions: only who has one can commit a change. A prepared transaction fails instead of waiting,
 * since nothing ends it but a person. */
static void judge_no_writer(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_XIDS))
		verdict_set(v, VERDICT_WAIT, _("%d in flight: %s"), (int)fact_num(m, FACT_SRC_XIDS), fact_text(m, FACT_SRC_XIDS));
	else if (fact_num(m, FACT_SRC_PREPARED))
		verdict_set(v, VERDICT_FAIL, _("%d prepared and not ended: see pg_prepared_xacts"), (int)fact_num(m, FACT_SRC_PREPARED));
	else
		verdict_set(v, VERDICT_PASS, _("no transaction id in flight, none prepared"));
}

/* The very token of this write-stop: one that is left from an earlier one has another number in it. */
static void judge_token(const struct model *m, enum fact_id id, const char *want, struct verdict *v)
{
	if (strcmp(fact_text(m, id), want) == 0)
		verdict_set(v, VERDICT_PASS, _("%s seen"), want);
	else
		verdict_set(v, VERDICT_WAIT, _("%s not seen yet"), want);
}

/* The source must hold the sentinel itself: a target that was filled from elsewhere could show one too. The LSN is only
 * told, never compared (facts/peers.md 4c). */
static void judge_drained(const struct model *m, int64_t now, struct verdict *v)
{
	const char *lsn = model_note(m, "fence.lsn");

	if (strcmp(fact_text(m, FACT_SRC_MARKER), sync_sentinel(m).text) != 0) {
		verdict_set(v, VERDICT_FAIL, _("the sentinel of this fence is not on the source"));
		return;
	}
	judge_token(m, FACT_TGT_SENTINEL, sync_sentinel(m).text, v);
	if (v->kind == VERDICT_PASS)
		verdict_set(v, VERDICT_PASS, _("all up to %s is applied: the sentinel behind it was seen"), lsn ? lsn : "?");
}

/* The row of one synchronous commit on the target; that it can be read there is all that is asked. */
static void judge_durable(const struct model *m, int64_t now, struct verdict *v)
{
	judge_token(m, FACT_TGT_DURABLE, sync_durable(m).text, v);
}

/* Names the first table, with its counts where its rows were named. */
static void judge_differing(const struct compared_tally *sum, const struct table_check *c, struct verdict *v)
{
	struct str words;

	str_init(&words, STR_LINE);
	compared_add_words(c, &words);
	if (sum->different && words.len)
		/* TRANSLATORS: number of tables, name of the first, "3 missing, 1 extra" */
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d table differs: %s (%s)", "%d tables differ: %s (%s) …", (unsigned long)sum->different),
		            sum->different, sum->first->name, str_text(&words));
	else if (sum->different)
		verdict_set(v, VERDICT_FAIL, ngettext("%d table differs: %s", "%d tables differ: %s …", (unsigned long)sum->different),
		            sum->different, sum->first->name);
	else
		/* TRANSLATORS: number of tables, name of the first, why */
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d table could not be compared: %s: %s", "%d tables could not be compared: %s: %s …",
		                     (unsigned long)sum->failed),
		            sum->failed, sum->first->name, c->why ? c->why : "?");
	if (!sum->different)
		v->remedy = N_("Mend what is in its way, then try the step again: it compares anew.");
	str_release(&words);
}

/* Tables that take part and were not compared: made since, when the comparison has ended. */
static void judge_open(const struct model *m, enum verify_mode mode, struct verdict *v)
{
	struct str names;
	int n;

	str_init(&names, STR_LINE);
	n = compared_add_open(m, mode, compared_since(m, mode), &names);
	if (compared_ended(m, mode))
		verdict_set(v, VERDICT_FAIL, _("made since the comparison, and not compared: %s"), str_text(&names));
	else
		verdict_set(v, VERDICT_WAIT, ngettext("%d table not compared yet: %s", "%d tables not compared yet: %s", (unsigned long)n),
		            n, str_text(&names));
	if (v->kind == VERDICT_FAIL)
		v->remedy = N_("Try the step again: it compares what was made since, too.");
	str_release(&names);
}

/* What the comparison covered, against the source's own list: a comparison that was interrupted is not whole, and a table that was made
 * afterwards is named. Without the list nothing says that it was all. */
static void judge_checks(const struct model *m, enum verify_mode mode, struct verdict *v)
{
	struct compared_tally sum = compared_tally(m, mode, compared_since(m, mode));

	if (sum.first)
		judge_differing(&sum, &sum.first->check[mode], v);
	else if (!m->tables_seen || !sum.tables)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (sum.open)
		judge_open(m, mode, v);
	else if (sum.explained)
		verdict_set(v, VERDICT_PASS, _("%d tables equal, %d differ as a migration explains"), sum.equal, sum.explained);
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d table equal", "%d tables equal", (unsigned long)sum.equal), sum.equal);
}

/* Since the fence: a comparison of databases that were written to says nothing. */
static void judge_copy_equal(const struct model *m, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_COPY, v);
}

/* Equal or not: that is the next gate's question. */
static void judge_live_compared(const struct model *m, int64_t now, struct verdict *v)
{
	struct compared_tally sum = compared_tally(m, VERIFY_LIVE, compared_since(m, VERIFY_LIVE));

	if (!m->tables_seen || !sum.tables)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (sum.open)
		judge_open(m, VERIFY_LIVE, v);
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d table compared", "%d tables compared", (unsigned long)sum.tables), sum.tables);
}

static void judge_live_equal(const struct model *m, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_LIVE, v);
}

/* Since its own step: the comparison of the copy is kept apart, under the other mode. */
static void judge_migrated_equal(const struct model *m, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_MIGRATED, v);
}

/* The backup's own begin is compared, not its end: one that was begun earlier does not hold what was written since. */
static void judge_checkpoint_drained(const struct model *m, int64_t now, struct verdict *v)
{
	backup_judge(m, BLUE, m->fence_at ? m->fence_at : now, now, v);
}

/* Both from juju status: the words of refresh are printed before it may still fail (facts/juju.md section 4). */
static void judge_green_revision(const struct model *m, int64_t now, struct verdict *v)
{
	int64_t revision = fact_num(m, FACT_GREEN_APP_REVISION);
	const char *channel = fact_text(m, FACT_GREEN_APP_REVISION);

	verdict_set(v,
	            revision == m->settings.target_revision && strcmp(channel, m->settings.target_channel) == 0 ? VERDICT_PASS
	                                                                                                        : VERDICT_FAIL,
	            _("revision %d, channel %s"), (int)revision, channel);
}

/* With a leader, since run-migration is refused on any other unit (facts/charms.md 1.4). One unit is wanted when blue's
 * number was never noted. */
static void judge_green_scaled_up(const struct model *m, int64_t now, struct verdict *v)
{
	const char *want = model_note(m, "blue.units");
	int64_t n = 1;

	if (want)
		str_to_int(want, 1, 1000, &n);
	verdict_set(v, fact_num(m, FACT_GREEN_APP_UNITS) == n && fact_text(m, FACT_GREEN_APP_UNITS)[0] != ' ' ? VERDICT_PASS : VERDICT_WAIT,
	            _("%d of %d units, leader %s"), (int)fact_num(m, FACT_GREEN_APP_UNITS), (int)n,
	            fact_text(m, FACT_GREEN_APP_UNITS)[0] == ' ' || !*fact_text(m, FACT_GREEN_APP_UNITS) ? _("unknown") : _("known"));
}

/* While the migration runs, and until the service was asked: who takes a unit away stops the one that migrates or serves. */
static void judge_green_units(const struct model *m, int64_t now, struct verdict *v)
{
	const char *want = model_note(m, "blue.units");
	int64_t n = 1;

	if (want)
		str_to_int(want, 1, 1000, &n);
	verdict_set(v, fact_num(m, FACT_GREEN_APP_UNITS) < n ? VERDICT_FAIL : VERDICT_PASS, _("%d of %d units"),
	            (int)fact_num(m, FACT_GREEN_APP_UNITS), (int)n);
}

/* As numbers, so that "v1.3.1" of the charm and "1.3.1" of the settings are the same. A text that is no version equals
 * nothing. */
static bool same_version(const char *a, const char *b)
{
	struct version x, y;

	return version_parse(a, &x) && version_parse(b, &y) && version_compare(&x, &y) == 0;
}

/* The charm's revision does not fix the image: a resource that was given by hand stays when the charm is refreshed
 * (facts/charms.md section 6, no. 11). */
static void judge_green_target(const struct model *m, int64_t now, struct verdict *v)
{
	const char *got = fact_text(m, FACT_GREEN_APP_VERSION);

	verdict_set(v, same_version(got, m->settings.target_version) ? VERDICT_PASS : VERDICT_WAIT, _("workload %s, wanted v%s"),
	            *got ? got : "?", m->settings.target_version);
}

/* Two witnesses: the task said that it completed, and the database has what the catalogue expects of the target. The
 * first alone is not enough, since a charm may be right about itself and wrong about its database; the second alone
 * could be seen while the task goes on. A version that the catalogue does not know is a warning for the operator to
 * read, not a refusal. */
static void judge_migrated(const struct model *m, int64_t now, struct verdict *v)
{
	const char *task = fact_text(m, FACT_TASK);
	struct migrations_state state;
	bool completed, under_way;

	completed = model_note(m, "migrate.completed") || strcmp(task, "completed") == 0;
	under_way = strcmp(task, "running") == 0 || strcmp(task, "pending") == 0;
	migrations_look(m, &state);
	if (!completed)
		verdict_set(v, under_way ? VERDICT_WAIT : VERDICT_FAIL, _("run-migration has not completed: %s"),
		            *task ? task : _("no task of this run is known"));
	else if (state.missing)
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d expected migration is not recorded", "%d expected migrations are not recorded",
		                     (unsigned long)state.missing),
		            state.missing);
	else if (!state.expected_known)
		verdict_set(v, VERDICT_WARN, _("the task completed, %d new ones recorded; the catalogue does not know v%s"), state.added,
		            m->settings.target_version);
	else
		verdict_set(v, VERDICT_PASS, _("%d recorded, %d of them new; the task completed"), (int)fact_num(m, FACT_TGT_MIGRATIONS),
		            state.added);
}

/* An index that was built concurrently and broken off stays behind invalid, and a second try skips it; the apply worker
 * checks no foreign key (facts/ory.md sections 3 and 4). */
static void judge_integrity(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_TGT_INVALID))
		verdict_set(v, VERDICT_FAIL, _("invalid: %s"), fact_text(m, FACT_TGT_INVALID));
	else if (fact_num(m, FACT_TGT_ORPHANS))
		verdict_set(v, VERDICT_FAIL, _("orphans: %s"), fact_text(m, FACT_TGT_ORPHANS));
	else
		verdict_set(v, VERDICT_PASS, _("no invalid index or constraint, no orphan"));
}

/* "default" is what an identity without an id has. */
static bool has_schema(const struct json *schemas, const char *other, const char *id, size_t n)
{
	if ((n == 7 && memcmp(id, "default", n) == 0) || (strlen(other) == n && memcmp(other, id, n) == 0))
		return true;
	for (const struct json *s = json_first(schemas); s; s = json_next(s))
		if (json_key(s) && strlen(json_key(s)) == n && memcmp(json_key(s), id, n) == 0)
			return true;
	return false;
}

/* One identity whose schema is not known makes even the listing of identities fail (facts/ory.md section 6). Without the option the charm
 * has schemas of its own, which are not known here. */
static void judge_identity_schemas(const struct model *m, int64_t now, struct verdict *v)
{
	const char *ids = fact_text(m, FACT_TGT_SCHEMA_IDS), *config = fact_text(m, FACT_GREEN_CONFIG);
	struct json *root = json_parse(config, strlen(config), NULL), *schemas;
	const char *text = json_str(root, "identity_schemas", NULL), *other = json_str(root, "default_identity_schema_id", "");

	schemas = text ? json_parse(text, strlen(text), NULL) : NULL;
	if (!*ids)
		verdict_set(v, VERDICT_PASS, _("no identity has one"));
	else if (!schemas)
		verdict_set(v, VERDICT_WARN, _("identities have %s; green's configuration names no schemas"), ids);
	else
		verdict_set(v, VERDICT_PASS, "%s", ids);
	for (const char *s = ids; schemas && *s; s += strcspn(s, " "), s += strspn(s, " "))
		if (!has_schema(schemas, other, s, strcspn(s, " "))) {
			verdict_set(v, VERDICT_FAIL, _("green does not know %.*s"), (int)strcspn(s, " "), s);
			break;
		}
	json_free(schemas);
	json_free(root);
}

/* Asked of the service, not of the charm: Kratos' charm says active before it serves (facts/charms.md 1.4). The version
 * goes with it, because an old process may still be answering. */
static void judge_green_healthy(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_GREEN_HEALTH) != 200)
		verdict_set(v, VERDICT_WAIT, _("health/ready: %d %s"), (int)fact_num(m, FACT_GREEN_HEALTH),
		            fact_text(m, FACT_GREEN_HEALTH));
	else if (!same_version(fact_text(m, FACT_GREEN_HTTP_VERSION), m->settings.target_version))
		verdict_set(v, VERDICT_WAIT, _("ready, but it says version %s"), fact_text(m, FACT_GREEN_HTTP_VERSION));
	else
		verdict_set(v, VERDICT_PASS, _("ready, version %s"), fact_text(m, FACT_GREEN_HTTP_VERSION));
}

/* Counts from the switch, across restarts of Teal. */
static void judge_soaked(const struct model *m, int64_t now, struct verdict *v)
{
	char span[CLOCK_TEXT], want[CLOCK_TEXT];

	clock_span(now - m->switched_at, span);
	clock_span(m->settings.limits.soak_s * 1000, want);
	verdict_set(v, now - m->switched_at >= m->settings.limits.soak_s * 1000 ? VERDICT_PASS : VERDICT_WAIT, _("watched for %s of %s"),
	            span, want);
}

/* Green's first backup that holds what users wrote there. */
static void judge_checkpoint_after(const struct model *m, int64_t now, struct verdict *v)
{
	backup_judge(m, GREEN, m->switched_at, now, v);
}

/* Without an age, unlike blue's: the backup comes right behind it in the same step. */
static void judge_green_primary(const struct model *m, int64_t now, struct verdict *v)
{
	const char *n = model_note(m, "green.pg.primary");

	verdict_set(v, n ? VERDICT_PASS : VERDICT_FAIL, "%s", n ? n : _("not asked yet"));
}

/* Nothing else can tell that logins work for people. */
static void judge_accepted(const struct model *m, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "soak.accepted");
	bool yes = said && strcmp(said, "yes") == 0;

	verdict_set(v, yes ? VERDICT_PASS : VERDICT_FAIL, "%s", yes ? _("accepted by the operator") : _("not accepted yet"));
}

/* Any text: Teal does nothing at that time, it goes into the report. */
static void judge_keep_until(const struct model *m, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "retire.keep_until");

	verdict_set(v, said && *said ? VERDICT_PASS : VERDICT_FAIL, "%s", said && *said ? said : _("not said yet"));
}

/* Passes only on an answer: "nothing" has to be said as well. WAIT while juju is still removing, which may take its
 * hooks minutes. */
static void judge_blue_retired(const struct model *m, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "retire.remove");
	bool remove = said && strcmp(said, "app") == 0;

	if (!said)
		verdict_set(v, VERDICT_FAIL, _("not said yet what is removed"));
	else if (!remove)
		verdict_set(v, VERDICT_PASS, _("nothing is removed; blue stays, fenced"));
	else if (fact_num(m, FACT_BLUE_APP))
		verdict_set(v, VERDICT_WAIT, _("%s is still there"), m->settings.side[BLUE].app);
	else
		verdict_set(v, VERDICT_PASS, _("%s is removed; its database stays, fenced"), m->settings.side[BLUE].app);
}

/* The app and its PostgreSQL; the offers and consumed offers of the switch cannot be there, since past the switch
 * nothing is undone. */
static void judge_green_gone(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_GREEN_APP) || strcmp(fact_text(m, FACT_GREEN_PG_SETTLED), "absent") != 0)
		verdict_set(v, VERDICT_WAIT, _("still in %s"), m->settings.side[GREEN].juju_model);
	else
		verdict_set(v, VERDICT_PASS, _("nothing of green is left in %s"), m->settings.side[GREEN].juju_model);
}

static const struct renewal new_fence = {
	N_("Put the fence up again"),
	N_("Rows may have come into blue. The fence is put up again; drain, comparison and backup follow it anew."),
	NULL,
	NULL,
};

/* id, question, remedy, facts, judge, max_age_ms, flags, renew. Waivable are only gates about backups and patience: none
 * without which data could be lost or users locked out. */
const struct gate gates_cut[] = {
	{ "blue-off", N_("no ingress leads to blue"),
	  N_("Look at juju status --relations of blue's model; a dying relation may hang on a hook."), FACTS_OF(FACT_BLUE_APP_RELATIONS),
	  judge_blue_off, AGE_JUJU, 0 },
	{ "blue-on", N_("blue has all its traffic again"), N_("Integrate by hand what is missing."), FACTS_OF(FACT_BLUE_APP_RELATIONS),
	  judge_blue_on, AGE_JUJU, 0 },
	{ "fence-whole", N_("the fence stands on every table of the source"), N_("Run stop-writes again."), FACTS_OF(FACT_SRC_FENCED),
	  judge_fence_whole, AGE_SQL, GATE_FINAL, &new_fence },
	{ "writes-open", N_("blue takes writes again"), N_("Run the undo again."), FACTS_OF(FACT_SRC_REFUSES), judge_writes_open, AGE_SQL,
	  0 },
	{ "unfenced", N_("the fence is taken down"), N_("Run the undo again."), FACTS_OF(FACT_SRC_FENCED), judge_unfenced, AGE_SQL, 0 },
	{ "no-writer", N_("no write is in flight on the source"), N_("Wait, or end the session that is named."),
	  FACTS_OF(FACT_SRC_XIDS, FACT_SRC_PREPARED), judge_no_writer, AGE_SQL, 0 },
	{ "drained", N_("everything that was committed is applied on the target"),
	  N_("Wait; look at the subscription's worker on the target."), FACTS_OF(FACT_SRC_MARKER, FACT_TGT_SENTINEL), judge_drained,
	  AGE_SQL, 0 },
	{ "durable", N_("what was applied is durable on the target"), N_("Run the step again."), FACTS_OF(FACT_TGT_DURABLE), judge_durable,
	  AGE_SQL, 0 },
	{ "live-compared", N_("every table was compared while writes go on"), N_("Run the step again."), FACTS_OF(FACT_SRC_TABLES),
	  judge_live_compared, AGE_SLOW, 0 },
	{ "live-equal", N_("no row was proven different while writes go on"),
	  N_("Look at the rows that are named. Undo and copy again, before the writes are stopped."), FACTS_OF(FACT_SRC_TABLES),
	  judge_live_equal, AGE_SLOW, GATE_WAIVABLE | GATE_FINAL },
	{ "copy-equal", N_("every table is equal on both sides"), N_("Do not go on. Undo: blue serves again, nothing is lost."),
	  FACTS_OF(FACT_SRC_TABLES), judge_copy_equal, AGE_SLOW, GATE_FINAL },
	{ "checkpoint-drained", N_("a finished backup that is newer than the fence"),
	  N_("Run this step again; look at the action's message."), FACTS_OF(FACT_BLUE_BACKUP), judge_checkpoint_drained, AGE_SLOW,
	  GATE_WAIVABLE },
	{ "green-revision", N_("green is at the target's revision and channel"), N_("Look at juju status of green's model."),
	  FACTS_OF(FACT_GREEN_APP_REVISION), judge_green_revision, AGE_JUJU, 0 },
	{ "green-scaled-up", N_("green has as many units as blue, and a leader"), N_("Look at juju status of green's model."),
	  FACTS_OF(FACT_GREEN_APP_UNITS), judge_green_scaled_up, AGE_JUJU, 0 },
	{ "green-units", N_("green keeps its units"), N_("Scale green up again, then try the step again."), FACTS_OF(FACT_GREEN_APP_UNITS),
	  judge_green_units, AGE_JUJU, 0 },
	{ "green-target", N_("green's workload is the target version"),
	  N_("A resource that was given by hand is not refreshed: juju resources."), FACTS_OF(FACT_GREEN_APP_VERSION), judge_green_target,
	  AGE_JUJU, 0 },
	{ "migrated", N_("the expected migrations are recorded, the task completed"),
	  N_("Look at juju show-task and debug-log; running it again is safe."), FACTS_OF(FACT_TGT_MIGRATIONS, FACT_TASK), judge_migrated,
	  AGE_SLOW, 0 },
	{ "migrated-equal", N_("no difference but those a migration explains"),
	  N_("Do not go on. Undo: blue serves again, nothing is lost."), FACTS_OF(FACT_SRC_TABLES), judge_migrated_equal, AGE_SLOW,
	  GATE_FINAL },
	{ "integrity", N_("indexes and constraints are valid, no row is an orphan"),
	  N_("REINDEX what is invalid; orphans mean that a table was left out."), FACTS_OF(FACT_TGT_INVALID, FACT_TGT_ORPHANS),
	  judge_integrity, AGE_SLOW, 0 },
	{ "identity-schemas", N_("green knows the schema of every identity"),
	  N_("Give green blue's identity_schemas: juju config. Identities of an unknown schema make listing fail as a whole."),
	  FACTS_OF(FACT_TGT_SCHEMA_IDS, FACT_GREEN_CONFIG), judge_identity_schemas, AGE_SLOW, GATE_WAIVABLE },
	{ "green-healthy", N_("green answers, in the target version"),
	  N_("Kratos starts at the charm's next hook. A charm that wants an ingress first cannot be asked before the switch."),
	  FACTS_OF(FACT_GREEN_HEALTH, FACT_GREEN_HTTP_VERSION), judge_green_healthy, AGE_JUJU, GATE_WAIVABLE },
	{ "green-serves", N_("green answers its users, in the target version"),
	  N_("Kratos starts at the charm's next hook; look at its log."), FACTS_OF(FACT_GREEN_HEALTH, FACT_GREEN_HTTP_VERSION),
	  judge_green_healthy, AGE_JUJU, 0 },
	{ "green-on", N_("green has the ingress relations that blue had"), N_("Integrate by hand what is missing."),
	  FACTS_OF(FACT_GREEN_APP_RELATIONS), judge_green_on, AGE_JUJU, 0 },
	{ "consumers-moved", N_("those who read blue's addresses read green's"), N_("Look at juju status --relations of blue's model."),
	  FACTS_OF(FACT_BLUE_SAAS), judge_consumers, AGE_JUJU, 0 },
	{ "soaked", N_("green was watched for long enough"), N_("Wait."), NO_FACTS, judge_soaked, 0, GATE_WAIVABLE },
	{ "green-primary", N_("which unit is green's primary is known"), N_("Run the step again."), NO_FACTS, judge_green_primary, 0, 0 },
	{ "checkpoint-after", N_("a finished backup of green, newer than the switch"),
	  N_("Relate green's PostgreSQL to an S3 path of its own."), FACTS_OF(FACT_GREEN_BACKUP), judge_checkpoint_after, AGE_SLOW,
	  GATE_WAIVABLE },
	{ "soak-accepted", N_("the operator accepts green"), N_("Answer on this screen."), NO_FACTS, judge_accepted, 0, 0 },
	{ "keep-until", N_("how long blue is kept is said"), N_("Answer on this screen."), NO_FACTS, judge_keep_until, 0, 0 },
	{ "blue-retired", N_("of blue only that is removed which was named"), N_("Look at juju status of blue's model."),
	  FACTS_OF(FACT_BLUE_APP), judge_blue_retired, AGE_JUJU, 0 },
	{ "green-gone", N_("nothing of green is left"), N_("Look at juju status of green's model; remove it by hand if it hangs."),
	  FACTS_OF(FACT_GREEN_APP, FACT_GREEN_PG_SETTLED), judge_green_gone, AGE_JUJU, 0 },
};
const size_t gates_cut_count = mem_count(gates_cut);
