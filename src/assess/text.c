/* A hazard or a release as plain text for a pager: what Teal knows of it first, then the changelog's own words.
 * Foreign text is made harmless when it is added. */
#include "config.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "assess/unwrap.h"
#include "assess/words.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* Bytes of a text; the longest release on record needs a fifth of it. */
#define TEXT_MAX STR_PAGE

/* Teal's own text, which may quote foreign words. */
static void add_line(struct str *out, const char *text)
{
	str_add_safe(out, text, strlen(text), STR_KEEP_LINES);
	str_add(out, "\n");
}

/* "Title", then the text below; nothing when there is no text. */
static void add_titled(struct str *out, const char *title, const char *text)
{
	if (!text || !*text)
		return;
	str_addf(out, "\n%s\n", title);
	add_line(out, text);
}

/* What it is, the evidence, what to do: in the order of an error message. */
static void hazard_text(const struct assess_hazard *h, struct str *out)
{
	str_addf(out, "%s: ", hazard_level_name(h->level));
	add_line(out, h->text);
	add_titled(out, _("What was seen:"), h->evidence);
	add_titled(out, _("What to do now:"), h->remedy);
	add_titled(out, _("Who says so:"), h->witness);
}

/* Adds a line unless an earlier line covers the effect. */
static void add_effects(const struct assess_migration *m, size_t i, struct str *out)
{
	struct str line;

	str_init(&line, STR_PAGE);
	if (assess_add_effects(m, i, &line))
		str_addf(out, "      - %s\n", str_text(&line));
	str_release(&line);
}

/* Each migration with what it does to which table; in a pager there is space for all. */
static void add_migrations(const struct assessment *a, const struct assess_release *r, struct str *out)
{
	str_add(out, "\n");
	assess_add_count(a, r, out);
	str_add(out, r->migrations ? ":\n" : "\n");
	for (size_t i = r->migration; i < r->migration + r->migrations && i < a->migrations; i++) {
		const struct assess_migration *m = &a->migration[i];

		str_addf(out, "  %s ", m->version);
		add_line(out, m->name);
		str_add(out, "      ");
		assess_add_migration(m, out);
		str_add(out, "\n");
		for (size_t e = 0; e < m->effects; e++)
			add_effects(m, e, out);
	}
}

/* Without the blank lines around the text, which separate the entries in the file. */
static struct span trimmed(struct span s)
{
	while (s.len && (s.at[0] == '\n' || s.at[0] == ' ')) {
		s.at++;
		s.len--;
	}
	while (s.len && (s.at[s.len - 1] == '\n' || s.at[s.len - 1] == ' '))
		s.len--;
	return s;
}

/* The changelog word for word; Teal's own judgement stands above. unwrap_add joins the lines for the pager's
 * width. */
static void add_entry(const struct changelog_entry *e, struct str *out)
{
	struct span text = trimmed(e->text);
	char version[VERSION_TEXT];

	version_text(&e->version, version);
	str_add(out, "\n");
	if (*e->date)
		str_addf(out, _("The changelog on %s (%s):"), version, e->date);
	else
		str_addf(out, _("The changelog on %s:"), version);
	str_add(out, "\n\n");
	if (text.len)
		unwrap_add(text, out);
	else
		str_addf(out, "%s\n", _("It says nothing."));
}

/* A changelog that was not read is reported with the reason, since it may say anything. */
static void add_changelog(const struct library *l, const struct assess_release *r, struct str *out)
{
	const struct document_state *doc = l ? &l->doc[DOC_CHANGELOG] : NULL;
	const struct changelog_entry *e;

	if (!doc || !doc->usable) {
		str_addf(out, "\n%s\n", _("The changelog has not been read."));
		if (doc && doc->why && *doc->why)
			add_line(out, doc->why);
		return;
	}
	if (!r->entries)
		str_addf(out, "\n%s\n", _("The changelog has no text for this release."));
	for (size_t i = 0; i < r->entries; i++) {
		struct span demand = assess_demand(l, r, i);

		if (!demand.len)
			continue;
		str_addf(out, "\n%s\n  ", _("The changelog demands a migration:"));
		str_add_safe(out, demand.at, demand.len, STR_ONE_LINE);
		str_add(out, "\n");
	}
	for (size_t i = 0; (e = assess_entry(l, r, i)); i++)
		add_entry(e, out);
}

/* Stands before the migrations, which take pages, so that nobody misses it. The whole text below has it once
 * more. */
static void add_breaking(const struct library *l, const struct assess_release *r, struct str *out)
{
	const struct changelog_entry *e;
	struct span text;

	for (size_t i = 0; (e = assess_entry(l, r, i)); i++) {
		if (!changelog_breaking(&l->changelog, e, &text))
			continue;
		str_addf(out, "\n%s\n\n", _("Breaking changes, as the changelog has them:"));
		unwrap_add(trimmed(text), out);
	}
}

/* The flags come first: they say what to look for in the texts below. */
static void release_text(const struct assessment *a, const struct library *l, const struct assess_release *r, struct str *out)
{
	const char *sentence;

	str_add_safe(out, a->product, strlen(a->product), STR_ONE_LINE);
	str_addf(out, " %s%s%s\n", r->version, *r->date ? ", " : "", r->date);
	for (size_t i = 0; (sentence = release_flag_sentence(r->flags, i)); i++)
		str_addf(out, "  ! %s\n", sentence);
	add_breaking(l, r, out);
	add_migrations(a, r, out);
	add_changelog(l, r, out);
}

/* A text that is cut ends with a sentence that says so. */
char *assess_text(const struct assessment *a, const struct library *l, const struct assess_entry *what)
{
	struct str out;
	char *text;

	str_init(&out, TEXT_MAX);
	if (what->hazard)
		hazard_text(what->hazard, &out);
	else
		release_text(a, l, what->release, &out);
	if (!out.full)
		return str_take(&out);
	text = mem_printf("%s\n\n%s\n", str_text(&out), _("The rest is left out: the text is too long."));
	str_release(&out);
	return text;
}
