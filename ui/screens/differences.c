/* What is below the tables of a verification: one sentence about the chosen one, then some of its rows. */
#include "config.h"

#include "ui/screens/differences.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/table_name.h"
#include "plan/compared.h"
#include "plan/model.h"

/* The kind of a row has a column of its own, so that the keys stand below each other. */
#define KIND 9

/* The engine's words for the kinds stand first in an example, untranslated. */
static const char *const kinds[] = { N_("missing"), N_("extra"), N_("changed") };

const char *differences_name(const struct table *t)
{
	return table_name_short(t->name);
}

/* The example without its kind; *kind is "" when it has none that is known. */
static const char *split(const char *example, const char **kind)
{
	*kind = "";
	for (size_t i = 0; i < mem_count(kinds); i++) {
		size_t n = strlen(kinds[i]);

		if (strncmp(example, kinds[i], n) == 0 && example[n] == ' ') {
			*kind = _(kinds[i]);
			return example + n + 1;
		}
	}
	return example;
}

/* Owned; NULL when there is nothing to say. */
static char *sentence(const struct table *t, const struct table_check *c, enum compared verdict)
{
	struct str words;
	char *text = NULL;

	str_init(&words, STR_LINE);
	if (verdict == COMPARED_DIFFERENT)
		compared_add_words(c, &words);
	if (!words.len && c->why)
		str_add(&words, c->why);
	if (verdict == COMPARED_EXPLAINED)
		text = mem_printf("%s: %s", differences_name(t), c->explained);
	else if (verdict == COMPARED_FAILED)
		/* TRANSLATORS: a table's name, then why */
		text = mem_printf(_("%s: not compared. %s"), differences_name(t), str_text(&words));
	else if (verdict == COMPARED_DIFFERENT && c->not_found)
		/* TRANSLATORS: a table's name, that it differs in a sentence, then why */
		text = mem_printf(_("%s: %s Which rows is not known: %s"), differences_name(t), str_text(&words), c->not_found);
	else if (verdict == COMPARED_DIFFERENT && words.len)
		text = mem_printf("%s: %s", differences_name(t), str_text(&words));
	str_release(&words);
	return text;
}

int differences_lines(const struct canvas *c, int width, const struct table *t, enum verify_mode mode, int64_t since)
{
	const struct table_check *check = &t->check[mode];
	enum compared verdict = compared_read(check, since);
	char *text = sentence(t, check, verdict);
	int lines = text ? canvas_wrap_lines(c, width, text) : 0;

	for (size_t i = 0; verdict == COMPARED_DIFFERENT && i < check->examples; i++) {
		const char *kind;

		lines += canvas_wrap_lines(c, width - KIND - 2, split(check->example[i], &kind));
	}
	free(text);
	return lines;
}

/* A key that is longer than the line goes on below, right of the kinds. */
static int draw_example(struct canvas *c, struct rect r, const char *example)
{
	const char *kind, *rest = split(example, &kind);

	canvas_text(c, r.x + 2, r.y, STYLE_HEADING, kind, KIND - 1);
	return canvas_wrap(c, (struct rect){ r.x + 2 + KIND, r.y, r.w - 2 - KIND, r.h }, STYLE_PLAIN, rest);
}

void differences_draw(struct canvas *c, struct rect r, const struct table *t, enum verify_mode mode, int64_t since)
{
	const struct table_check *check = &t->check[mode];
	enum compared verdict = compared_read(check, since);
	char *text = sentence(t, check, verdict);
	int y = 0;

	if (text)
		y += canvas_wrap(c, r, verdict == COMPARED_EXPLAINED ? STYLE_PLAIN : STYLE_ERROR, text);
	for (size_t i = 0; verdict == COMPARED_DIFFERENT && i < check->examples && y < r.h; i++)
		y += draw_example(c, (struct rect){ r.x, r.y + y, r.w, r.h - y }, check->example[i]);
	free(text);
}
