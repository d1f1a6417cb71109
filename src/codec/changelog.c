/* Reads a changelog from top to bottom, one line at a time: which headings are releases, and what stands
 * between them. */
#include "config.h"

#include "codec/changelog.h"

#include <strings.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/changelog_heading.h"
#include "codec/changelog_text.h"

/* What is known in front of the current line. */
struct reader {
	struct changelog *out;
	struct changelog_fence fence;
	struct span project; /* of the first release that has a link */
	bool first_level; /* the first release is H1, and so releases are */
	size_t line; /* number of the line, from 1 */
};

/* Always false. The advice is the same for every reason. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_INPUT, _("The changelog cannot be read"), why,
	               _("Give the file CHANGELOG.md itself, as it lies in the project's repository."));
}

static bool starts_nocase(struct span s, const char *word)
{
	return s.len >= strlen(word) && strncasecmp(s.at, word, strlen(word)) == 0;
}

/* The sign in front of "⚠ BREAKING CHANGES" and the emoji of some projects are skipped. */
static enum changelog_kind kind_of(struct span title)
{
	static const struct {
		const char *word;
		enum changelog_kind kind;
	} kinds[] = {
		{ "breaking change", CHANGELOG_BREAKING }, { "features", CHANGELOG_FEATURES },       { "bug fixes", CHANGELOG_FIXES },
		{ "bugfixes", CHANGELOG_FIXES },           { "performance", CHANGELOG_PERFORMANCE }, { "reverts", CHANGELOG_REVERTS },
	};

	while (title.len && ((title.at[0] & 0x80) || title.at[0] == ' ' || title.at[0] == '*')) {
		title.at++;
		title.len--;
	}
	for (size_t i = 0; i < mem_count(kinds); i++)
		if (starts_nocase(title, kinds[i].word))
			return kinds[i].kind;
	return CHANGELOG_OTHER;
}

/* A release line inside a code block is either quoted there, or the block's closing fence is missing. Up to the
 * next release the fences come in pairs, unless one of them closes the block: an odd number means that the
 * block is closed later, and an even one that it never is. */
static bool end_was_forgotten(struct span rest)
{
	struct changelog_heading h;
	struct span line;
	bool odd = false;

	while (changelog_line(&rest, &line)) {
		if (changelog_heading_read(line, &h) && h.full)
			break;
		odd ^= changelog_fence_line(line);
	}
	return !odd;
}

static bool same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* Inside code, or deeper than the file's level of releases, only a heading of this project with link and date
 * begins a release, since notes quote the changelogs of other projects. */
static bool begins_release(const struct reader *r, const struct changelog_heading *h, bool in_code, struct span rest)
{
	bool ours = !r->project.len || same(r->project, h->project);

	if (in_code)
		return h->full && ours && end_was_forgotten(rest);
	if (r->first_level && h->level > 1)
		return h->full && ours;
	return h->release;
}

/* NULL before the first release: what stands there (a title, the table of contents) belongs to no release. */
static struct changelog_entry *last_entry(const struct reader *r)
{
	return r->out->entries ? &r->out->entry[r->out->entries - 1] : NULL;
}

/* Ends the open section, or the introduction when there is no section yet. */
static void end_section(struct reader *r, const char *at)
{
	struct changelog_entry *e = last_entry(r);
	struct span *open;

	if (!e)
		return;
	open = e->sections ? &r->out->section[r->out->sections - 1].text : &e->intro;
	open->len = (size_t)(at - open->at);
}

static void end_entry(struct reader *r, const char *at)
{
	struct changelog_entry *e = last_entry(r);

	end_section(r, at);
	if (e)
		e->text.len = (size_t)(at - e->text.at);
}

/* Makes space for one more. The capacity doubles at each power of two, and so need not be stored. */
static void *grown(void *items, size_t count, size_t size)
{
	return (count & (count - 1)) == 0 ? mem_grow(items, count, count ? count * 2 : 1, size) : items;
}

/* The first release decides the level of releases; the first link decides the project. */
static void add_entry(struct reader *r, const struct changelog_heading *h, struct span rest)
{
	struct changelog *c = r->out;
	struct changelog_entry *e;

	if (!c->entries)
		r->first_level = h->level == 1;
	if (!r->project.len)
		r->project = h->project;
	c->entry = grown(c->entry, c->entries, sizeof *c->entry);
	e = &c->entry[c->entries++];
	*e = h->entry;
	e->line = r->line;
	e->text.at = e->intro.at = rest.at;
	e->section = c->sections;
}

/* Headings of all levels become sections side by side, because the generators nest them only by accident. */
static void add_section(struct reader *r, const struct changelog_heading *h, struct span rest)
{
	struct changelog *c = r->out;

	c->section = grown(c->section, c->sections, sizeof *c->section);
	c->section[c->sections++] = (struct changelog_section){ .kind = kind_of(h->title), .title = h->title, .text = { rest.at, 0 } };
	last_entry(r)->sections++;
}

/* rest is the text behind the line. */
static void read_line(struct reader *r, struct span line, struct span rest)
{
	bool in_code = changelog_in_code(&r->fence, line);
	struct changelog_heading h;

	if (!changelog_heading_read(line, &h))
		return;
	if (begins_release(r, &h, in_code, rest)) {
		r->fence = (struct changelog_fence){ 0 };
		end_entry(r, line.at);
		add_entry(r, &h, rest);
	} else if (!in_code && last_entry(r)) {
		end_section(r, line.at);
		add_section(r, &h, rest);
	}
}

/* Names what people often give instead of the file. */
static bool refuse_other(const char *text, size_t n, struct err *err)
{
	struct span s = changelog_trim((struct span){ text, n });

	if (!s.len)
		return refuse(err, _("It is empty."));
	if (starts_nocase(s, "<!doctype") || starts_nocase(s, "<html"))
		return refuse(err, _("It is a web page, not the file that the page shows."));
	return refuse(err, _("It has no heading of a release."));
}

/* The bounds on releases and sections are far above those of real files; they keep a malicious one from using
 * up the memory. */
bool changelog_parse(const char *text, size_t n, struct changelog *out, struct err *err)
{
	struct reader r = { .out = out };
	struct span rest, line;

	*out = (struct changelog){ 0 };
	if (n > CHANGELOG_MAX)
		return refuse(err, _("It is longer than any that this program was made for."));
	out->text = changelog_clean(text, n, &out->len);
	rest = (struct span){ out->text, out->len };
	while (out->entries < CHANGELOG_ENTRIES_MAX && out->sections < CHANGELOG_SECTIONS_MAX && changelog_line(&rest, &line)) {
		r.line++;
		read_line(&r, line, rest);
	}
	end_entry(&r, out->text + out->len);
	if (rest.len || !out->entries) {
		bool ok = rest.len ? refuse(err, _("It has more headings than any that this program was made for."))
		                   : refuse_other(out->text, out->len, err);

		changelog_release(out);
		return ok;
	}
	return true;
}

void changelog_release(struct changelog *c)
{
	free(c->text);
	free(c->entry);
	free(c->section);
	*c = (struct changelog){ 0 };
}
