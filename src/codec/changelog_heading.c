/* The forms that are read: "# [1.2.0](link) (date)", "## 1.2.0 (date)", "### [1.2.1](link)", "# [](link)
 * (date)". A line with anything else in it is a heading within a release. */
#include "config.h"

#include "codec/changelog_heading.h"

#include "base/mem.h"
#include "codec/changelog_text.h"

#define DEEPEST 3

/* Drops the first n bytes. */
static void skip(struct span *s, size_t n)
{
	s->at += n;
	s->len -= n;
}

/* Takes what stands between two marks. False, and nothing is taken, when one of the marks is missing. */
static bool take_between(struct span *rest, char open, char close, struct span *out)
{
	const char *end;

	if (!rest->len || rest->at[0] != open)
		return false;
	end = memchr(rest->at, close, rest->len);
	if (!end)
		return false;
	*out = (struct span){ rest->at + 1, (size_t)(end - rest->at) - 1 };
	skip(rest, out->len + 2);
	return true;
}

/* "[1.2.0](link)", or the bare word without a link. */
static void take_label(struct span *rest, struct span *label, struct span *link)
{
	if (take_between(rest, '[', ']', label)) {
		take_between(rest, '(', ')', link);
		return;
	}
	*label = (struct span){ rest->at, 0 };
	while (label->len < rest->len && rest->at[label->len] != ' ')
		label->len++;
	skip(rest, label->len);
}

/* "2026-03-20" and nothing else. */
static bool read_date(struct span s, char out[11])
{
	static const char form[] = "0000-00-00";

	if (s.len != sizeof form - 1)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (form[i] == '-' ? s.at[i] != '-' : s.at[i] < '0' || s.at[i] > '9')
			return false;
	memcpy(out, s.at, s.len);
	out[s.len] = '\0';
	return true;
}

/* A tag's name without its v. A name that does not fit or is no version (a commit) is refused. */
static bool read_version(struct span s, char text[VERSION_TEXT], struct version *out)
{
	if (s.len && s.at[0] == 'v')
		skip(&s, 1);
	if (s.len >= VERSION_TEXT || memchr(s.at, '\0', s.len))
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	return version_parse(text, out);
}

/* Takes the project from the link, and the version with which a compare link begins. */
static void read_link(struct span link, struct changelog_heading *h)
{
	static const char *const before_tag[] = { "/compare/", "/releases/tag/", "/tree/" };
	struct version any;
	const char *at = NULL, *dots;

	if (link.len < 4 || memcmp(link.at, "http", 4) != 0 || memchr(link.at, ' ', link.len))
		return;
	for (size_t i = 0; i < mem_count(before_tag) && !at; i++)
		at = memmem(link.at, link.len, before_tag[i], strlen(before_tag[i]));
	if (!at)
		return;
	h->project = (struct span){ link.at, (size_t)(at - link.at) };
	if (at[1] != 'c')
		return;
	skip(&link, h->project.len + strlen(before_tag[0]));
	dots = memmem(link.at, link.len, "...", 3);
	if (!dots || !read_version((struct span){ link.at, (size_t)(dots - link.at) }, h->entry.since, &any))
		h->entry.since[0] = '\0';
}

/* A phantom: the generator ran before the tag existed, and wrote no version or 0.0.0. */
static bool is_phantom(const struct version *v)
{
	return !v->part[0] && !v->part[1] && !v->part[2] && !v->suffix[0];
}

/* Nothing may stand behind the date. A phantom without a version needs both link and date, since "# []()" alone
 * does not show a release. */
static bool read_release(struct span rest, struct changelog_heading *h)
{
	struct span label, link = { 0 }, date;
	char text[VERSION_TEXT];

	take_label(&rest, &label, &link);
	rest = changelog_trim(rest);
	if (take_between(&rest, '(', ')', &date) && !read_date(date, h->entry.date))
		return false;
	if (changelog_trim(rest).len)
		return false;
	read_link(link, h);
	h->full = h->project.len && h->entry.date[0];
	if (label.len && !read_version(label, text, &h->entry.version))
		return false;
	h->entry.phantom = is_phantom(&h->entry.version);
	return label.len ? h->project.len || h->entry.date[0] : h->full;
}

/* Most lines fail the first test, so that every line can be asked. */
bool changelog_heading_read(struct span line, struct changelog_heading *out)
{
	size_t level = 0;

	while (level < line.len && line.at[level] == '#')
		level++;
	if (!level || level > DEEPEST || level == line.len || (line.at[level] != ' ' && line.at[level] != '\t'))
		return false;
	*out = (struct changelog_heading){ .level = (int)level };
	skip(&line, level);
	out->title = changelog_trim(line);
	if (!out->title.len)
		return false;
	out->release = read_release(out->title, out);
	out->full = out->full && out->release;
	return true;
}
