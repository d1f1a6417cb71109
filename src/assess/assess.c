/* The assessment as a whole: the releases with their flags, and the estimate. */
#include "config.h"

#include "assess/assess.h"

#include "assess/library.h"
#include "assess/own.h"
#include "base/mem.h"

/* Parts of the write-stop beside the migrations: fence and drain, the restart of the pods, and both
 * verifications at 4 s per GB (facts/ory.md section 4). The time of the backup is not in it, since only the
 * operator knows it. */
#define STOP_FIXED_MS 93000
#define STOP_BYTES_PER_MS 125000

#define TIMEOUT_LEAST_S 600
#define TIMEOUT_FACTOR 10 /* the times were measured on an idle server with everything in memory */

/* ---- Releases ---- */

/* The first release that is not older than v; NULL: all are older. Needs the sorted list. */
static struct assess_release *find_release(struct assessment *a, const struct version *v)
{
	size_t low = 0, high = a->releases;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (version_compare(&a->release[mid].parsed, v) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < a->releases ? &a->release[low] : NULL;
}

/* The capacity doubles at each power of two. */
static void append_release(struct assessment *a, const struct version *v, const char *date)
{
	struct assess_release *r;

	if (!(a->releases & (a->releases - 1)))
		a->release = mem_grow(a->release, a->releases, a->releases ? a->releases * 2 : 1, sizeof *a->release);
	r = &a->release[a->releases++];
	*r = (struct assess_release){ .parsed = *v };
	version_text(v, r->version);
	snprintf(r->date, sizeof r->date, "%s", date);
}

/* Adds the version if it lies in (from, to]. */
static void add_release(struct assessment *a, const struct version *v, const char *date)
{
	if (version_compare(v, &a->from.parsed) > 0 && version_compare(v, &a->to.parsed) <= 0)
		append_release(a, v, date);
}

/* Of equal versions the one with a date comes first, and sort_releases keeps the first. */
static int by_version(const void *a, const void *b)
{
	const struct assess_release *x = a, *y = b;
	int order = version_compare(&x->parsed, &y->parsed);

	return order ? order : strcmp(y->date, x->date);
}

/* Oldest first, each version once. */
static void sort_releases(struct assessment *a)
{
	size_t kept = 0;

	if (a->releases)
		qsort(a->release, a->releases, sizeof *a->release, by_version);
	for (size_t i = 0; i < a->releases; i++)
		if (!kept || version_compare(&a->release[kept - 1].parsed, &a->release[i].parsed) != 0)
			a->release[kept++] = a->release[i];
	a->releases = kept;
}

/* The final releases of catalogue and changelog, those of the migrations, and the target in any case, which may
 * be a fork or newer than the catalogue. */
static void collect_releases(const struct assess_spec *s, struct assessment *a)
{
	for (size_t i = 0; s->catalog && i < s->catalog->tags; i++)
		if (strcmp(s->catalog->tag[i].product, s->product) == 0 && !version_is_prerelease(&s->catalog->tag[i].version))
			add_release(a, &s->catalog->tag[i].version, s->catalog->tag[i].date);
	for (size_t i = 0; library_has(s->library, DOC_CHANGELOG) && i < s->library->changelog.entries; i++) {
		const struct changelog_entry *e = &s->library->changelog.entry[i];

		if (!e->phantom && !version_is_prerelease(&e->version))
			add_release(a, &e->version, e->date);
	}
	add_release(a, &a->to.parsed, "");
	/* Migrations that blue's version should have and the database lacks belong to releases before "from". */
	for (size_t i = 0; i < a->migrations; i++) {
		struct version v;

		if (!a->migration[i].recorded && version_parse(a->migration[i].release, &v) && version_compare(&v, &a->from.parsed) <= 0)
			append_release(a, &v, "");
	}
	sort_releases(a);
}

/* Gives each text to its release, and the release the flags of its texts. */
static void read_changelog(const struct assess_spec *s, struct assessment *a)
{
	const struct library *l = s->library;
	size_t *index, n;

	if (!library_has(l, DOC_CHANGELOG))
		return;
	index = mem_zalloc(l->changelog.entries, sizeof *index);
	n = changelog_between(&l->changelog, &a->from.parsed, &a->to.parsed, index);
	for (size_t i = 0; i < n; i++) {
		/* A pre-release's text belongs to the release that follows it. */
		struct assess_release *r = find_release(a, &l->changelog.entry[index[i]].version);

		if (!r)
			continue;
		r->entry = mem_grow(r->entry, r->entries, r->entries + 1, sizeof *r->entry);
		r->entry[r->entries++] = index[i];
		r->flags |= (l->flags[index[i]].breaking ? RELEASE_BREAKING : 0u) | (l->flags[index[i]].demands ? RELEASE_DEMANDS : 0u);
		if (l->flags[index[i]].breaking || l->flags[index[i]].demands)
			r->text_mark ^= l->mark[index[i]];
	}
	free(index);
}

/* True when the migration belongs to a release before r. */
static bool older(const struct assess_migration *m, const struct assess_release *r)
{
	struct version v;

	return version_parse(m->release, &v) && version_compare(&v, &r->parsed) < 0;
}

/* The migrations are sorted by release; within a release those that the database has already come last, and are
 * not counted. */
static void share_migrations(struct assessment *a)
{
	size_t at = 0;

	for (size_t i = 0; i < a->releases; i++) {
		struct assess_release *r = &a->release[i];

		/* Skips recorded migrations of releases that are not in the list. */
		while (at < a->migrations && older(&a->migration[at], r))
			at++;
		r->migration = at;
		for (; at < a->migrations && strcmp(a->migration[at].release, r->version) == 0; at++) {
			const struct assess_migration *one = &a->migration[at];

			if (one->recorded)
				continue;
			r->migrations++;
			r->ms = r->ms < 0 || one->ms < 0 ? -1 : r->ms + one->ms;
			if (one->classes & ~(unsigned)(COST_ADDITIVE | COST_CONCURRENT))
				r->flags |= RELEASE_MIGRATES;
		}
	}
}

/* What is not known may come with any release; the flag stands on the target, the last of the list. */
static void flag_unknown(struct assessment *a)
{
	if (a->releases && !a->migrations_known)
		a->release[a->releases - 1].flags |= RELEASE_UNKNOWN;
}

/* ---- The sum ---- */

/* Sums up what the source does not have yet. The write-stop is unknown as soon as a part of it is. */
static void estimate(const struct assess_spec *s, struct assessment *a)
{
	a->estimate.known = a->migrations_known;
	for (size_t i = 0; i < a->migrations; i++) {
		const struct assess_migration *m = &a->migration[i];

		if (m->recorded)
			continue;
		a->estimate.known &= m->ms >= 0;
		a->estimate.migrate_ms += m->ms > 0 ? m->ms : 0;
		a->estimate.lock = m->lock > a->estimate.lock ? m->lock : a->estimate.lock;
		a->estimate.old = m->old > a->estimate.old ? m->old : a->estimate.old;
	}
	if (!a->migrations_known && a->estimate.old == OLD_WORKS)
		a->estimate.old = OLD_UNKNOWN;
	a->estimate.timeout_s = a->estimate.migrate_ms * TIMEOUT_FACTOR / 1000;
	if (a->estimate.timeout_s < TIMEOUT_LEAST_S)
		a->estimate.timeout_s = TIMEOUT_LEAST_S;
	a->estimate.write_stop_ms =
		s->size < 0 || !a->estimate.known ? -1 : STOP_FIXED_MS + 2 * s->size / STOP_BYTES_PER_MS + a->estimate.migrate_ms;
}

static enum direction direction_of(const struct assess_spec *s)
{
	int order = version_compare(&s->to.parsed, &s->from.parsed);

