/* The assessment as a whole: the releases with their flags, and the sum of it all. */
#include "config.h"

#include "plan/assess.h"

#include "base/mem.h"
#include "plan/assess_own.h"
#include "plan/library.h"

/* From fence to switch, beside the migrations: fence and drain, the pods' restart, and both verifications at 4 s a GB
 * (facts/ory.md section 4). The backup is the operator's own figure and is not in it. */
#define STOP_FIXED_MS 93000
#define STOP_BYTES_PER_MS 125000

#define TIMEOUT_LEAST_S 600
#define TIMEOUT_FACTOR 10 /* the measured time is of an idle server with everything in memory */

/* ---- Releases ---- */

static struct assess_release *find_release(struct assessment *a, const char *version)
{
	for (size_t i = 0; i < a->releases; i++)
		if (strcmp(a->release[i].version, version) == 0)
			return &a->release[i];
	return NULL;
}

/* A version that lies in (from, to], once. */
static void add_release(struct assessment *a, const struct version *v, const char *date)
{
	char text[VERSION_TEXT];
	struct assess_release *r;

	version_text(v, text);
	if (version_compare(v, &a->from.parsed) <= 0 || version_compare(v, &a->to.parsed) > 0 || find_release(a, text))
		return;
	a->release = mem_grow(a->release, a->releases, a->releases + 1, sizeof *a->release);
	r = &a->release[a->releases++];
	memcpy(r->version, text, sizeof text);
	snprintf(r->date, sizeof r->date, "%s", date);
}

static int by_version(const void *a, const void *b)
{
	struct version x, y;

	if (!version_parse(((const struct assess_release *)a)->version, &x) ||
	    !version_parse(((const struct assess_release *)b)->version, &y))
		return 0;
	return version_compare(&x, &y);
}

/* Final releases of both sources, and the target in any case: a newer one than the catalogue has, or a fork. */
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
	if (a->releases)
		qsort(a->release, a->releases, sizeof *a->release, by_version);
}

/* A pre-release's text belongs to the release that follows it. */
static struct assess_release *release_of(struct assessment *a, const struct version *v)
{
	for (size_t i = 0; i < a->releases; i++) {
		struct version r;

		if (version_parse(a->release[i].version, &r) && version_compare(v, &r) <= 0)
			return &a->release[i];
	}
	return NULL;
}

static void read_changelog(const struct assess_spec *s, struct assessment *a)
{
	const struct library *l = s->library;
	size_t *index, n;

	if (!library_has(l, DOC_CHANGELOG))
		return;
	index = mem_zalloc(l->changelog.entries, sizeof *index);
	n = changelog_between(&l->changelog, &a->from.parsed, &a->to.parsed, index);
	for (size_t i = 0; i < n; i++) {
		struct assess_release *r = release_of(a, &l->changelog.entry[index[i]].version);

		if (!r)
			continue;
		r->entry = mem_grow(r->entry, r->entries, r->entries + 1, sizeof *r->entry);
		r->entry[r->entries++] = index[i];
		r->flags |= (l->flags[index[i]].breaking ? RELEASE_BREAKING : 0u) | (l->flags[index[i]].demands ? RELEASE_DEMANDS : 0u);
	}
	free(index);
}

/* Migrations stand in the order of their releases, except what an earlier release should have done; that goes to the first one. */
static void share_migrations(struct assessment *a)
{
	size_t at = 0;

	for (size_t i = 0; i < a->releases; i++) {
		struct assess_release *r = &a->release[i];
		struct version v, m;

		r->migration = at;
		if (!version_parse(r->version, &v))
			continue;
		while (at < a->migrations && version_parse(a->migration[at].release, &m) && version_compare(&m, &v) <= 0) {
			const struct assess_migration *one = &a->migration[at++];

			r->migrations++;
			if (one->recorded)
				continue;
			r->ms = r->ms < 0 || one->ms < 0 ? -1 : r->ms + one->ms;
			if (one->classes & ~(unsigned)(COST_ADDITIVE | COST_CONCURRENT))
				r->flags |= RELEASE_MIGRATES;
		}
	}
}

/* The target stands for everything that nobody knows. */
static void flag_unknown(struct assessment *a)
{
	if (a->releases && !a->migrations_known)
		a->release[a->releases - 1].flags |= RELEASE_UNKNOWN;
}

/* ---- The sum ---- */

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
	assess_sources(s, a);
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
	for (size_t i = 0; i < a->sources; i++)
		free(a->source[i].text);
	for (size_t i = 0; i < a->extensions; i++)
		free(a->extension[i]);
	free(a->migration);
	free(a->release);
	free(a->hazard);
	free(a->source);
	free(a->extension);
	free(a->unknown);
	free(a->product);
	*a = (struct assessment){ 0 };
}
