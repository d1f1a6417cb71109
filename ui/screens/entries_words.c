/* What the full screen and the plain front end say of an assessment, in few words; the long text is assess_text. Who says it:
 * entries_sources.c. */
#include "config.h"

#include "ui/screens/entries.h"

#include "assess/words.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/str.h"

bool entry_is_sources(const struct assess_entry *r)
{
	return !r->hazard && !r->release;
}

const char *entry_name(const struct assess_entry *r)
{
	if (entry_is_sources(r))
		return _("Sources");
	return r->hazard ? r->hazard->id : r->release->version;
}

/* The gravest flag: there is room for one. */
const char *entry_flag(const struct assess_entry *r)
{
	if (r->hazard && r->hazard->level == HAZARD_BLOCK)
		return _("BLOCK");
	if (r->hazard)
		return r->hazard->level == HAZARD_WARN ? _("WARN") : _("note");
	if (entry_is_sources(r))
		return "";
	if (r->release->flags & RELEASE_BREAKING)
		/* TRANSLATORS: six columns; the changelog of this release has breaking changes */
		return _("BREAKS");
	if (r->release->flags & RELEASE_UNKNOWN)
		return "?";
	/* TRANSLATORS: six columns; the release brings migrations that do more than add */
	return r->release->flags ? _("SQL") : "";
}

/* For a release what its flags mean, since a flag is one word. */
void entry_line(const struct assessment *a, const struct assess_entry *r, struct str *out)
{
	const char *sentence;

	if (r->hazard) {
		str_add(out, r->hazard->text);
		return;
	}
	if (entry_is_sources(r)) {
		entries_sources_count(a, out);
		return;
	}
	assess_add_count(a, r->release, out);
	for (size_t i = 0; (sentence = release_flag_sentence(r->release->flags, i)); i++)
		str_addf(out, ", %s", sentence);
}

/* Without the SQL that the database has already: that was done before. */
static size_t pending(const struct assessment *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->migrations; i++)
		n += !a->migration[i].recorded;
	return n;
}

/* An empty list says nothing good by itself: the version changes, or the list is not known. */
static void add_migrations(const struct assessment *a, struct str *out)
{
	size_t n = pending(a);

	if (!a->migrations_known)
		str_addf(out, _("Which migrations lie between is not known: %s "), a->unknown ? a->unknown : "");
	if (!a->migrations_known && !n)
		return;
	if (!n) {
		str_add(out, _("No SQL migration lies between, but the version changes: run-migration is needed all the same. "));
		return;
	}
	str_addf(out, ngettext("%zu SQL migration", "%zu SQL migrations", n), n);
	str_add(out, ", ");
	assess_add_time(a->estimate.known ? a->estimate.migrate_ms : -1, out);
	if (a->estimate.known)
		/* TRANSLATORS: behind a time: on the tables of this database, by their sizes */
		str_addf(out, " %s", _("here"));
	if (a->estimate.lock == LOCK_NONE)
		str_addf(out, "; %s. ", _("no lock on what is there"));
	else
		str_addf(out, _("; strongest lock %s. "), lock_word(a->estimate.lock));
}

/* What going back after the migration would meet; each a whole sentence for the translators. */
static void add_old(const struct assessment *a, struct str *out)
{
	switch (a->estimate.old) {
	case OLD_WORKS:
		str_addf(out, _("v%s would still work on the new schema. "), a->from.version);
		break;
	case OLD_UNKNOWN:
		str_addf(out, _("Whether v%s would still work on the new schema is not known. "), a->from.version);
		break;
	case OLD_BREAKS:
		str_addf(out, _("v%s would NOT work on the new schema. "), a->from.version);
		break;
	}
}

/* Down and nowhere need no numbers. The write-stop is known only with the sizes. */
void entries_verdict(const struct assessment *a, struct str *out)
{
	char span[CLOCK_TEXT];

	if (a->direction == GOES_DOWN) {
		str_addf(out, _("v%s is older than v%s: there is no migration down, and Teal goes no such way."), a->to.version,
		         a->from.version);
		return;
	}
	if (!a->action_required) {
		str_addf(out, _("The version stays v%s: nothing has to be migrated."), a->from.version);
		return;
	}
	add_migrations(a, out);
	add_old(a, out);
	str_addf(out, _("run-migration timeout %lld s."), (long long)a->estimate.timeout_s);
	if (a->estimate.write_stop_ms < 0)
		return;
	clock_span(a->estimate.write_stop_ms, span);
	str_addf(out, _(" Write-stop about %s."), span);
}

/* Not known counts as bad news, as everywhere. */
bool entries_verdict_warns(const struct assessment *a)
{
	return a->direction == GOES_DOWN || (a->action_required && (!a->migrations_known || a->estimate.old == OLD_BREAKS));
}
