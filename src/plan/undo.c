/* What the way back did and could not do. The engine walks it, both front ends and the report tell it. */
#include "config.h"

#include "plan/undo.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"
#include "plan/step.h"

/* Kept by the act's id: no two steps share an act of their undo. An older note is one of a try before. */
static const char *reason(const struct model *m, const char *act)
{
	const struct note *note;
	char key[80];

	snprintf(key, sizeof key, "stayed.%s", act);
	note = model_note_row(m, key);
	return note && note->at >= m->undo_at ? note->text : NULL;
}

bool undo_stayed_act(const struct model *m, const char *act)
{
	return reason(m, act) != NULL;
}

bool undo_stayed_at(const struct model *m, size_t i, struct undo_stayed *out)
{
	for (int s = m->strategy ? (int)m->strategy->steps - 1 : -1; s >= 0; s--) {
		const struct step *step = &m->strategy->step[s];

		for (int a = 0; a < STEP_LIST && step->undo[a]; a++) {
			const char *why = reason(m, step->undo[a]);

			if (!why || i-- > 0)
				continue;
			*out = (struct undo_stayed){ step, act_find(step->undo[a]), why };
			return true;
		}
	}
	return false;
}

bool undo_stayed_of(const struct model *m, const struct step *step)
{
	struct undo_stayed s;

	for (size_t i = 0; undo_stayed_at(m, i, &s); i++)
		if (s.step == step)
			return true;
	return false;
}

void undo_stayed_words(const struct model *m, struct str *out)
{
	struct undo_stayed s;

	for (size_t i = 0; undo_stayed_at(m, i, &s); i++) {
		if (i)
			str_add(out, "\n");
		/* TRANSLATORS: what was tried, where something stays and why that matters, the reason as the server gave it */
		str_addf(out, _("%s: %s (%s)"), _(act_title(m, s.act)), s.act->stays ? _(s.act->stays) : _("it stays."), s.why);
	}
}

int64_t undo_since(const struct model *m)
{
	int64_t since = m->resumed_at;

	for (int i = 0; i < MODEL_STEPS; i++)
		if (m->step[i].status == STEP_REVERTED && m->step[i].ended > since)
			since = m->step[i].ended;
	return since;
}

static bool seen(const struct model *m, enum fact_id id)
{
	return m->fact[id].known && m->fact[id].seen > undo_since(m);
}

/* Adds what differs from what was noted when blue was as it should be. */
static void add_change(struct str *out, const char *name, const char *is, const char *was)
{
	if (was && strcmp(is, was) != 0)
		str_addf(out, _("%s%s %s, was %s"), out->len ? "; " : "", name, is, was);
}

static void add_changes(const struct model *m, struct str *out)
{
	const char *health = model_note(m, "blue.health");
	char number[24];

	/* One that could not be asked in the beginning either is not less than it was. */
	if (m->fact[FACT_BLUE_HEALTH].num != 200 && (m->fact[FACT_BLUE_HEALTH].num || !health || strcmp(health, "200") == 0))
		str_addf(out, _("health/ready: %d %s"), (int)m->fact[FACT_BLUE_HEALTH].num, m->fact[FACT_BLUE_HEALTH].text);
	snprintf(number, sizeof number, "%lld", (long long)m->fact[FACT_BLUE_APP_REVISION].num);
	add_change(out, _("revision"), number, model_note(m, "blue.revision"));
	add_change(out, _("version"), m->fact[FACT_BLUE_APP_VERSION].text, model_note(m, "blue.version"));
	snprintf(number, sizeof number, "%lld", (long long)m->fact[FACT_BLUE_APP_UNITS].num);
	add_change(out, _("units"), number, model_note(m, "blue.units"));
	if (m->fact[FACT_BLUE_APP_SETTLED].num != 1)
		str_addf(out, "%s%s", out->len ? "; " : "", m->fact[FACT_BLUE_APP_SETTLED].text);
}

const enum fact_id undo_blue_facts[] = { FACT_BLUE_HEALTH,    FACT_BLUE_APP_REVISION, FACT_BLUE_APP_VERSION,
	                                 FACT_BLUE_APP_UNITS, FACT_BLUE_APP_SETTLED,  FACT_END };

enum undo_blue undo_blue_read(const struct model *m, struct str *words)
{
	for (const enum fact_id *f = undo_blue_facts; *f != FACT_END; f++)
		if (!seen(m, *f)) {
			const char *trouble = m->trouble[fact_rows[*f].probe];

			str_add(words, trouble ? trouble : _("it was not asked"));
			return UNDO_BLUE_UNSEEN;
		}
	add_changes(m, words);
	if (words->len)
		return UNDO_BLUE_OTHER;
	if (!m->fact[FACT_BLUE_HEALTH].num) {
		str_addf(words, _("it cannot be asked from here: %s"), m->fact[FACT_BLUE_HEALTH].text);
		return UNDO_BLUE_UNSEEN;
	}
	/* TRANSLATORS: status of health/ready, charm revision, version, number of units */
	str_addf(words, _("health/ready %d, revision %d, version %s, units %d"), (int)m->fact[FACT_BLUE_HEALTH].num,
	         (int)m->fact[FACT_BLUE_APP_REVISION].num, m->fact[FACT_BLUE_APP_VERSION].text, (int)m->fact[FACT_BLUE_APP_UNITS].num);
	return UNDO_BLUE_AS_IT_WAS;
}

static const char *const blue_words[] = { [UNDO_BLUE_UNSEEN] = "unseen", [UNDO_BLUE_OTHER] = "other", [UNDO_BLUE_AS_IT_WAS] = "as-it-was" };

const char *undo_blue_word(enum undo_blue kind)
{
	return blue_words[kind];
}

enum undo_blue undo_blue_noted(const struct model *m, const char **words)
{
	const char *note = model_note(m, "undo.blue"), *bar = note ? strchr(note, '|') : NULL;

	*words = bar ? bar + 1 : _("it was not asked");
	for (size_t i = 0; bar && i < mem_count(blue_words); i++)
		if (strlen(blue_words[i]) == (size_t)(bar - note) && strncmp(note, blue_words[i], (size_t)(bar - note)) == 0)
			return (enum undo_blue)i;
	return UNDO_BLUE_UNSEEN;
}