	return order > 0 ? GOES_UP : order < 0 ? GOES_DOWN : GOES_NOWHERE;
}

/* There are no releases on a way down, because Ory's migrations go up only. */
void assess(const struct assess_spec *s, struct assessment *a)
{
	*a = (struct assessment){ .from = s->from, .to = s->to, .product = mem_dup(s->product), .direction = direction_of(s) };
	a->action_required = strcmp(s->from.version, s->to.version) != 0;
	assess_migrations(s, a);
	if (a->direction != GOES_DOWN) {
		collect_releases(s, a);
		read_changelog(s, a);
		share_migrations(a);
		flag_unknown(a);
	}
	estimate(s, a);
	assess_hazards(s, a);
	/* This hazard means that the charm asks for the action although the product's version stays the same. */
	for (size_t i = 0; i < a->hazards; i++)
		a->action_required |= strcmp(a->hazard[i].id, "peer-key") == 0;
	assess_witnesses(s, a);
}

void assessment_release(struct assessment *a)
{
	for (size_t i = 0; i < a->migrations; i++) {
		free(a->migration[i].name);
		free(a->migration[i].effect);
	}
	for (size_t i = 0; i < a->releases; i++)
		free(a->release[i].entry);
	for (size_t i = 0; i < a->hazards; i++) {
		free(a->hazard[i].text);
		free(a->hazard[i].evidence);
		free(a->hazard[i].remedy);
	}
	for (size_t i = 0; i < a->witnesses; i++)
		free(a->witness[i].text);
	for (size_t i = 0; i < a->extensions; i++)
		free(a->extension[i]);
	free(a->migration);
	free(a->release);
	free(a->hazard);
	free(a->witness);
	free(a->extension);
	free(a->unknown);
	free(a->product);
	*a = (struct assessment){ 0 };
}
