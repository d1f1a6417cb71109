/* Shares the rows of a step's screen out among its parts. Each part says what it needs; who gets how much is decided
 * here, for all of them at once. */
#include "config.h"

#include "ui/screens/step_screen.h"

#include "base/intl.h"
#include "base/mem.h"
#include "ui/screens/scene.h"

enum { TROUBLE, PROGRESS, WHY, BODY, FORM, COMMANDS, GATES, PARTS };

/* A part's rows: what it cannot do without, what it would like, what it got. */
struct share {
	const struct part *part;
	int least, want, rows;
};

/* Who gets its lines first when there is not room for all. */
static const int ranks[PARTS] = { TROUBLE, PROGRESS, FORM, GATES, BODY, WHY, COMMANDS };

/* A step without a body of its own has a NULL there, which takes no lines. */
static void measure(const struct scene *s, int width, struct share *shares)
{
	const struct part *const parts[PARTS] = {
		[TROUBLE] = &part_trouble, [PROGRESS] = &part_progress, [WHY] = &part_why,     [BODY] = body_of(s->row),
		[FORM] = &part_form,       [COMMANDS] = &part_commands, [GATES] = &part_gates,
	};

	for (int i = 0; i < PARTS; i++) {
		shares[i] = (struct share){ .part = parts[i] };
		if (parts[i])
			shares[i].least = parts[i]->measure(s, width, &shares[i].want);
	}
}

/* First what each needs at least, then what each would like; returns the lines that are left. */
static int share_out(struct share *shares, int space)
{
	for (int i = 0; i < PARTS; i++) {
		struct share *p = &shares[ranks[i]];

		p->rows = p->least <= space ? p->least : 0;
		space -= p->rows;
	}
	for (int i = 0; i < PARTS; i++) {
		struct share *p = &shares[ranks[i]];
		int more = p->want - p->rows;

		/* What could not have its least stays away, and what has no least comes whole: half a table or sentence misleads. */
		if (more <= 0 || (p->least > 0 && !p->rows) || (!p->least && more > space))
			continue;
		more = more < space ? more : space;
		p->rows += more;
		space -= more;
	}
	return space;
}

/* Between the parts that are there; -1 when there is none. */
static int boundaries(const struct share *shares)
{
	int n = -1;

	for (int i = 0; i < PARTS; i++)
		n += shares[i].rows > 0;
	return n;
}

static int draw_title(struct scene *s, struct rect r)
{
	int used = canvas_text(s->c, r.x, r.y, STYLE_TITLE, _(s->row->title), r.w);

	if (!scene_current(s) && s->at->row)
		/* TRANSLATORS: stands behind the title of a step that is looked at while the run is at another one */
		canvas_textf(s->c, r.x + used + 2, r.y, STYLE_DIM, r.w - used - 2, _("only looking; the run is at %s"), s->at->row->id);
	else if (s->m->undoing)
		canvas_text(s->c, r.x + used + 2, r.y, STYLE_DANGER, _("is being undone"), r.w - used - 2);
	return 1;
}

void step_screen_draw(struct scene *s, struct rect r)
{
	struct share shares[PARTS];
	int y = draw_title(s, r), left, gaps;

	measure(s, r.w, shares);
	left = share_out(shares, r.h - y);
	/* One blank line before each part, the first of them below the title. */
	gaps = boundaries(shares) + 1;
	/* Blank lines: below the title first when there are enough for all, else from the bottom up, since the gates end the screen. */
	for (int i = 0; i < PARTS; i++) {
		if (!shares[i].rows)
			continue;
		if (gaps <= left && left > 0) {
			y++;
			left--;
		}
		gaps--;
		shares[i].part->draw(s, (struct rect){ r.x, r.y + y, r.w, shares[i].rows });
		y += shares[i].rows;
	}
}
