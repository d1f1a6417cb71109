/* The answer of GitHub's git-trees API for a folder of migrations, and what the file names in it mean.
 * GET /repos/ory/<product>/git/trees/<tag>:<folder> (plan/product.h has the folders): one request a tag, up to 3 500 entries and
 * 1.1 MB; facts/ory.md section 1, "Best source of truth". A name is <digits>_<name>[.<dialect>][.autocommit].up.sql, the dialect first.
 * What the folder does not have is not here: a product may also run 20150100000001000000_networks, which it takes from a library, and
 * migrations written in Go, whose versions stand in the code (the folder …/migrations/go only names the files). */
#ifndef TEAL_CODEC_GIT_TREE_H
#define TEAL_CODEC_GIT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/catalog.h"

struct err;

#define GIT_TREE_MAX ((size_t)16 << 20) /* bytes */
#define GIT_TREE_ENTRIES ((size_t)100000) /* GitHub truncates longer lists */

/* A migration as a folder has it: the file that counts on PostgreSQL (one with ".postgres." is preferred to one for every database; other
 * dialects are skipped), up only. Of several such files of one version the first by name counts. */
struct tree_migration {
	char version[CATALOG_VERSION]; /* digits; never read as a date */
	char *name, *file; /* owned; file: the name in the folder */
	enum catalog_dialect dialect; /* CATALOG_ALL or CATALOG_POSTGRES */
	bool autocommit;
};

/* The migrations of one folder. */
struct tree_migrations {
	struct tree_migration *item; /* ascending by version, each once */
	size_t count;
	/* Owned names of .go files that begin with digits, no tests. Each has one or more migrations, with their versions in the code. */
	char **go;
	size_t gos;
	size_t entries; /* all entries of the folder */
};

/* False with err for a text that is no such answer ({"message": …} is quoted: "Not Found", rate limits), for a
 * truncated or empty one, for names with a slash or control bytes, and for a version that no database can
 * record: half a list must not pass for a smaller one. A folder without any migration is accepted. *out needs
 * no initialisation, and must be released in any case. */
bool git_tree_parse(const char *json, size_t n, struct tree_migrations *out, struct err *);
void tree_migrations_release(struct tree_migrations *);

#endif
