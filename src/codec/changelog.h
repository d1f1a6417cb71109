/* The CHANGELOG.md of an Ory product (conventional-changelog: releases are H1) and of its charm (release-please: releases are H2).
 * What the files really look like: facts/ory.md, section "CHANGELOG.md". Newest first. A heading of a release is one line
 *   # [26.2.0](https://github.com/ory/PRODUCT/compare/v25.4.0...v26.2.0) (2026-03-20)
 * at the first column, outside code blocks and outside the table of contents; everything until the next such line is its text. Where
 * releases are H2, their patch releases may be H3, and a heading may lack its link ("## 2.0.0 (2025-01-01)"). A code block without its
 * closing fence ends at the next release's heading; a block that only quotes such a heading has its closing fence.
 * The text is for reading, and may show that a migration is needed. It can never show that none is needed, since most releases that bring
 * migrations do not mention them. Time and memory are linear in the length; nothing is copied but the text itself. */
#ifndef TEAL_CODEC_CHANGELOG_H
#define TEAL_CODEC_CHANGELOG_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/version.h"

struct err;

#define CHANGELOG_MAX ((size_t)16 << 20) /* bytes */
#define CHANGELOG_ENTRIES_MAX ((size_t)20000)
#define CHANGELOG_SECTIONS_MAX ((size_t)200000)

/* Bytes of the changelog's text, without a NUL behind them. */
struct span {
	const char *at;
	size_t len;
};

/* What a section is about. */
enum changelog_kind {
	CHANGELOG_BREAKING, /* "Breaking Changes", "⚠ BREAKING CHANGES" */
	CHANGELOG_FEATURES,
	CHANGELOG_FIXES,
	CHANGELOG_PERFORMANCE,
	CHANGELOG_REVERTS,
	CHANGELOG_OTHER, /* documentation, tests, chores, and headings from the template of a pull request */
};

/* A heading within a release, and the text below it. */
struct changelog_section {
	enum changelog_kind kind;
	struct span title, text; /* text: behind the heading's line, until the next section or release */
};

/* One release as the file has it. */
struct changelog_entry {
	/* Both generators may leave a phantom on top ("# [](…)", "# [0.0.0](…)"): version.part is all 0 then, and phantom is set. */
	struct version version;
	bool phantom;
	char date[11]; /* "2026-03-20", "" when the heading has none */
	char since[VERSION_TEXT]; /* where the compare link begins, without v; "": not known. Not always the release before. */
	size_t line; /* of the heading, from 1 */
	struct span text; /* from behind the heading's line until the next release */
	struct span intro; /* the part of text before the first section */
	size_t section, sections; /* the first in changelog.section, and their number */
};

/* A whole file, read. */
struct changelog {
	/* An owned, cleaned copy with a NUL at its end: a byte order mark and every CR are removed; bytes that are not UTF-8, controls but
	 * \n and \t, bidi controls and other invisible marks are replaced by U+FFFD. */
	char *text;
	size_t len;
	struct changelog_entry *entry; /* in the order of the file */
	size_t entries;
	struct changelog_section *section;
	size_t sections;
};

/* False with err (ERR_INPUT) when the text is too long, has more headings than the maxima, or has no heading of
 * a release at all (an HTML page, an empty file, an error text). *out needs no initialisation, and must be
 * released in any case. */
bool changelog_parse(const char *text, size_t n, struct changelog *out, struct err *);
void changelog_release(struct changelog *);

/* Indices of the entries of (from, to], in the order of the file, with the pre-releases in that range and
 * without phantoms. index has space for changelog->entries numbers. Returns how many there are. A release may
 * have no entry of its own (1.3.1 has none), or several. */
size_t changelog_between(const struct changelog *, const struct version *from, const struct version *to, size_t *index);
/* NULL when there is none; when there are several, the last one in the file. A fork ("-canonical") is not its
 * release and has no entry. */
const struct changelog_entry *changelog_find(const struct changelog *, const struct version *);

/* True when the entry says that a migration of the database has to be run; *quote is the sentence or line that
 * says so. Only wordings count that real releases used for SQL migrations, because "migration" alone also means
 * other things (password migration hooks). */
bool changelog_demands(const struct changelog *, const struct changelog_entry *, struct span *quote);
/* True when the entry has a section of breaking changes, or a line that begins with "BREAKING CHANGE". *text
 * (may be NULL) is the first such text. */
bool changelog_breaking(const struct changelog *, const struct changelog_entry *, struct span *text);

#endif
