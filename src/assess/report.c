/* The answer to "what does this upgrade mean", in the order in which an operator asks: is an action needed,
 * what comes, how long does it take, with which lock, does the old program survive; the details follow. */
#include "config.h"

#include "assess/report.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "assess/words.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

enum { WIDTH = 80, LABEL = 20 };

/* ---- Lines ---- */

/* Code points in n bytes of valid UTF-8. */
static int columns(const char *s, size_t n)
{
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* How many bytes of s go on a line of width columns: whole words where one fits, else a cut word. */
static size_t fit(const char *s, int width)
{
	size_t n = 0, word = 0;
	int used = 0;

	while (s[n] && s[n] != '\n') {
		uint32_t code;
		size_t step = utf8_next(s + n, strlen(s + n), &code);

		if (used == width)
			return word ? word : n;
		if (s[n] == ' ')
			word = n;
		n += step ? step : 1;
		used++;
	}
	return n;
}

/* Adds text to a line that has "at" columns already, and ends the line; further lines begin at indent. */
static void add_wrapped(struct str *out, int at, int indent, const char *text)
{
	struct str safe;
	const char *s;

	str_init(&safe, STR_PAGE);
	str_add_safe(&safe, text, strlen(text), STR_KEEP_LINES);
	s = str_text(&safe);
	do {
		size_t n = fit(s, WIDTH - at);

		size_t end = n;

		while (end && s[end - 1] == ' ')
			end--;
		str_addn(out, s, end);
		str_add(out, "\n");
		s += n;
		s += strspn(s, " \n");
		at = indent;
		if (*s)
			str_addf(out, "%*s", indent, "");
	} while (*s);
	str_release(&safe);
}

/* lead, filled up to indent columns, then the text. A longer lead gets a line of its own. */
static void add_block(struct str *out, const char *lead, int indent, const char *text)
{
	int used = columns(lead, strlen(lead));

	str_add(out, lead);
	if (used >= indent)
		str_addf(out, "\n%*s", indent, "");
	else
		str_addf(out, "%*s", indent - used, "");
	add_wrapped(out, indent, indent, text);
}

/* "Label text": the answer is a small table. */
static void add_row(struct str *out, const char *label, const char *text)
{
	add_block(out, label, LABEL, text);
}

static void add_heading(struct str *out, const char *text)
{
	str_addf(out, "\n%s\n", text);
}

/* ---- The answer ---- */

/* By the version alone: an empty list of migrations does not make run-migration unnecessary (facts/ory.md
 * section 1). */
static const char *verdict(const struct assessment *a)
{
	if (a->direction == GOES_DOWN)
		return _("There is no way down: Ory's migrations go up only. Restore a backup instead.");
	if (a->action_required)
		return _("Yes: the version changes, and the charm does not start the new one before run-migration.");
	return _("No: the version stays as it is.");
}

/* The number of migrations that the source does not have yet. */
static size_t pending(const struct assessment *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->migrations; i++)
		n += !a->migration[i].recorded;
	return n;
}

/* A list that is not complete is never shown as a plain number. */
static void add_list(const struct assessment *a, struct str *out)
{
	size_t n = pending(a);
	struct str text;

	str_init(&text, STR_PAGE);
	if (a->migrations_known && !n)
		str_add(&text, _("none"));
	else if (a->migrations_known)
		str_addf(&text, "%zu", n);
	else if (n)
		str_addf(&text, ngettext("%zu is known, there may be more", "%zu are known, there may be more", n), n);
	else
		str_add(&text, _("not known; assume that there are some"));
	if (n < a->migrations)
		str_addf(&text,
		         ngettext(" (%zu more is in the database already)", " (%zu more are in the database already)", a->migrations - n),
		         a->migrations - n);
	if (a->unknown)
		str_addf(&text, ": %s", a->unknown);
	add_row(out, _("SQL migrations"), str_text(&text));
	str_release(&text);
}

/* Without the sizes of the tables, the timeout is only a lower bound. */
static void add_times(const struct assessment *a, struct str *out)
{
	struct str text;
	char span[CLOCK_TEXT];

	str_init(&text, STR_LINE);
	clock_span(a->estimate.migrate_ms, span);
	if (a->estimate.known)
		str_addf(&text, _("about %s"), span);
	else
		str_add(&text, _("not known: it depends on the sizes of the tables"));
	/* Without migrations the line is left out. */
	if (!a->migrations_known || pending(a))
		add_row(out, _("They take"), str_text(&text));
	str_clear(&text);
	str_addf(&text, a->estimate.known ? _("%lld s") : _("at least %lld s"), (long long)a->estimate.timeout_s);
	add_row(out, _("Timeout to give"), str_text(&text));
	if (a->estimate.write_stop_ms >= 0) {
		clock_span(a->estimate.write_stop_ms, span);
		str_clear(&text);
		str_addf(&text, _("about %s, and the backup"), span);
		add_row(out, _("Write-stop"), str_text(&text));
	}
	str_release(&text);
}

/* While a part is not known, a stronger lock is possible, unless the strongest one is there already. */
static void add_locks(const struct assessment *a, struct str *out)
{
	const char *word = lock_word(a->estimate.lock);
	char *least = mem_printf(_("at least %s"), word);
	bool locked = a->estimate.lock != LOCK_NONE;

	if (a->migrations_known || a->estimate.lock == LOCK_ACCESS)
		add_row(out, _("Strongest lock"), locked ? word : _("none on what is there"));
	else
		add_row(out, _("Strongest lock"), locked ? least : _("not known"));
	free(least);
}

