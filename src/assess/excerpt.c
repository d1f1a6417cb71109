/* Each excerpt is read back by the reader of the whole document (library.c): there is one reader for what comes and for what was kept. */
#include "config.h"

#include "assess/excerpt.h"

#include "assess/own.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/charm_file.h"
#include "codec/json.h"

/* What an entry is kept for. */
enum keep { KEEP_NOT, KEEP_HEADING, KEEP_TEXT };

/* The line in front of the entry's text; the last line of a file may lack its end. */
static struct span heading_of(const struct changelog *c, const struct changelog_entry *e)
{
	const char *end = e->text.at, *at;

	if (end > c->text && end[-1] == '\n')
		end--;
	for (at = end; at > c->text && at[-1] != '\n';)
		at--;
	return (struct span){ at, (size_t)(end - at) };
}

static void add_span(struct str *out, const char *before, struct span s, const char *after)
{
	str_add(out, before);
	str_addn(out, s.at, s.len);
	str_add(out, after);
}

/* What raises a flag stays, and so does the text by which an entry that was read is known again. */
static void add_short(const struct changelog *c, const struct changelog_entry *e, struct str *out)
{
	struct span text;

	if (changelog_breaking(c, e, &text))
		add_span(out, "\n### Breaking Changes\n", text, "\n");
	if (changelog_demands(c, e, &text))
		add_span(out, "\n", text, "\n");
	str_addf(out, "\n%s\n\n", _("(The rest of this text was left out: it is too long to be kept with the run.)"));
}

static void add_kept(const struct changelog *c, const enum keep *keep, struct str *out)
{
	for (size_t i = 0; i < c->entries; i++) {
		const struct changelog_entry *e = &c->entry[i];

		if (keep[i] == KEEP_NOT)
			continue;
		add_span(out, "", heading_of(c, e), "\n");
		if (keep[i] == KEEP_TEXT && out->len + e->text.len <= EXCERPT_WHOLE)
			add_span(out, "", e->text, e->text.len && e->text.at[e->text.len - 1] != '\n' ? "\n" : "");
		else if (keep[i] == KEEP_TEXT)
			add_short(c, e, out);
	}
}

/* The first decides how the others are read; the newest and the oldest tell how far the changelog reaches. */
static void keep_ends(const struct changelog *c, enum keep *keep)
{
	size_t newest = 0, oldest = 0;

	for (size_t i = 0; i < c->entries; i++) {
		const struct changelog_entry *e = &c->entry[i];

		if (!e->phantom && (c->entry[newest].phantom || version_compare(&e->version, &c->entry[newest].version) > 0))
			newest = i;
		if (!e->phantom && (c->entry[oldest].phantom || version_compare(&e->version, &c->entry[oldest].version) < 0))
			oldest = i;
	}
	keep[0] = keep[newest] = keep[oldest] = KEEP_HEADING;
}

static void keep_between(const struct changelog *c, const struct version *from, const struct version *to, enum keep *keep)
{
	size_t *index = mem_zalloc(c->entries, sizeof *index), n = changelog_between(c, from, to, index);

	for (size_t i = 0; i < n; i++)
		keep[index[i]] = KEEP_TEXT;
	free(index);
}

/* In the order of the file, as the hazard names them. */
static void keep_breaking(const struct changelog *c, enum keep *keep)
{
	int n = 0;

	for (size_t i = 0; i < c->entries && n < ASSESS_CHARM_BREAKS; i++)
		if (!c->entry[i].phantom && changelog_breaking(c, &c->entry[i], NULL)) {
			keep[i] = KEEP_TEXT;
			n++;
		}
}

static bool of_changelog(enum document d, const char *bytes, size_t n, const struct version *from, const struct version *to,
                         struct str *out, struct err *err)
{
	struct changelog c;
	enum keep *keep;
	bool ok = changelog_parse(bytes, n, &c, err);

	if (ok) {
		keep = mem_zalloc(c.entries, sizeof *keep);
		keep_ends(&c, keep);
		if (d == DOC_CHANGELOG)
			keep_between(&c, from, to, keep);
		else
			keep_breaking(&c, keep);
		add_kept(&c, keep, out);
		free(keep);
	}
	changelog_release(&c);
	return ok;
}

static void push_file(struct json *tree, const char *file)
{
	struct json *entry = json_object();

	json_put_str(entry, "path", file);
	json_put_str(entry, "type", "blob");
	json_push(tree, entry);
}

/* A folder in which no file counts names one that does not: an empty list is no answer. */
static bool of_tree(const char *bytes, size_t n, struct str *out, struct err *err)
{
	struct tree_migrations t;
	struct json *root = json_object(), *tree = json_array();
	bool ok = git_tree_parse(bytes, n, &t, err);
	char *text;

	for (size_t i = 0; ok && i < t.count; i++)
		push_file(tree, t.item[i].file);
	for (size_t i = 0; ok && i < t.gos; i++)
		push_file(tree, t.go[i]);
	if (ok && !t.count && !t.gos)
		push_file(tree, "README.md");
	json_put_bool(root, "truncated", false);
	json_put(root, "tree", tree);
	text = json_line(root);
	if (ok)
		str_add(out, text);
	free(text);
	json_free(root);
	tree_migrations_release(&t);
	return ok;
}

static bool of_charm_file(const char *bytes, size_t n, struct str *out, struct err *err)
{
	char image[CHARM_IMAGE];
	bool ok = charm_file_image(bytes, n, image, err);

	if (ok)
		str_addf(out, "resources:\n  oci-image:\n    upstream-source: %s%s%s\n", strchr(image, '"') ? "'" : "\"", image,
		         strchr(image, '"') ? "'" : "\"");
	return ok;
}

bool excerpt_of(enum document d, const char *bytes, size_t n, const struct version *from, const struct version *to, struct str *out,
                struct err *err)
{
	size_t before = out->len;
	bool ok = d == DOC_CHANGELOG || d == DOC_CHARM_CHANGELOG ? of_changelog(d, bytes, n, from, to, out, err)
	          : d == DOC_CHARM_FROM || d == DOC_CHARM_TO     ? of_charm_file(bytes, n, out, err)
	                                                         : of_tree(bytes, n, out, err);

	if (ok && (out->full || out->len - before > EXCERPT_MAX))
		return err_set(err, ERR_WORLD, _("The document cannot be kept with the run"),
		               _("What it says about these releases is too long."), _("Read it in the product's repository."));
	return ok;
}
