/* What is to be read, said by the plain front end. Each thing once: an entry again only when it says more. A changelog of a hundred
 * kilobytes is not read aloud unasked, so of each release the migrations and the breaking changes are said, shortened. */
#include "config.h"

#include "ui/plain/plain_read.h"

#include "assess/library.h"
#include "assess/words.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"
#include "plan/upgrade.h"
#include "ui/plain/plain.h"
#include "ui/screens/entries.h"
#include "ui/screens/overlay.h"
#include "ui/view/status.h"

/* Of one release: migrations that are said by name, tables of each of them, and bytes of its breaking changes. */
#define MIGRATIONS_MOST 40
#define TABLES_MOST 6
#define BREAKING_MOST 1500

/* Also for a plain front end that said nothing yet. */
void plain_read_release(struct plain *p)
{
	free(p->read.verdict);
	free(p->read.sources);
	free(p->read.said);
	p->read = (struct plain_read){ 0 };
}

/* True when the text is another one than was said; it is remembered. */
static bool is_new(char **said, struct str *text)
{
	bool same = str_same(*said, str_text(text));

	if (!same)
		mem_set(said, str_text(text));
	return !same;
}

/* It changes when documents add a migration, and when the sizes become known. */
static void follow_verdict(struct plain *p, const struct assessment *a, struct str *out)
{
	struct str text;

	str_init(&text, STR_LINE);
	entries_verdict(a, &text);
	if (is_new(&p->read.verdict, &text))
		str_addf(out, "%s\n", str_text(&text));
	str_release(&text);
}

/* Is a document still on its way? */
static bool waiting(const struct library *l)
{
	for (int d = 0; l && d < DOC_COUNT; d++)
		if (l->doc[d].origin == ORIGIN_WAITING)
			return true;
	return false;
}

/* Once all of them have answered: each by itself would be a line of its own. */
static void follow_sources(struct plain *p, const struct model *m, const struct assessment *a, struct str *out)
{
	struct str text;

	if (waiting(m->library))
		return;
	str_init(&text, STR_LINE);
	entries_sources(m, a, 0, "\n  ", &text);
	if (is_new(&p->read.sources, &text))
		str_addf(out, "%s\n  %s\n", _("Sources:"), str_text(&text));
	str_release(&text);
}

/* Whole: a hazard is short, and the reason why somebody listens. */
static void say_hazard(const struct assess_entry *r, struct str *out)
{
	const struct assess_hazard *h = r->hazard;

	str_addf(out, "%s: %s: %s\n", entry_flag(r), h->id, h->text);
	if (h->evidence && *h->evidence)
		str_addf(out, _("  Seen: %s\n"), h->evidence);
	if (h->remedy && *h->remedy)
		str_addf(out, _("  What to do: %s\n"), h->remedy);
	str_addf(out, _("  Source: %s\n"), h->witness);
}

/* Was the table of this effect named by an earlier one? */
static bool named(const struct assess_migration *m, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(m->effect[k].table, m->effect[i].table) == 0)
			return true;
	return false;
}

/* Each once, whatever is done to it: the answer "text" has the effects one by one. The "table" of an extension is none. */
static void say_tables(const struct assess_migration *m, struct str *out)
{
	size_t n = 0;

	for (size_t i = 0; i < m->effects; i++) {
		const struct assess_effect *e = &m->effect[i];

		if (!*e->table || e->kind == EFFECT_EXT || named(m, i) || ++n > TABLES_MOST)
			continue;
		/* TRANSLATORS: followed by the names of tables */
		str_addf(out, "%s %s", n == 1 ? _("; on") : ",", e->table);
	}
	if (n > TABLES_MOST)
		str_addf(out, ngettext(" and %zu more", " and %zu more", n - TABLES_MOST), n - TABLES_MOST);
}

/* With the version, since names come twice. What the database has already is said by the words of the migration itself. */
static void say_migrations(const struct assessment *a, const struct assess_release *r, struct str *out)
{
	size_t shown = r->migrations < MIGRATIONS_MOST ? r->migrations : MIGRATIONS_MOST;

	for (size_t i = r->migration; i < r->migration + shown && i < a->migrations; i++) {
		str_addf(out, "  %s %s: ", a->migration[i].version, a->migration[i].name);
		assess_add_migration(&a->migration[i], out);
		say_tables(&a->migration[i], out);
		str_add(out, "\n");
	}
	if (shown < r->migrations)
		str_addf(out, ngettext("  and %zu more\n", "  and %zu more\n", r->migrations - shown), r->migrations - shown);
}

