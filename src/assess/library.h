/* What was read about releases at run time: changelogs, lists of migrations per tag, and where each came from. In a run it is a part of
 * the model, and the events of documents fill it; read by assess.h. Never changes a verdict downward: what is here may add a migration,
 * a warning or a text. */
#ifndef TEAL_ASSESS_LIBRARY_H
#define TEAL_ASSESS_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/changelog.h"
#include "codec/git_tree.h"
#include "codec/hash.h"

struct err;

enum document {
	DOC_CHANGELOG, /* of the product at the target's tag */
	DOC_CHARM_CHANGELOG,
	DOC_TREE_FROM,
	DOC_TREE_TO, /* the folders of migrations at both tags */
	DOC_GO_TO, /* the folder of Go migrations at the target's tag */
	DOC_CHARM_FROM,
	DOC_CHARM_TO, /* charmcraft.yaml or metadata.yaml at a charm's tag */
	DOC_COUNT
};

/* Where a document came from, and how much that is worth now. */
enum origin {
	ORIGIN_NONE, /* not asked for */
	ORIGIN_WAITING, /* under way */
	ORIGIN_LIVE, /* just fetched, or told by the server to be unchanged */
	ORIGIN_FILE, /* a file that the operator named */
	ORIGIN_CACHE, /* could not be asked; as it was then */
	ORIGIN_FAILED, /* not at hand */
};

struct document_state {
	enum origin origin;
	char *where, *why; /* owned; why: of CACHE and FAILED, a sentence */
	int64_t current; /* wall ms, 0 unknown */
	bool usable; /* it was read and understood */
	uint32_t mark; /* of the text that was read */
	/* Of an excerpt (excerpt.h): of which document, and for which step. "": it was read whole. */
	char sha256[HASH_HEX];
	struct version from, to;
	uint32_t told; /* mark of the last event: where it stood then, and why */
};

/* What became of a document. Borrowed. */
struct document_news {
	enum document document;
	enum origin origin; /* WAITING: it was asked for; else what became of that */
	const char *where, *why; /* why: "" none */
	int64_t current;
	const char *bytes; /* NULL: none came */
	size_t n;
};

/* Of one entry of the product's changelog, found once. */
struct note_flags {
	bool breaking, demands;
	struct span demand; /* the sentence that demands a migration */
};

struct library {
	struct document_state doc[DOC_COUNT];
	struct changelog changelog, charm_changelog; /* valid when their document is usable */
	struct note_flags *flags; /* by entry of changelog */
	uint32_t *mark; /* by entry: a hash of what it breaks and demands */
	struct tree_migrations tree_from, tree_to, go_to;
	char image_from[256], image_to[256]; /* of the charm's file; "" unknown */
	char product[16]; /* whose changelog is wanted; "" anybody's */
};

void library_init(struct library *);
void library_release(struct library *);
/* Reads a document's bytes. What cannot be read makes the document FAILED with the reader's sentence; what was there before is gone. */
void library_take(struct library *, enum document, const char *bytes, size_t n);
/* Whether library_take would understand it. */
bool library_readable(const char *product, enum document, const char *bytes, size_t n, struct err *);
/* Takes note of where a document stands, without its content. why may be NULL. */
void library_state(struct library *, enum document, enum origin, const char *where, int64_t current, const char *why);
/* Both: where it stands, and its bytes if some came. */
void library_learn(struct library *, const struct document_news *);
const char *document_name(enum document); /* machine: "changelog", "migrations-to" … */
enum document document_named(const char *name); /* DOC_COUNT: none has that name */
const char *origin_name(enum origin); /* machine: "live", "cache" … */
enum origin origin_named(const char *name); /* ORIGIN_NONE: none has that name */

#endif
