/* Texts that lie over the screen on request, and their words for the plain front end as well. The texts are made when they
 * are opened; only the log grows while it is read. */
#include "config.h"

#include "ui/screens/overlay.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/undo.h"
#include "plan/upgrade.h"
#include "plan/walk.h"
#include "ui/kit/frame.h"
#include "ui/kit/text.h"
#include "ui/screens/entries.h"
#include "ui/screens/scene.h"

/* Columns of the help: the name of the key, then its sentence. */
#define KEYS_WIDTH 10
#define HELP_WIDTH 66

void overlay_indented(struct str *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		str_add(out, "  ");
		str_addn(out, text, n);
		str_add(out, "\n");
		text += n + (text[n] == '\n');
	}
}

/* The commands as they would be run now, from the settings and the model of this moment. */
static void add_undo(struct str *out, const struct model *m, const struct step *row)
{
	size_t n;
	char **text = step_commands_shown(m, row, true, &n);

	for (size_t i = 0; i < n; i++)
		overlay_indented(out, text[i]);
	commands_texts_free(text, n);
}

void overlay_commands(const struct model *m, int step, struct str *out)
{
	const struct step *row = step_of(m, step);
	size_t n;
	char **text;

	if (!row)
		return;
	text = step_commands_shown(m, row, false, &n);
	str_addf(out, "%s\n\n", _(row->title));
	/* Said, so that an empty text is not taken for a fault. */
	if (!n)
		str_addf(out, "%s\n", _("This step runs no command: it looks and asks."));
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s\n\n", text[i]);
	commands_texts_free(text, n);
}

static bool has_undo(const struct step *row)
{
	return row->undo[0] != NULL;
}

/* Undo is made of what this run did, not of what the strategy could have done. */
static bool touched(const struct model *m, int step)
{
	return m->step[step].touched && m->step[step].status != STEP_REVERTED;
}

bool overlay_undo_loses(const struct model *m)
{
	const struct step *row;

	for (int i = 0; (row = step_of(m, i)); i++)
		if (touched(m, i) && !has_undo(row) && (row->flags & STEP_WRITES))
			return true;
	return false;
}

/* The engine decides again when it is asked; here it is a matter of not offering what it would refuse. */
bool overlay_undo_open(const struct model *m)
{
	return walk_undo_step(m) >= 0 && !walk_switched(m) && !m->observe && m->end == RUN_OPEN;
}

size_t overlay_undo_plan(const struct model *m, struct str *out)
{
	size_t n = 0;

	for (int i = m->strategy ? (int)m->strategy->steps - 1 : -1; i >= 0; i--) {
		const struct step *row = step_of(m, i);

		if (!touched(m, i))
			continue;
		/* Steps that made nothing and have nothing to say of it are left out. */
		if (has_undo(row)) {
			/* Only these are undone; a step without undo is named below with its reason and does not count. */
			n++;
			str_addf(out, "%s (%s)\n", row->id, _(row->title));
			add_undo(out, m, row);
		} else if (row->no_undo) {
			str_addf(out, "%s (%s)\n", row->id, _(row->title));
			/* TRANSLATORS: followed by the reason, a sentence */
			str_addf(out, "  %s %s\n", _("Cannot be undone:"), _(row->no_undo));
		} else {
			continue;
		}
		str_add(out, "\n");
	}
	return n;
}

/* What cannot be undone is said before what can. */
static void fill_undo(struct view *v, const struct model *m)
{
	struct str plan;
	size_t n;

	str_init(&plan, STR_PAGE);
	n = overlay_undo_plan(m, &plan);
	pager_add(&v->pager, STYLE_TITLE, _("What undo would do"));
	pager_add(&v->pager, STYLE_PLAIN, "");
	if (overlay_undo_loses(m))
		pager_add(&v->pager, STYLE_PLAIN,
		          _("Some of what this run made is not undone by itself: it stands below with the reason."));
	/* Three endings of the same text, the gravest first. */
	if (walk_switched(m))
		pager_add(&v->pager, STYLE_DANGER,
		          _("The traffic was switched: blue is stale since then. Teal does not undo past this point."));
	else if (n)
		pager_add(&v->pager, STYLE_PLAIN,
		          _("Only what this run made is walked back, the newest first. Nothing runs before you type the name."));
	else
		pager_add(&v->pager, STYLE_PLAIN, _("This run made nothing yet that would have to be undone. Leaving (q) costs nothing."));
	pager_add(&v->pager, STYLE_PLAIN, "");
	pager_add(&v->pager, STYLE_PLAIN, str_text(&plan));
	str_release(&plan);
}

