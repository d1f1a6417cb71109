/* What stands around the screen of a step, as the frame wants it: texts, rail, clock, keys. What Enter does is decided here
 * too (primary_read), since the last line says it; the keys only carry it out. */
#include "config.h"

#include "ui/screens/layout.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/mended.h"
#include "plan/renewal.h"
#include "ui/kit/frame.h"
#include "ui/screens/entries.h"
#include "ui/screens/scene.h"

/* The workload says v1.0.0, the settings say 1.1.0; the title writes both with the v. */
static const char *without_v(const char *version)
{
	return *version == 'v' ? version + 1 : version;
}

/* A question mark for what was not seen yet: a guess would be read as a fact. */
static void add_release(struct str *out, const struct fact *version, const struct fact *revision)
{
	if (version->known && *version->text)
		str_addf(out, "v%s", without_v(version->text));
	else
		str_add(out, "?");
	if (revision->known)
		str_addf(out, " r%lld", (long long)revision->num);
}

/* From where to where: product, model, both releases; one, where the strategy upgrades nothing. */
static void title_left(const struct model *m, struct str *out)
{
	const struct settings *set = &m->settings;

	str_add(out, "teal");
	/* Before there are settings the program's name is all there is to say. */
	if (!set->product)
		return;
	str_addf(out, "  %s  %s  ", set->product, set->side[BLUE].juju_model ? set->side[BLUE].juju_model : "");
	add_release(out, &m->fact[FACT_BLUE_APP_VERSION], &m->fact[FACT_BLUE_APP_REVISION]);
	if (set->target_version)
		str_addf(out, " → v%s r%lld", without_v(set->target_version), (long long)set->target_revision);
}

/* A run whose users keep books (settings.clients) is a training. */
static const char *mode_word(const struct model *m)
{
	if (m->observe)
		return _("observe");
	return m->settings.clients ? _("training") : _("live");
}

static void title_right(const struct model *m, struct str *out)
{
	if (m->run) {
		/* TRANSLATORS: name of the run, then live, observe or training */
		str_addf(out, _("run %s  %s"), m->run, mode_word(m));
	}
}

