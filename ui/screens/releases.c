/* The body of releases: the SQL migrations between blue and the target, by the shipped catalogue. More than fit are counted. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/intl.h"
#include "plan/releases.h"

/* Head, up to four migrations and the line that counts the rest; all of them when there is room. */
static int releases_measure(const struct scene *s, int width, int *want)
{
	size_t n;
	char **lines = releases_lines(s->m, &n);

	releases_lines_free(lines, n);
	*want = n ? (int)n + 2 : 0;
	return n ? (n < 4 ? (int)n + 2 : 6) : 0;
}

/* The catalogue is asked again each time: it is a table in memory. */
static void releases_draw(struct scene *s, struct rect r)
{
	size_t n, shown;
	char **lines = releases_lines(s->m, &n);

	shown = (int)n + 1 <= r.h ? n : r.h > 2 ? (size_t)r.h - 2 : 0;
	canvas_textf(s->c, r.x, r.y, STYLE_HEADING, r.w, ngettext("%d SQL migration comes:", "%d SQL migrations come:", n), (int)n);
	for (size_t i = 0; i < shown; i++)
		canvas_text(s->c, r.x + 2, r.y + 1 + (int)i, STYLE_PLAIN, lines[i], r.w - 2);
	if (shown < n)
		canvas_textf(s->c, r.x + 2, r.y + 1 + (int)shown, STYLE_DIM, r.w - 2, ngettext("and %d more", "and %d more", n - shown),
		             (int)(n - shown));
	releases_lines_free(lines, n);
}

const struct part body_releases = { releases_measure, releases_draw };