static void fill_commands(struct view *v, const struct model *m, int step)
{
	struct str text;

	str_init(&text, STR_PAGE);
	overlay_commands(m, step, &text);
	pager_add(&v->pager, STYLE_PLAIN, str_text(&text));
	str_release(&text);
}

/* Oldest first, as people read it. */
static void fill_log(struct view *v, const struct model *m)
{
	if (!m->logs)
		pager_add(&v->pager, STYLE_DIM, _("Nothing was logged yet."));
	/* model_log counts from the newest. */
	for (size_t i = m->logs < MODEL_LOG ? m->logs : MODEL_LOG; i > 0; i--) {
		const char *line = model_log(m, i - 1);

		if (line)
			pager_add(&v->pager, STYLE_PLAIN, line);
	}
	/* So that the next frame can see whether lines have come since. */
	v->pager_logs = m->logs;
}

/* The pager knows no hanging indent: the sentences are broken here, for 80 columns. */
static void add_key(struct view *v, const struct key_binding *b)
{
	const char *keys = v->charset == CHARSET_ASCII && b->ascii ? b->ascii : b->keys, *rest;
	struct text_line line;
	struct str help;

	str_init(&help, STR_LINE);
	text_prepare(&help, _(b->help), v->charset, STR_ONE_LINE);
	for (rest = str_text(&help); text_wrap(&rest, HELP_WIDTH, &line); keys = "")
		/* printf pads bytes, and an arrow has three of them. */
		pager_addf(&v->pager, STYLE_PLAIN, "%s%*s %.*s", keys, KEYS_WIDTH - text_width(keys), "", (int)line.n, line.s);
	str_release(&help);
}

/* The step's own words first: that is what people ask for on a screen. */
static void fill_help(struct view *v, const struct model *m, int step)
{
	const struct step *row = step_of(m, step);
	const struct key_binding *table;
	size_t n;

	if (row) {
		char *why = scene_flow(row->why);

		pager_add(&v->pager, STYLE_TITLE, _(row->title));
		pager_add(&v->pager, STYLE_PLAIN, why);
		free(why);
		pager_add(&v->pager, STYLE_PLAIN, "");
		if (row->back)
			pager_addf(&v->pager, STYLE_PLAIN, _("Going back: %s"), _(row->back));
		pager_add(&v->pager, STYLE_PLAIN, "");
	}
	pager_add(&v->pager, STYLE_TITLE, _("Keys"));
	table = key_table(&n);
	for (size_t i = 0; i < n; i++)
		add_key(v, &table[i]);
	pager_add(&v->pager, STYLE_PLAIN, "");
	pager_add(&v->pager, STYLE_TITLE, _("Words of the gates"));
	pager_add(&v->pager, STYLE_PLAIN,
	          _("ok: seen, and fresh. warn: it holds, with something to read. wait: not yet, time heals it. "
	            "FAIL: somebody has to do something. ?: not seen, or too long ago; that never counts as ok."));
}

/* What was open before is closed, with its search. */
void overlay_open(struct view *v, const struct model *m, int step, enum view_over over)
{
	overlay_close(v);
	pager_init(&v->pager, v->charset);
	v->over = over;
	switch (over) {
	case OVER_HELP:
		fill_help(v, m, step);
		break;
	case OVER_LOG:
		fill_log(v, m);
		pager_bottom(&v->pager);
		break;
	case OVER_COMMANDS:
		fill_commands(v, m, step);
		break;
	case OVER_UNDO:
		fill_undo(v, m);
		break;
	case OVER_ENTRY:
	case OVER_NONE:
		break;
	}
}

/* Owned; as of now, as all texts that lie over the screen. */
static char *entry_text(const struct scene *s, const struct assess_entry *entry)
{
	struct str text;

	if (!entry_is_sources(entry))
		return assess_text(s->v->assessment, s->m->library, entry);
	str_init(&text, STR_PAGE);
	entries_sources_text(s->m, s->v->assessment, s->now, &text);
	return str_take(&text);
}