/* Extensions stand with the answer, because they need rights that the product's role may not have. */
static void add_extensions(const struct assessment *a, struct str *out)
{
	struct str text;

	if (!a->extensions)
		return;
	str_init(&text, STR_LINE);
	for (size_t i = 0; i < a->extensions; i++)
		str_addf(&text, "%s%s", i ? ", " : "", a->extension[i]);
	add_row(out, _("Extensions needed"), str_text(&text));
	str_release(&text);
}

/* The version, and the revision when the operator named one. */
static void add_ref(const struct release_ref *r, struct str *out)
{
	str_add(out, r->version);
	if (r->revision >= 0)
		str_addf(out, _(" (charm revision %lld)"), (long long)r->revision);
}

/* The catalogue's note about a charm's revision. */
static void add_note(const struct release_ref *r, struct str *out)
{
	char lead[32];

	if (r->revision < 0 || !*r->note)
		return;
	snprintf(lead, sizeof lead, "rev%lld", (long long)r->revision);
	add_row(out, lead, r->note);
}

/* Everything that decides fits on half a screen. */
static void add_answer(const struct assessment *a, struct str *out)
{
	struct str title;

	str_init(&title, STR_LINE);
	str_addf(&title, "%s ", a->product);
	add_ref(&a->from, &title);
	str_add(&title, " -> ");
	add_ref(&a->to, &title);
	add_wrapped(out, 0, 0, str_text(&title));
	str_release(&title);
	str_add(out, "\n");
	add_row(out, _("Migration needed"), verdict(a));
	if (a->direction == GOES_UP) {
		add_list(a, out);
		add_times(a, out);
		add_locks(a, out);
		add_row(out, _("Meanwhile"), old_app_sentence(a->estimate.old));
		add_extensions(a, out);
	}
	add_note(&a->from, out);
	add_note(&a->to, out);
}

/* ---- The details ---- */

/* The worst first, which is the assessment's order. */
static void add_hazards(const struct assessment *a, struct str *out)
{
	if (a->hazards)
		add_heading(out, _("What can go wrong"));
	for (size_t i = 0; i < a->hazards; i++) {
		const struct assess_hazard *h = &a->hazard[i];
		char *lead = mem_printf("  %s", hazard_level_name(h->level));

		add_block(out, lead, 12, h->text);
		if (h->evidence && *h->evidence)
			add_block(out, "", 12, h->evidence);
		if (h->remedy && *h->remedy)
			add_block(out, "", 12, h->remedy);
		free(lead);
	}
}

/* Name, meaning, then one line for each group of effects. */
static void add_migration(const struct assess_migration *m, struct str *out)
{
	struct str text;

	str_init(&text, STR_PAGE);
	str_addf(&text, "%s %s", m->version, m->name);
	add_block(out, "", 4, str_text(&text));
	str_clear(&text);
	assess_add_migration(m, &text);
	add_block(out, "", 8, str_text(&text));
	for (size_t i = 0; i < m->effects; i++) {
		str_clear(&text);
		if (assess_add_effects(m, i, &text))
			add_block(out, "        -", 10, str_text(&text));
	}
	str_release(&text);
}

/* Flags and the sentence that demands a migration stand before the list of migrations, which may be long. */
static void add_release(const struct assessment *a, const struct library *l, const struct assess_release *r, struct str *out)
{
	struct str text;
	const char *sentence;

	str_init(&text, STR_LINE);
	str_addf(&text, *r->date ? "%s (%s): " : "%s%s: ", r->version, r->date);
	assess_add_count(a, r, &text);
	str_add(out, "  ");
	add_wrapped(out, 2, 4, str_text(&text));
	for (size_t i = 0; (sentence = release_flag_sentence(r->flags, i)); i++)
		add_block(out, "  !", 4, sentence);
	for (size_t i = 0; i < r->entries; i++) {
		struct span demand = assess_demand(l, r, i);

		str_clear(&text);
		if (demand.len && str_add_safe(&text, demand.at, demand.len, STR_ONE_LINE))
			add_block(out, "  >", 4, str_text(&text));
	}
	for (size_t i = r->migration; i < r->migration + r->migrations && i < a->migrations; i++)
		add_migration(&a->migration[i], out);
	str_release(&text);
}

/* A reason that two witnesses share is written once. */
static void add_witnesses(const struct assessment *a, struct str *out)
{
	if (a->witnesses)
		add_heading(out, _("Who says so, the strongest first"));
	for (size_t i = 0; i < a->witnesses; i++) {
		const struct assess_witness *s = &a->witness[i];
		bool same = i && !s->speaks && str_same(s->text, a->witness[i - 1].text);
		char at[CLOCK_TEXT], *lead = mem_printf("  %s %s", s->speaks ? "+" : "-", s->name), *text;

		if (s->current > 0)
			clock_iso(s->current, at);
		/* TRANSLATORS: what a source says, and when that was so. */
		text = s->current > 0 ? mem_printf(_("%s (as of %.10s %.5s UTC)"), s->text, at, at + 11)
		                      : mem_dup(same ? _("the same") : s->text);
		add_block(out, lead, 17, text);
		free(text);
		free(lead);
	}
}

void assess_report(const struct assessment *a, const struct library *l, struct str *out)
{
	add_answer(a, out);
	add_hazards(a, out);
	if (a->releases)
		add_heading(out, _("Releases, the oldest first"));
	for (size_t i = 0; i < a->releases; i++)
		add_release(a, l, &a->release[i], out);
	add_witnesses(a, out);
}
