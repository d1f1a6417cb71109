/* Asks for every document that may say something about the step from one version to the other. */
#include "config.h"

#include "fetch/collect.h"

#include "assess/library.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/changelog.h"
#include "codec/charm_file.h"
#include "codec/git_tree.h"
#include "fetch/documents.h"
#include "plan/product.h"

struct collection {
	struct documents *sources;
	char product[16];
	void (*came)(void *, const struct document_news *);
	void *self;
	char *charm_file; /* where the older name of the charm's file would be; NULL: it was asked for, or is not wanted */
};

static enum origin origin_of(const struct fetched *s)
{
	switch (s->state) {
	case FETCH_WAITING:
		return ORIGIN_WAITING;
	case FETCH_FRESH:
		return s->file ? ORIGIN_FILE : ORIGIN_LIVE;
	case FETCH_UNCHANGED:
		return ORIGIN_LIVE;
	case FETCH_STALE:
		return ORIGIN_CACHE;
	case FETCH_NONE:
		break;
	}
	return ORIGIN_FAILED;
}

static bool is_at_hand(const struct fetched *s)
{
	return s->state == FETCH_FRESH || s->state == FETCH_UNCHANGED || s->state == FETCH_STALE;
}

static enum document document_of(const char *id)
{
	for (int d = 0; d < DOC_COUNT; d++)
		if (strcmp(document_name((enum document)d), id) == 0)
			return (enum document)d;
	return DOC_CHARM_TO; /* its second name */
}

/* where is taken. A charm's file has a second name, under which it is asked for once the first is used up. */
static void ask(struct collection *r, enum document d, char *where, size_t max)
{
	const char *id = d == DOC_CHARM_TO && !r->charm_file ? "charm-to-before" : document_name(d);

	r->came(r->self, &(struct document_news){ .document = d, .origin = ORIGIN_WAITING, .where = where, .why = "" });
	documents_ask(r->sources, id, where, max);
	free(where);
}

/* A charm's file had another name until August 2024: asked for when the first is not there. */
static bool ask_older_name(struct collection *r, enum document d)
{
	char *where = r->charm_file;

	if (d != DOC_CHARM_TO || !where)
		return false;
	r->charm_file = NULL;
	ask(r, d, where, CHARM_FILE_MAX);
	return true;
}

/* Read on trial: garbage must not take the place of a good copy. */
static bool is_readable(void *self, const char *id, const char *body, size_t n, struct err *err)
{
	const struct collection *r = self;

	return library_readable(r->product, document_of(id), body, n, err);
}

static void settled(void *self, const struct fetched *s)
{
	struct collection *r = self;
	struct document_news news = {
		.document = document_of(s->id),
		.origin = origin_of(s),
		.where = s->where,
		/* A copy that could not be kept is a matter of the next time; it is told where the document's own story is good. */
		.why = *s->why ? s->why : s->note,
		.current = s->current,
		.bytes = is_at_hand(s) ? str_text(&s->body) : NULL,
		.n = s->body.len,
	};

	if (news.bytes || !ask_older_name(r, news.document))
		r->came(r->self, &news);
}

/* Tags have no suffix of a fork: the release that it was made from is the nearest there is. */
static void tag_of(const struct release_ref *ref, char out[VERSION_TEXT])
{
	struct version plain = ref->parsed;

	if (version_is_fork(&plain))
		plain.suffix[0] = '\0';
	version_text(&plain, out);
}

static char *tree_url(const struct collect_spec *spec, const struct release_ref *ref, const char *folder)
{
	char tag[VERSION_TEXT];

	tag_of(ref, tag);
	return mem_printf("%s/repos/ory/%s/git/trees/v%s:%s", spec->api ? spec->api : COLLECT_API, spec->product, tag, folder);
}

/* One tree is 1 MB and counts against 60 requests an hour: the old one only where the catalogue cannot stand for it. */
static void ask_trees(struct collection *r, const struct collect_spec *spec)
{
	const struct product *p = product_find(spec->product);

	ask(r, DOC_TREE_TO, tree_url(spec, &spec->to, p->migrations), GIT_TREE_MAX);
	if (!spec->catalog || !catalog_covers(spec->catalog, spec->product, spec->from.version, NULL))
		ask(r, DOC_TREE_FROM, tree_url(spec, &spec->from, p->migrations), GIT_TREE_MAX);
	if (p->go_since && spec->to.parsed.part[0] >= p->go_since)
		ask(r, DOC_GO_TO, tree_url(spec, &spec->to, p->go_migrations), GIT_TREE_MAX);
}

/* Only the revisions up to 548 and 383 have a tag; a tag that is not there is answered with 404, which says so. */
static void ask_charm(struct collection *r, const struct collect_spec *spec)
{
	const char *raw = spec->raw ? spec->raw : COLLECT_RAW;

	ask(r, DOC_CHARM_CHANGELOG, mem_printf("%s/canonical/%s-operator/main/CHANGELOG.md", raw, spec->product), CHANGELOG_MAX);
	if (spec->to.revision < 0)
		return;
	r->charm_file = mem_printf("%s/canonical/%s-operator/rev%lld/metadata.yaml", raw, spec->product, (long long)spec->to.revision);
	ask(r, DOC_CHARM_TO,
	    mem_printf("%s/canonical/%s-operator/rev%lld/charmcraft.yaml", raw, spec->product, (long long)spec->to.revision),
	    CHARM_FILE_MAX);
}

/* The changelog at the target's tag has everything before it. */
static void ask_changelog(struct collection *r, const struct collect_spec *spec)
{
	char tag[VERSION_TEXT];

	tag_of(&spec->to, tag);
	ask(r, DOC_CHANGELOG,
	    spec->changelog ? mem_dup(spec->changelog)
	                    : mem_printf("%s/ory/%s/v%s/CHANGELOG.md", spec->raw ? spec->raw : COLLECT_RAW, spec->product, tag),
	    CHANGELOG_MAX);
}

struct collection *collect_new(struct loop *loop, const struct collect_spec *spec, void (*came)(void *, const struct document_news *),
                               void *self)
{
	struct collection *r = mem_zalloc(1, sizeof *r);
	struct documents_spec sources = {
		.flags = spec->offline ? DOCUMENTS_OFFLINE : 0,
		.ca_file = spec->ca_file,
		.deadline_ms = spec->deadline_ms,
		.retry_ms = spec->retry_ms,
		.check = is_readable,
	};

	*r = (struct collection){ .came = came, .self = self };
	snprintf(r->product, sizeof r->product, "%s", spec->product);
	r->sources = documents_new(loop, &sources, settled, r);
	ask_changelog(r, spec);
	ask_trees(r, spec);
	ask_charm(r, spec);
	return r;
}

void collect_free(struct collection *r)
{
	if (!r)
		return;
	documents_free(r->sources);
	free(r->charm_file);
	free(r);
}

bool collect_busy(const struct collection *r)
{
	return r && documents_busy(r->sources);
}
