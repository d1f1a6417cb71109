/* Documents as they come in. Each is read once, here, so that nobody reads 700 kB for a frame. */
#include "config.h"

#include "assess/library.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/charm_file.h"

static const char *const names[DOC_COUNT] = {
	[DOC_CHANGELOG] = "changelog",   [DOC_CHARM_CHANGELOG] = "charm-changelog", [DOC_TREE_FROM] = "migrations-from",
	[DOC_TREE_TO] = "migrations-to", [DOC_GO_TO] = "go-migrations-to",          [DOC_CHARM_FROM] = "charm-from",
	[DOC_CHARM_TO] = "charm-to",
};

const char *document_name(enum document d)
{
	return names[d];
}

enum document document_named(const char *name)
{
	int d = 0;

	while (d < DOC_COUNT && strcmp(names[d], name) != 0)
		d++;
	return (enum document)d;
}

static const char *const origins[] = {
	[ORIGIN_NONE] = "none", [ORIGIN_WAITING] = "waiting", [ORIGIN_LIVE] = "live",
	[ORIGIN_FILE] = "file", [ORIGIN_CACHE] = "cache",     [ORIGIN_FAILED] = "failed",
};

const char *origin_name(enum origin o)
{
	return origins[o];
}

enum origin origin_named(const char *name)
{
	for (size_t o = 0; o < mem_count(origins); o++)
		if (strcmp(origins[o], name) == 0)
			return (enum origin)o;
	return ORIGIN_NONE;
}

void library_init(struct library *l)
{
	*l = (struct library){ 0 };
}

/* Leaves the place as if it had never been filled. */
static void drop(struct library *l, enum document d)
{
	switch (d) {
	case DOC_CHANGELOG:
		changelog_release(&l->changelog);
		free(l->flags);
		free(l->mark);
		l->flags = NULL;
		l->mark = NULL;
		break;
	case DOC_CHARM_CHANGELOG:
		changelog_release(&l->charm_changelog);
		break;
	case DOC_TREE_FROM:
		tree_migrations_release(&l->tree_from);
		break;
	case DOC_TREE_TO:
		tree_migrations_release(&l->tree_to);
		break;
	case DOC_GO_TO:
		tree_migrations_release(&l->go_to);
		break;
	case DOC_CHARM_FROM:
		l->image_from[0] = '\0';
		break;
	case DOC_CHARM_TO:
		l->image_to[0] = '\0';
		break;
	case DOC_COUNT:
		break;
	}
	l->doc[d].usable = false;
}

void library_release(struct library *l)
{
	for (int d = 0; d < DOC_COUNT; d++) {
		if (l->doc[d].usable)
			drop(l, (enum document)d);
		free(l->doc[d].where);
		free(l->doc[d].why);
	}
	*l = (struct library){ 0 };
}

/* Of what an entry breaks and demands. */
static uint32_t mark_text(const struct library *l, size_t entry)
{
	struct span text = { "", 0 };
	uint32_t h;

	if (l->flags[entry].breaking)
		changelog_breaking(&l->changelog, &l->changelog.entry[entry], &text);
	h = str_mark(STR_MARK, text.at, text.len);
	if (l->flags[entry].demands)
		h = str_mark(h, l->flags[entry].demand.at, l->flags[entry].demand.len);
	return h ? h : 1;
}

/* The searches walk over the whole text, so their answers are kept. */
static void flag_entries(struct library *l)
{
	const struct changelog *c = &l->changelog;

	l->flags = mem_zalloc(c->entries, sizeof *l->flags);
	l->mark = mem_zalloc(c->entries, sizeof *l->mark);
	for (size_t i = 0; i < c->entries; i++) {
		l->flags[i].breaking = changelog_breaking(c, &c->entry[i], NULL);
		l->flags[i].demands = changelog_demands(c, &c->entry[i], &l->flags[i].demand);
		l->mark[i] = mark_text(l, i);
	}
}

/* Headings link to the comparison in the project's own repository. */
static bool is_of(const struct library *l, const char *bytes, size_t n, struct err *err)
{
	char *wanted = mem_printf("/ory/%s/compare/", l->product);
	bool ours = !*l->product || !memmem(bytes, n, "/compare/", 9) || memmem(bytes, n, wanted, strlen(wanted));

	free(wanted);
	return ours || err_whyf(err, ERR_INPUT, _("The changelog cannot be used"), _("Give the one of this product."),
	                        _("it is not the one of %s"), l->product);
}

static bool read_changelog(struct changelog *out, const char *bytes, size_t n, struct err *err)
{
	if (changelog_parse(bytes, n, out, err))
		return true;
	changelog_release(out);
	return false;
}

static bool read_tree(struct tree_migrations *out, const char *bytes, size_t n, struct err *err)
{
	if (git_tree_parse(bytes, n, out, err))
		return true;
	tree_migrations_release(out);
	return false;
}

static bool read_document(struct library *l, enum document d, const char *bytes, size_t n, struct err *err)
{
	switch (d) {
	case DOC_CHANGELOG:
		if (!is_of(l, bytes, n, err) || !read_changelog(&l->changelog, bytes, n, err))
			return false;
		flag_entries(l);
		return true;
	case DOC_CHARM_CHANGELOG:
		return read_changelog(&l->charm_changelog, bytes, n, err);
	case DOC_TREE_FROM:
		return read_tree(&l->tree_from, bytes, n, err);
	case DOC_TREE_TO:
		return read_tree(&l->tree_to, bytes, n, err);
	case DOC_GO_TO:
		return read_tree(&l->go_to, bytes, n, err);
	case DOC_CHARM_FROM:
		return charm_file_image(bytes, n, l->image_from, err);
	case DOC_CHARM_TO:
		return charm_file_image(bytes, n, l->image_to, err);
	case DOC_COUNT:
		break;
	}
	return false;
}

bool library_readable(const char *product, enum document d, const char *bytes, size_t n, struct err *err)
{
	struct library trial;
	bool ok;

	library_init(&trial);
	snprintf(trial.product, sizeof trial.product, "%s", product);
	ok = d < DOC_COUNT && read_document(&trial, d, bytes, n, err);
	if (ok)
		drop(&trial, d);
	return ok;
}

/* The mark is that of the text, so that it can be told whether the same was read before. */
void library_take(struct library *l, enum document d, const char *bytes, size_t n)
{
	struct err err = { 0 };
	struct str why;

	if (d >= DOC_COUNT)
		return;
	if (l->doc[d].usable)
		drop(l, d);
	l->doc[d].mark = str_mark(STR_MARK, bytes, n);
	l->doc[d].sha256[0] = '\0';
	l->doc[d].usable = read_document(l, d, bytes, n, &err);
	if (l->doc[d].usable)
		return;
	str_init(&why, STR_LINE);
	err_text(&err, &why);
	l->doc[d].origin = ORIGIN_FAILED;
	free(l->doc[d].why);
	l->doc[d].why = mem_dup(str_text(&why));
	str_release(&why);
}

void library_state(struct library *l, enum document d, enum origin origin, const char *where, int64_t current, const char *why)
{
	struct document_state *s = &l->doc[d];
	char *new_where = mem_dup(where ? where : ""), *new_why = mem_dup(why ? why : "");

	free(s->where);
	free(s->why);
	s->where = new_where;
	s->why = new_why;
	s->origin = origin;
	s->current = current;
}

void library_learn(struct library *l, const struct document_news *news)
{
	library_state(l, news->document, news->origin, news->where, news->current, news->why);
	if (news->bytes)
		library_take(l, news->document, news->bytes, news->n);
}