/* A clock, not a span: it must not change its form while it runs. */
static void minutes(int64_t ms, char out[CLOCK_TEXT])
{
	int64_t s = ms / 1000;

	if (s >= 3600)
		snprintf(out, CLOCK_TEXT, "%d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	else
		snprintf(out, CLOCK_TEXT, "%02d:%02d", (int)(s / 60), (int)(s % 60));
}

/* The clock's text and how it looks: running, over its limit, or at rest since the switch. */
static bool clock_text(const struct scene *s, struct str *out, enum style *style)
{
	int64_t stop = model_write_stop(s->m, s->now), limit = s->m->settings.limits.write_stop_s * 1000;
	char is[CLOCK_TEXT], most[CLOCK_TEXT];

	if (stop < 0)
		return false;
	minutes(stop, is);
	minutes(limit, most);
	*style = s->m->switched_at ? STYLE_DIM : limit > 0 && stop > limit ? STYLE_DANGER : STYLE_CLOCK;
	if (s->m->switched_at)
		str_addf(out, _("write-stop was %s"), is);
	else if (limit <= 0)
		str_addf(out, _("WRITE-STOP %s"), is);
	else if (stop > limit)
		/* TRANSLATORS: both are minutes:seconds; the second is the limit that was passed */
		str_addf(out, _("WRITE-STOP %s OVER %s"), is, most);
	else
		str_addf(out, _("WRITE-STOP %s of %s"), is, most);
	return true;
}

/* A step that was done past a gate is not shown like one where all held. */
static bool any_waived(const struct model *m, const struct step *row)
{
	for (int i = 0; i < STEP_LIST; i++)
		if ((row->need[i] && model_waiver(m, row->need[i])) || (row->done[i] && model_waiver(m, row->done[i])))
			return true;
	return false;
}

/* The step looked at has the mark of now, wherever the run is: the eye follows the arrows. */
static enum rail_state step_rail(const struct scene *s, int i)
{
	const struct step *row = step_of(s->m, i);

	/* Nothing goes on after the end: an undone run has steps that were never begun. */
	if (i == s->step && (s->at->kind != STATUS_ENDED || s->v->looked >= 0))
		return s->m->step[i].status == STEP_BROKEN ? RAIL_STATE_FAILED : RAIL_STATE_NOW;
	switch (s->m->step[i].status) {
	case STEP_COMPLETE:
		return any_waived(s->m, row) ? RAIL_STATE_WAIVED : RAIL_STATE_DONE;
	case STEP_BROKEN:
		return RAIL_STATE_FAILED;
	default:
		return RAIL_STATE_TODO;
	}
}

/* A phase is what most needs to be known of its steps: failed, then going on, then to do; done only when all are. */
static enum rail_state fold_state(enum rail_state phase, enum rail_state step)
{
	static const int weight[] = {
		[RAIL_STATE_DONE] = 0, [RAIL_STATE_WAIVED] = 1, [RAIL_STATE_TODO] = 2, [RAIL_STATE_NOW] = 3, [RAIL_STATE_FAILED] = 3,
	};

	if (step == RAIL_STATE_FAILED)
		step = RAIL_STATE_NOW;
	return weight[step] > weight[phase] ? step : phase;
}

/* Steps with the same phase text in a row make a phase. */
static size_t rail_items(const struct scene *s, struct rail_item *items)
{
	size_t n = 0, phase = 0;
	const struct step *row;
	const char *last = NULL;

	for (int i = 0; (row = step_of(s->m, i)) && n + 2 <= FRAME_RAIL_MAX; i++) {
		enum rail_state state = step_rail(s, i);

		/* A phase has no row of its own in the strategy: it begins where its text is new. */
		if (!str_same(last, row->phase)) {
			phase = n;
			items[n++] = (struct rail_item){ _(row->phase), 0, RAIL_STATE_DONE };
			last = row->phase;
		}
		items[n++] = (struct rail_item){ row->id, 1, state };
		items[phase].state = fold_state(items[phase].state, state);
	}
	return n;
}

static void set(struct primary *p, enum primary_kind kind, const char *label)
{
	p->kind = kind;
	snprintf(p->label, sizeof p->label, "%s", label);
}

/* Switched off, with the reason in a few words: the key stays on the line and says why it does nothing. */
static void off(struct primary *p, const char *label, const char *word, const char *why)
{
	set(p, PRIMARY_OFF, label);
	snprintf(p->off, sizeof p->off, "%s%s%s", word, why && *why ? ": " : "", why ? why : "");
}

/* Waits for the gate that does not hold. */
static void off_waiting(const struct scene *s, struct primary *p)
{
	const struct app_gate *g = s->at->holds;
	char text[GATE_TEXT];

	off(p, _("next"), _("waits"), g ? gate_text(s->m, g->gate, g->gate->question, text) : NULL);
}

/* While a step runs Enter has nothing to do, and says what it waits for. */
static void primary_running(const struct scene *s, struct primary *p)
{
	const char *act = status_act_title(s->m, s->at->step);

	if (act)
		off(p, _("next"), _("runs"), _(act));
	else
		off_waiting(s, p);
}

/* The one place that decides what Enter does; keys and last line both read it. */
void primary_read(const struct scene *s, struct primary *p)
{
	/* The order is that of what matters: what the operator looks at and types in comes before what the run does. */
	*p = (struct primary){ .kind = PRIMARY_OFF };
	if (s->at->kind == STATUS_ENDED && s->v->looked < 0)
		set(p, PRIMARY_OVER, _("leave"));
	else if (s->v->part == PART_FORM && s->v->form.n)
		set(p, PRIMARY_SAVE, s->v->form.editor ? _("take it") : _("answer"));
	else if (s->v->part == PART_BODY && entries_there(s))
		set(p, PRIMARY_READ, _("open"));
	else if (!scene_current(s))
		set(p, PRIMARY_RETURN, s->at->kind == STATUS_ENDED ? _("back to the end") : _("back to the run"));
	else if (s->at->kind == STATUS_RUNNING && entries_open(s) && entries_next(s, 0) >= 0)
		set(p, PRIMARY_READ, _("read"));
	else if (s->at->kind == STATUS_RUNNING && s->at->field && !s->m->observe)
		set(p, PRIMARY_ANSWER, _("answer"));
	else if (s->at->kind == STATUS_RUNNING)
		primary_running(s, p);
	else if (s->at->kind == STATUS_UNDOING)
		off(p, _("next"), _("it is being undone"), NULL);
	else if (s->m->observe)
		off(p, _("next"), _("--observe only looks"), NULL);
	else if (s->at->kind == STATUS_ANSWERS)
		set(p, PRIMARY_ANSWER, _("answer"));
	else if (s->at->kind == STATUS_GATES && entries_next(s, 0) >= 0)
		set(p, PRIMARY_READ, _("read"));
	else if (s->at->renewal)
		set(p, PRIMARY_RENEW, _(s->at->renewal->title));
	else if (s->at->kind == STATUS_GATES)
		off_waiting(s, p);
	else if (s->at->kind == STATUS_UNDO_BROKEN)
		set(p, PRIMARY_UNDO, _("undo plan"));
	else if (s->at->kind == STATUS_BROKEN)
		set(p, PRIMARY_GO, _("try again"));
	else if (s->at->kind == STATUS_READY)
		set(p, PRIMARY_GO, s->row->act[0] ? _("start") : _("next"));
	else
		off(p, _("next"), _("no run"), NULL);
}

/* The reason must not push the key off the line. */
static void cut_off(const struct canvas *c, struct primary *p)
{
	/* Columns that are kept for the most important of the other hints. */
	int most = c->w - 52;

	most = most < 14 ? 14 : most;
	for (size_t n = strlen(p->off); n > 4 && canvas_width(c, p->off) > most; n = strlen(p->off)) {
		size_t end = n > 3 && strcmp(p->off + n - 3, "…") == 0 ? n - 3 : n;

		while (end > 1 && ((unsigned char)p->off[--end] & 0xc0) == 0x80)
			;
		snprintf(p->off + end, sizeof p->off - end, "…");
	}
}

/* The same questions as ask_waive (ui/screens/app_key.c) asks, so that the hint is there exactly when the key opens its question. */
static bool can_waive(const struct scene *s)
{
	int i = s->v->gates.selected;

	return scene_current(s) && i < (int)s->gates && !verdict_opens(&s->gate[i].verdict) && (s->gate[i].gate->flags & GATE_WAIVABLE);
}

/* Where a table stands in the way, and while it can still be left out. */
static bool can_leave_out(const struct scene *s)
{
	for (size_t i = 0; i < s->gates; i++)
		if ((s->gate[i].gate->flags & GATE_LEAVES_OUT) && !verdict_opens(&s->gate[i].verdict))
			return scene_current(s) && !s->m->observe && !mended_held(s->m, "leave_out");
	return false;
}

/* In the order of worth: what does not fit is left out from the right. */
static size_t hints_of(const struct scene *s, struct primary *p, struct key_hint *hints)
{
	size_t n = 0;
	const char *arrows = s->v->part == PART_STEPS ? _("look") : _("choose");

	/* First and always: it is the one key that everybody needs. */
	hints[n++] = (struct key_hint){ REQ_PRIMARY, p->label, *p->off ? p->off : NULL };
	if (form_editing(&s->v->form)) {
		hints[n++] = (struct key_hint){ REQ_BACK, NULL, NULL };
		return n;
	}
	if (s->v->part == PART_BODY && entries_there(s) && entries_open(s))
		hints[n++] = (struct key_hint){ REQ_MARK, NULL, NULL };
	if (can_waive(s))
		hints[n++] = (struct key_hint){ REQ_WAIVE, NULL, NULL };
	if (can_leave_out(s))
		hints[n++] = (struct key_hint){ REQ_LEAVE_OUT, NULL, NULL };
	if (scene_current(s) && (s->at->kind == STATUS_RUNNING || s->at->kind == STATUS_UNDOING) && s->state->phase == ACT_ASKED)
		hints[n++] = (struct key_hint){ REQ_BACK, _("stop it"), NULL };
	hints[n++] = (struct key_hint){ REQ_UP, arrows, NULL };
	hints[n++] = (struct key_hint){ REQ_DOWN, arrows, NULL };
	hints[n++] = (struct key_hint){ REQ_HELP, NULL, NULL };
	if (s->at->kind == STATUS_ENDED) {
		hints[n++] = (struct key_hint){ REQ_LOG, NULL, NULL };
		return n;
	}
	hints[n++] = (struct key_hint){ REQ_COMMANDS, NULL, NULL };
	hints[n++] = (struct key_hint){ REQ_UNDO, _("undo"), NULL };
	hints[n++] = (struct key_hint){ REQ_LOG, NULL, NULL };
	hints[n++] = (struct key_hint){ REQ_NEXT_PART, _("part"), NULL };
	hints[n++] = (struct key_hint){ REQ_RECHECK, NULL, NULL };
	hints[n++] = (struct key_hint){ REQ_QUIT, NULL, NULL };
	return n;
}

/* How to go back from here, on every screen; on the step of no return in the colour of danger. */
static const char *status_of(const struct scene *s, enum style *style)
{
	*style = STYLE_DIM;
	if (s->at->kind == STATUS_ENDED)
		return NULL;
	if (s->m->undoing)
		return _("Only what this run made is walked back, the newest first.");
	if (s->row && (s->row->flags & STEP_POINT_OF_NO_RETURN) && s->state->status != STEP_COMPLETE)
		*style = STYLE_DANGER;
	return s->row && s->row->back ? _(s->row->back) : NULL;
}

/* The clock past its limit and at rest is restyled here: the frame knows one kind of clock. */
static bool draw(struct scene *s, struct frame *f, struct rect *body)
{
	struct str left, right, clock;
	enum style style = STYLE_CLOCK;
	bool fits;

	str_init(&left, STR_LINE);
	str_init(&right, STR_LINE);
	str_init(&clock, STR_LINE);
	title_left(s->m, &left);
	title_right(s->m, &right);
	/* Borrowed until the frame is drawn, below. */
	f->left = str_text(&left);
	f->right = str_text(&right);
	f->clock = clock_text(s, &clock, &style) ? str_text(&clock) : NULL;
	fits = frame_draw(s->c, f, body);
	if (fits && f->clock && style != STYLE_CLOCK) {
		int w = canvas_width(s->c, f->clock) + 2;

		canvas_restyle(s->c, (struct rect){ s->c->w - w, 0, w, 1 }, style);
	}
	str_release(&left);
	str_release(&right);
	str_release(&clock);
	return fits;
}

bool layout_draw(struct scene *s, struct rect *body)
{
	struct rail_item items[FRAME_RAIL_MAX];
	struct key_hint hints[16];
	struct frame f = { .rail = items, .hints = hints };
	struct primary p;

	primary_read(s, &p);
	cut_off(s->c, &p);
	f.n_rail = rail_items(s, items);
	f.n_hints = hints_of(s, &p, hints);
	f.status = status_of(s, &f.status_style);
	return draw(s, &f, body);
}

bool layout_draw_start(struct scene *s, const char *status, const struct key_hint *hints, size_t n, struct rect *body)
{
	struct frame f = { .hints = hints, .n_hints = n, .status = status, .status_style = STYLE_DIM };
	bool fits = draw(s, &f, body);

	/* There is no rail before a run: its room belongs to the form. */
	if (fits && s->c->w >= FRAME_RAIL_FROM) {
		canvas_blank(s->c, (struct rect){ 0, 1, s->c->w, s->c->h - 3 }, STYLE_PLAIN);
		*body = (struct rect){ 1, 1, s->c->w - 2, s->c->h - 3 };
	}
	return fits;
}
