/* What a run has to remember of its steps: later steps change what was seen, and samples are not in the journal. */
#include "config.h"

#include "plan/remember.h"

#include "base/mem.h"
#include "plan/backup.h"
#include "plan/gates.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/walk.h"

/* Notes are texts. */
static void note_number(struct findings *f, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)n);
	findings_note(f, key, text);
}

/* What blue was when the run began: later steps change blue, and the undo must know. */
void remember_blue(const struct model *m, const struct step *row, struct findings *f)
{
	findings_note(f, "blue.relations", fact_text(m, FACT_BLUE_APP_RELATIONS));
	findings_note(f, "blue.version", fact_text(m, FACT_BLUE_APP_VERSION));
	findings_note(f, "blue.channel", fact_text(m, FACT_BLUE_APP_REVISION));
	findings_note(f, "blue.config", fact_text(m, FACT_BLUE_CONFIG));
	findings_note(f, "blue.migrations", fact_text(m, FACT_SRC_MIGRATIONS));
	findings_note(f, "blue.network", fact_text(m, FACT_SRC_NETWORKS));
	note_number(f, "blue.revision", fact_num(m, FACT_BLUE_APP_REVISION));
	note_number(f, "blue.units", fact_num(m, FACT_BLUE_APP_UNITS));
	note_number(f, "blue.health", fact_num(m, FACT_BLUE_HEALTH));
	note_number(f, "source.timeline", fact_num(m, FACT_SRC_PRIMARY));
	findings_note(f, "source.identity", fact_text(m, FACT_SRC_IDENTITY));
}

/* "id|wall ms of its begin|unit|", as the report reads it. The unit is the one that would be asked: list-backups does
 * not tell who made it. */
void remember_checkpoint(const struct model *m, const struct step *row, struct findings *f)
{
	enum side side = side_of_row(m, row->checkpoint_of);
	int64_t began = side_num(m, side, FACT_BLUE_BACKUP);
	char *unit, *text;

	/* None is listed: it was waived. */
	if (began <= 0)
		return;
	unit = backup_unit(m, side);
	text = mem_printf("%s|%lld|%s|", side_text(m, side, FACT_BLUE_BACKUP), (long long)began, unit ? unit : "");
	findings_note(f, row->checkpoint, text);
	free(text);
	free(unit);
}

/* Samples are not in the journal: what the report needs of them is. Bytes and ms at most, bytes and ms at last, how many looks. */
void remember_lag(const struct model *m, const struct step *row, struct findings *f)
{
	const struct sample *s = model_sample(m, 0);
	int64_t bytes = 0, ms = 0;
	char *text;

	if (!s)
		return;
	for (size_t i = 0; model_sample(m, i); i++) {
		bytes = model_sample(m, i)->bytes > bytes ? model_sample(m, i)->bytes : bytes;
		ms = model_sample(m, i)->ms > ms ? model_sample(m, i)->ms : ms;
	}
	text = mem_printf("%lld %lld %lld %lld %zu", (long long)bytes, (long long)ms, (long long)s->bytes, (long long)s->ms, m->samples);
	findings_note(f, "sync.lag", text);
	free(text);
}

/* How long the newest act with the flag took in this run, 0 when none ran. */
static int64_t took(const struct model *m, unsigned flag)
{
	int64_t ms = 0;

	for (int i = 0; step_of(m, i); i++)
		for (size_t r = 0; r < m->step[i].records; r++) {
			const struct act *act = act_find(m->step[i].record[r].act);

			if (act && (act->flags & flag) && m->step[i].record[r].ended)
				ms = m->step[i].record[r].took_ms;
		}
	return ms;
}

/* Reading 1.2 GB on both sides takes about 4 s a GB (facts/ory.md section 4). */
int64_t forecast_reading(const struct model *m)
{
	return fact_num(m, FACT_SRC_SIZE) / 250000;
}

/* One was made already. */
int64_t forecast_backup(const struct model *m)
{
	int64_t ms = took(m, ACT_BACKS_UP);

	return ms ? ms : 60000;
}

/* Pods start as they did at the deployment, first start to last end, with whatever waiting for people lay in between. */
int64_t forecast_start(const struct model *m)
{
	int made = walk_find(m, STEP_MAKES_GREEN);
	const struct step_state *s = made >= 0 ? &m->step[made] : NULL;

	return s && s->ended > s->started ? (s->ended - s->started) / 2 : 0;
}

/* The write-stop, from what this very run took so far and from the sizes. */
void remember_forecast(const struct model *m, const struct step *row, struct findings *f)
{
	const struct step *s;

	for (int i = 0; (s = step_of(m, i)); i++) {
		char *key = mem_printf("forecast.%s", s->id);

		if (s->forecast_ms || s->forecast)
			note_number(f, key, s->forecast_ms + (s->forecast ? s->forecast(m) : 0));
		free(key);
	}
}
