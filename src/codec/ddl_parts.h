/* What the readers of statements share: the list in which effects are collected. */
#ifndef TEAL_CODEC_DDL_PARTS_H
#define TEAL_CODEC_DDL_PARTS_H

#include "codec/catalog.h"
#include "codec/sql_tokens.h"

#define DDL_INDEXES 256 /* the most indexes of one text whose table is remembered */

/* An index that the text creates, and the table that it is on. */
struct ddl_index {
	char name[SQL_NAME], table[SQL_NAME];
};

/* The effects of one text, each once. */
struct ddl {
	struct catalog_effect effect[CATALOG_EFFECTS];
	size_t effects;
	struct ddl_index index[DDL_INDEXES]; /* made by the text */
	size_t indexes;
	bool more; /* there were more effects than the list holds: its last is "other:" */
	const struct ddl *before; /* what a first reading of the whole text found; NULL while that is made */
};

/* Adds an effect unless the list has it already. */
void ddl_add(struct ddl *, enum effect_kind, const char *table);
/* Reads what follows ALTER TABLE. */
void ddl_alter_table(struct ddl *, struct sql_part *);

#endif
