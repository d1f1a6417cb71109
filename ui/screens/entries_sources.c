/* Who says what an assessment says: in a line for a narrow screen, in a line for a wide one, and each in full. */
#include "config.h"

#include "ui/screens/entries.h"

#include "assess/library.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"
#include "ui/screens/scene.h"

/* The machine's names of assess.h, as people call them. */
static const char *source_name(const char *name)
{
	static const struct {
		const char *name, *shown;
	} rows[] = {
		{ "database", N_("database") },   { "catalogue", N_("catalogue") }, { "migrations", N_("migrations") },
		{ "changelog", N_("changelog") }, { "charm", N_("charm") },
	};

	for (size_t i = 0; i < mem_count(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return _(rows[i].shown);
	return name;
}

/* By the settings, or since what was to be fetched did not come, and nothing is on its way. */
static bool offline(const struct model *m)
{
	const struct library *l = m->library;
	bool missed = str_same(m->settings.sources.mode, "offline");

	for (int d = 0; l && d < DOC_COUNT; d++) {
		if (l->doc[d].origin == ORIGIN_LIVE || l->doc[d].origin == ORIGIN_WAITING)
			return false;
		missed |= l->doc[d].origin == ORIGIN_FAILED || l->doc[d].origin == ORIGIN_CACHE;
	}
	return missed;
}

/* The age of a source that is silent would be read as that of an answer. */
static void add_source(const struct assess_witness *source, int64_t now, struct str *out)
{
	char age[CLOCK_TEXT];

	str_addf(out, "%s: %s", source_name(source->name), source->text);
	if (now && source->current && source->speaks) {
		scene_age(now, source->current, age);
		/* TRANSLATORS: how long ago: "now", "3 s", "12 m" */
		str_addf(out, _(" (age: %s)"), age);
	}
}

/* Those that speak first: on a narrow screen the rest is cut. */
void entries_sources(const struct model *m, const struct assessment *a, int64_t now, const char *between, struct str *out)
{
	const char *before = "";

	if (offline(m)) {
		str_add(out, _("offline: the shipped catalogue answers"));
		before = between;
	}
	for (int speaks = 1; speaks >= 0; speaks--) {
		for (size_t i = 0; i < a->witnesses; i++) {
			if (a->witness[i].speaks != (bool)speaks)
				continue;
			str_add(out, before);
			add_source(&a->witness[i], now, out);
			before = between;
		}
	}
}

static size_t speaking(const struct assessment *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->witnesses; i++)
		n += a->witness[i].speaks;
	return n;
}

void entries_sources_count(const struct assessment *a, struct str *out)
{
	size_t n = speaking(a);

	/* TRANSLATORS: how many of the sources have an answer, of how many; at most 40 columns */
	str_addf(out, ngettext("Sources: %zu of %zu speaks", "Sources: %zu of %zu speak", n), n, a->witnesses);
}

/* "database, catalogue": of one kind. */
static void add_names(const struct assessment *a, bool speaks, struct str *out)
{
	const char *between = " ";

	for (size_t i = 0; i < a->witnesses; i++) {
		if (a->witness[i].speaks != speaks)
			continue;
		str_addf(out, "%s%s", between, source_name(a->witness[i].name));
		between = ", ";
	}
}

void entries_sources_brief(const struct model *m, const struct assessment *a, struct str *out)
{
	size_t n = speaking(a);

	if (offline(m))
		str_addf(out, "%s · ", _("offline: the shipped catalogue answers"));
	/* TRANSLATORS: followed by the names of sources that have an answer: "from database, catalogue"; all of it has 59 columns */
	str_add(out, n ? _("from") : "");
	add_names(a, true, out);
	if (n == a->witnesses)
		return;
	/* TRANSLATORS: followed by the names of sources that have no answer: "not changelog, charm" */
	str_addf(out, "%s%s", n ? "; " : "", _("not"));
	add_names(a, false, out);
}

/* Which documents a source is read from; the first is the one that its own text is about. */
static size_t documents_of(const char *name, enum document out[DOC_COUNT])
{
	static const struct {
		const char *name;
		enum document document;
	} rows[] = {
		{ "migrations", DOC_TREE_TO },  { "migrations", DOC_TREE_FROM },  { "migrations", DOC_GO_TO },
		{ "changelog", DOC_CHANGELOG }, { "charm", DOC_CHARM_CHANGELOG }, { "charm", DOC_CHARM_FROM },
		{ "charm", DOC_CHARM_TO },
	};
	size_t n = 0;

	for (size_t i = 0; i < mem_count(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			out[n++] = rows[i].document;
	return n;
}

static const char *document_state_text(const struct document_state *d)
{
	if (d->usable)
		return _("read");
	return d->origin == ORIGIN_WAITING ? _("is being fetched") : _("not at hand");
}

/* "2026-11-22 03:12 UTC (2 h)": the age alone would be wrong a minute later, in a text that does not tick. */
static void add_when(int64_t at, int64_t now, struct str *out)
{
	char when[CLOCK_TEXT], age[CLOCK_TEXT];

	clock_iso(at, when);
	scene_age(now, at, age);
	/* TRANSLATORS: when a document was like this: a day, a time, how long ago that was */
	str_addf(out, _(", as of %.10s %.5s UTC (age: %s)"), when, when + 11, age);
}

/* Where it was looked for, what came of it, and why; what the source has said already is not said again. */
static void add_document(const struct document_state *d, const struct assess_witness *source, int64_t now, struct str *out)
{
	if (d->origin == ORIGIN_NONE || !d->where)
		return;
	str_add(out, "    ");
	str_add_safe(out, d->where, strlen(d->where), STR_ONE_LINE);
	str_addf(out, "\n      %s", document_state_text(d));
	if (d->usable && d->current)
		add_when(d->current, now, out);
	str_add(out, "\n");
	if (!d->why || !*d->why || strstr(source->text, d->why))
		return;
	str_add(out, "      ");
	str_add_safe(out, d->why, strlen(d->why), STR_ONE_LINE);
	str_add(out, "\n");
}

/* With what it says and every document that it was read from. */
static void add_in_full(const struct library *l, const struct assess_witness *source, int64_t now, struct str *out)
{
	enum document document[DOC_COUNT];
	size_t n = documents_of(source->name, document);

	str_addf(out, "\n%s: %s\n    ", source_name(source->name), source->speaks ? _("speaks") : _("silent"));
	str_add_safe(out, source->text, strlen(source->text), STR_ONE_LINE);
	str_add(out, "\n");
	for (size_t i = 0; l && i < n; i++)
		add_document(&l->doc[document[i]], source, now, out);
}

void entries_sources_text(const struct model *m, const struct assessment *a, int64_t now, struct str *out)
{
	str_addf(out, "%s\n",
	         _("Who says what lies between, the strongest first. A source that is silent takes nothing away from the others."));
	if (offline(m))
		str_addf(out, "\n%s\n", _("Nothing comes from the network now: the shipped catalogue answers."));
	for (size_t i = 0; i < a->witnesses; i++)
		add_in_full(m->library, &a->witness[i], now, out);
}