/* The selected one. Its text is foreign for the most part: the pager makes it harmless once more. */
void overlay_open_entry(struct scene *s)
{
	struct view *v = s->v;
	struct assess_entry entry;
	char *text;

	if (!entries_selected(s, &entry))
		return;
	text = entry_text(s, &entry);
	overlay_open(v, s->m, s->step, OVER_ENTRY);
	entries_note_open(v, &entry);
	pager_add(&v->pager, STYLE_PLAIN, text);
	free(text);
}

/* Every line of it must have been in sight before Enter marks it; the list's own key does without. */
enum overlay_enter overlay_entry_enter(const struct scene *s)
{
	struct assess_entry entry;

	/* Without a height it was not drawn yet: two presses came at once. */
	if (!s->v->pager.height || pager_percent(&s->v->pager) < 100)
		return OVERLAY_PAGES;
	if (!entries_opened(s, &entry) || !entry.required || !entries_open(s) || upgrade_was_read(s->m, &entry))
		return OVERLAY_CLOSES;
	return OVERLAY_MARKS;
}

void overlay_close(struct view *v)
{
	pager_release(&v->pager);
	v->over = OVER_NONE;
}

/* New lines come in while the log is open; the operator's place is kept, the end stays the end. */
static void refresh_log(struct view *v, const struct model *m)
{
	int top = v->pager.top;
	bool end = pager_percent(&v->pager) >= 100;

	if (v->over != OVER_LOG || v->pager_logs == m->logs)
		return;
	/* Filled anew as a whole: the model's log is a ring, so old lines may be gone. */
	pager_clear(&v->pager);
	fill_log(v, m);
	/* Who was at the end stays there, and sees the new lines come. */
	if (end)
		pager_bottom(&v->pager);
	else
		v->pager.top = top;
}

static const char *title_of(const struct view *v)
{
	switch (v->over) {
	case OVER_HELP:
		return _("Help");
	case OVER_LOG:
		return _("Log");
	case OVER_COMMANDS:
		return _("Commands, as they are run");
	case OVER_ENTRY:
		return strcmp(v->open.key, ENTRY_SOURCES) == 0 ? _("Who says so") : _("What lies between");
	default:
		return _("Undo plan");
	}
}

/* The words for what Enter does over this text. */
static const char *enter_label(const struct scene *s)
{
	if (s->v->over == OVER_UNDO)
		return overlay_undo_open(s->m) ? _("undo all of this") : _("close");
	if (s->v->over != OVER_ENTRY || overlay_entry_enter(s) == OVERLAY_CLOSES)
		return _("close");
	return overlay_entry_enter(s) == OVERLAY_MARKS ? _("mark as read") : _("next page");
}

/* The title line stays: the write-stop clock is always in sight. */
void overlay_draw(struct scene *s)
{
	struct canvas *c = s->c;
	struct view *v = s->v;
	/* "next hit" comes last and only with a search; without one it would take the room of a key that does something. */
	struct key_hint hints[] = {
		{ REQ_UP, _("scroll"), NULL }, { REQ_DOWN, _("scroll"), NULL },
		{ REQ_PRIMARY, NULL, NULL },   { REQ_BACK, NULL, NULL },
		{ REQ_SEARCH, NULL, NULL },    { REQ_NEXT_HIT, NULL, v->pager.pattern ? NULL : _("nothing is searched") },
	};

	refresh_log(v, s->m);
	canvas_blank(c, (struct rect){ 0, 1, c->w, c->h - 1 }, STYLE_PLAIN);
	canvas_text(c, 1, 1, STYLE_TITLE, title_of(v), c->w - 2);
	canvas_fill(c, (struct rect){ 0, 2, c->w, 1 }, STYLE_DIM, GLYPH_HLINE);
	pager_draw(&v->pager, c, (struct rect){ 1, 3, c->w - 2, c->h - 4 });
	/* After the drawing, which knows how much of the text has been in sight. */
	hints[2].label = enter_label(s);
	frame_keys(c, c->h - 1, hints, v->pager.pattern ? mem_count(hints) : mem_count(hints) - 1);
}
