/* The pictures BODY_SOAK (how long green has been watched) and BODY_CHECKPOINTS (the backups that this run knows). */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/chart.h"

/* Notes with this beginning are the backups; what follows it names the point in the run. COLUMNS: the words of such a note. */
#define CHECKPOINT "checkpoint."
#define COLUMNS 4

/* Before the switch there is nothing to watch. */
static int soak_measure(const struct scene *s, int width, int *want)
{
	*want = s->m->switched_at ? 2 : 0;
	return *want;
}

/* Blue's transactions are the proof that nobody writes to it any more. */
static void soak_draw(struct scene *s, struct rect r)
{
	/* Milliseconds; the limit is seconds in the settings. 0 makes an empty bar, which is what no limit looks like. */
	int64_t watched = s->now - s->m->switched_at, least = s->m->settings.limits.soak_s * 1000;
	char is[CLOCK_TEXT], most[CLOCK_TEXT], rate[CLOCK_TEXT];

	scene_span(watched, is);
	clock_span(least, most);
	chart_bar(s->c, r.x, r.y, 20, watched, least, CHART_BARE);
	canvas_textf(s->c, r.x + 22, r.y, STYLE_PLAIN, r.w - 22, _("watched for %s of at least %s"), is, most);
	/* Not known is not 0: here 0 is the good news. */
	if (s->m->rate_milli < 0)
		return;
	snprintf(rate, sizeof rate, "%.1f", (double)s->m->rate_milli / 1000);
	canvas_textf(s->c, r.x, r.y + 1, STYLE_PLAIN, r.w, _("blue's database: %s transactions per second (0 is what it should be)"), rate);
}

const struct part body_soak = { soak_measure, soak_draw };

/* Notes are in the order in which they were taken, and so are the checkpoints. */
static const struct note *checkpoint_at(const struct model *m, size_t wanted)
{
	for (size_t i = 0; i < m->notes; i++)
		if (strncmp(m->note[i].key, CHECKPOINT, strlen(CHECKPOINT)) == 0 && wanted-- == 0)
			return &m->note[i];
	return NULL;
}

/* At least the head and three rows when there are as many, the oldest first. */
static int checkpoints_measure(const struct scene *s, int width, int *want)
{
	int n = 0;

	while (checkpoint_at(s->m, (size_t)n))
		n++;
	*want = n ? n + 1 : 0;
	return *want > 4 ? 4 : *want;
}

/* "id|when|unit|lsn": machine words. The id of a backup is the time at which it began, so that the second one need not be shown. */
static void draw_checkpoint(struct scene *s, struct rect r, const struct note *note, const int *starts)
{
	canvas_text(s->c, r.x, r.y, STYLE_PLAIN, note->key + strlen(CHECKPOINT), starts[0] - 1);
	for (int i = 0; i < COLUMNS; i++) {
		/* A note with fewer words leaves the columns behind them empty. */
		size_t n;
		const char *part = str_part(note->text, (size_t)i, &n);
		char *word = mem_dupn(part ? part : "", n);
		int next = i + 1 < COLUMNS ? (starts[i + 1] >= 0 ? starts[i + 1] : starts[i + 2]) : r.w + 1, end = next - 1;

		if (starts[i] >= 0)
			canvas_text(s->c, r.x + starts[i], r.y, STYLE_PLAIN, word, end - starts[i]);
		free(word);
	}
}

/* Columns in hundredths of the width: the ids of backups and the positions in the log have about known lengths. -1: not shown. */
static void checkpoints_draw(struct scene *s, struct rect r)
{
	const char *const heads[COLUMNS] = { _("backup"), _("when"), _("unit"), _("LSN") };
	const int starts[COLUMNS] = { r.w * 16 / 100, -1, r.w * 54 / 100, r.w * 82 / 100 };
	const struct note *note;

	canvas_text(s->c, r.x, r.y, STYLE_HEADING, _("point"), starts[0] - 1);
	for (int i = 0; i < COLUMNS; i++)
		if (starts[i] >= 0)
			canvas_text(s->c, r.x + starts[i], r.y, STYLE_HEADING, heads[i], 12);
	for (int i = 0; i + 1 < r.h && (note = checkpoint_at(s->m, (size_t)i)); i++)
		draw_checkpoint(s, (struct rect){ r.x, r.y + 1 + i, r.w, 1 }, note, starts);
}

const struct part body_checkpoints = { checkpoints_measure, checkpoints_draw };