/* Cut at the end of a line; the answer "text" says all of it. */
static void say_breaking(const struct library *l, const struct changelog_entry *e, struct str *out)
{
	struct span text;
	size_t n;
	char *part;

	if (!changelog_breaking(&l->changelog, e, &text))
		return;
	str_addf(out, "  %s\n", _("Breaking changes:"));
	n = text.len < BREAKING_MOST ? text.len : BREAKING_MOST;
	while (n < text.len && n > 0 && text.at[n - 1] != '\n')
		n--;
	/* A single line that is longer is left to the whole text. */
	while (n > 0 && text.at[n - 1] == '\n')
		n--;
	part = mem_dupn(text.at, n);
	overlay_indented(out, part);
	free(part);
	if (n + 1 < text.len)
		str_addf(out, "  %s\n", _("(and more in its text)"));
}

/* The line of the list first, then what is behind it. */
static void say_release(const struct model *m, const struct assessment *a, const struct assess_entry *r, struct str *out)
{
	const struct changelog_entry *e;

	/* TRANSLATORS: version, date in brackets or nothing */
	str_addf(out, _("Release %s%s%s: "), r->release->version, *r->release->date ? ", " : "", r->release->date);
	entry_line(a, r, out);
	str_addf(out, ".%s%s\n", r->required ? "" : " ", r->required ? "" : _("Nothing in it must be read."));
	say_migrations(a, r->release, out);
	for (size_t i = 0; (e = assess_entry(m->library, r->release, i)); i++)
		say_breaking(m->library, e, out);
}

/* A key that was said is said again with another sign, in the same place of the memory. */
static bool note_said(struct plain_read *read, const struct assess_entry *r)
{
	size_t i = 0;

	while (i < read->saids && strcmp(read->said[i].key, r->key) != 0)
		i++;
	if (i < read->saids && strcmp(read->said[i].sign, r->sign) == 0)
		return false;
	if (i == read->saids) {
		read->said = mem_grow(read->said, read->saids, read->saids + 1, sizeof *read->said);
		read->saids++;
	}
	memcpy(read->said[i].key, r->key, sizeof r->key);
	memcpy(read->said[i].sign, r->sign, sizeof r->sign);
	return true;
}

/* The order of the screen: what it means, what is to be read, who says so. */
void plain_read_follow(struct plain *p, const struct model *m, const struct run_status *at, struct str *out)
{
	struct assessment a;
	struct assess_entry r;

	if (!status_reads(at) || !upgrade_assess(m, &a))
		return;
	follow_verdict(p, &a, out);
	for (size_t i = 0; assess_entry_at(&a, i, &r); i++) {
		if (!note_said(&p->read, &r))
			continue;
		if (r.hazard)
			say_hazard(&r, out);
		else
			say_release(m, &a, &r, out);
	}
	follow_sources(p, m, &a, out);
	assessment_release(&a);
}

/* The first that is not marked behind the one that was left, else the first of all. */
void plain_read_ask(struct plain *p, const struct model *m, const struct run_status *at)
{
	struct assess_entry r;
	bool there = !m->observe && status_unread(at, m, p->read.left, &r);

	if (p->ask == PLAIN_ASK_READ && !there)
		p->ask = PLAIN_ASK_COMMAND;
	if (!there || (p->ask != PLAIN_ASK_COMMAND && p->ask != PLAIN_ASK_READ))
		return;
	if (p->ask == PLAIN_ASK_READ && strcmp(p->read.asked.key, r.key) == 0 && strcmp(p->read.asked.sign, r.sign) == 0)
		return;
	memcpy(p->read.asked.key, r.key, sizeof r.key);
	memcpy(p->read.asked.sign, r.sign, sizeof r.sign);
	p->ask = PLAIN_ASK_READ;
	p->prompt = true;
}

void plain_read_skip(struct plain *p)
{
	memcpy(p->read.left, p->read.asked.key, sizeof p->read.left);
	/* Forgotten, so that the same one is asked again when it is the only one. */
	p->read.asked = (struct view_entry){ "", "" };
}

/* The entry that is asked for, as it is now; false when it is gone. The assessment is the caller's to release in any case. */
static bool find(const struct plain *p, const struct model *m, struct assessment *a, struct assess_entry *r)
{
	if (!upgrade_assess(m, a))
		return false;
	for (size_t i = 0; assess_entry_at(a, i, r); i++)
		if (strcmp(r->key, p->read.asked.key) == 0)
			return true;
	return false;
}

/* The key stands before it as before every question: answer KEY TEXT and the answers file take it. */
void plain_read_question(const struct plain *p, const struct model *m, struct str *out)
{
	struct assessment a;
	struct assess_entry r;

	if (find(p, m, &a, &r))
		/* TRANSLATORS: the key of an answer, the name of the entry; y, n, m and text are typed as they stand */
		str_addf(out, _("read.%s, Read: %s? (y marks it, m marks all that wait, text says all of it) {y|n|m|text} [n]: "), r.key,
		         entry_name(&r));
	assessment_release(&a);
}

void plain_read_text(const struct plain *p, const struct model *m, struct str *out)
{
	struct assessment a;
	struct assess_entry r;
	char *text;

	if (find(p, m, &a, &r)) {
		text = assess_text(&a, m->library, &r);
		str_addf(out, "%s\n", text);
		free(text);
	}
	assessment_release(&a);
}
