/* Where the knowledge of an assessment comes from, the strongest witness first: what each contributed and how
 * old it is, or why it contributed nothing. */
#include "config.h"

#include "assess/own.h"

#include "assess/library.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* Ownership of text moves to the assessment. */
static struct assess_witness *add(struct assessment *a, const char *name, char *text)
{
	struct assess_witness *out;

	a->witness = mem_grow(a->witness, a->witnesses, a->witnesses + 1, sizeof *a->witness);
	out = &a->witness[a->witnesses++];
	out->name = name;
	out->text = text;
	return out;
}

/* The record of the source's own schema_migration. */
static void add_database(const struct assess_spec *s, struct assessment *a)
{
	int n = 0;

	for (const char *p = s->recorded ? s->recorded : ""; *p; p += strcspn(p, " "), p += strspn(p, " "))
		n++;
	if (!s->recorded)
		add(a, "database", mem_dup(_("the source was not asked")));
	else
		add(a, "database",
		    mem_printf(ngettext("%d migration is recorded on the source", "%d migrations are recorded on the source", n), n))
			->speaks = true;
}

/* The list that comes with Teal; its age is the date of its newest release. */
static void add_catalogue(const struct assess_spec *s, struct assessment *a)
{
	struct assess_witness *out;

	if (!s->catalog) {
		add(a, "catalogue", mem_dup(_("what is shipped is not at hand")));
		return;
	}
	out = add(a, "catalogue", mem_printf(_("shipped, knows releases until %s"), catalog_newest(s->catalog, s->product)));
	snprintf(out->date, sizeof out->date, "%s", catalog_newest(s->catalog, s->product));
	out->speaks = a->migrations_known;
}

/* What the operator reads about where a document is from. */
static const char *origin_text(enum origin o)
{
	switch (o) {
	case ORIGIN_WAITING:
		return _("is being fetched");
	case ORIGIN_LIVE:
		return _("fetched");
	case ORIGIN_FILE:
		return _("read from a file");
	case ORIGIN_CACHE:
		return _("from the cache");
	case ORIGIN_FAILED:
		return _("not at hand");
	case ORIGIN_NONE:
		break;
	}
	return _("not asked for");
}

/* One line for a document: where it comes from, and what went wrong with it. */
static void add_document(const struct assess_spec *s, struct assessment *a, const char *name, enum document d)
{
	const struct document_state *state = s->library ? &s->library->doc[d] : NULL;
	enum origin origin = state ? state->origin : ORIGIN_NONE;
	struct assess_witness *out;

	out = add(a, name,
	          state && state->why && *state->why ? mem_printf("%s: %s", origin_text(origin), state->why)
	                                             : mem_dup(origin_text(origin)));
	out->current = state ? state->current : 0;
	out->speaks = state && state->usable;
}

/* The order is the strength, and the report shows it. */
void assess_witnesses(const struct assess_spec *s, struct assessment *a)
{
	add_database(s, a);
	add_catalogue(s, a);
	add_document(s, a, "migrations", DOC_TREE_TO);
	add_document(s, a, "changelog", DOC_CHANGELOG);
	add_document(s, a, "charm", DOC_CHARM_CHANGELOG);
}
