/* Names and texts of this run's replication objects, and which tables take part. */
#ifndef TEAL_PLAN_SYNC_H
#define TEAL_PLAN_SYNC_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/side.h"

struct model;
struct str;
struct table;

/* By value, so that nobody has to free a name in the middle of making a text. */
struct sync_name {
	char text[96];
};

/* Publication, slot and subscription have one name: "teal_", the run's name and its token in lower case, letters, digits and underscores
 * (PostgreSQL manual 27.2.6). Another run never has the same, be it of the same name and day. */
struct sync_name sync_name(const struct model *);
/* The comment of the schema teal and of the publication: tells of which run they are. */
struct sync_name sync_origin(const struct model *);
/* The journal says that this run began to make it, by an act on this side with this flag (ACT_MAKES_…), and that the server did not refuse
 * it since another had the name. Only that is removed by this run. */
bool sync_made(const struct model *, enum side, unsigned flag);
/* Whom a slot waits for that is being made: the oldest write transaction of the server, or a prepared one. */
const char *sync_waits(const struct model *);

/* The names of tables that never take part, as an SQL list: the recorded migrations have no key and both sides have rows of their own
 * (facts/ory.md section 3), and the older table of them is only found on old databases. */
#define SYNC_RECORDS_SQL "('schema_migration', 'schema_migration_pop_legacy')"

/* The one answer to what is published, emptied, copied, counted and compared: a table or the top of a tree of partitions, none of the
 * records of migrations, none of Teal's own, and none that the operator leaves out. (The fence goes by every relation.) */
bool sync_takes(const struct table *);
/* The same by name: a partition goes with its root, and what the list of tables does not know is taken for one that takes part. */
bool sync_takes_name(const struct model *, const char *name);
/* How many take part; 0 as long as no whole list was seen in this session. */
int sync_tables(const struct model *);
/* "public"."a", "public"."b" …: the tables that take part, quoted. */
void sync_add_tables(const struct model *, struct str *, const char *between);
/* Adds one table's quoted name. */
void sync_add_table(const struct table *, struct str *);

/* Token of the sentinel of this write-stop, and of the commit that makes it durable on the target. */
struct sync_name sync_sentinel(const struct model *);
struct sync_name sync_durable(const struct model *);

#endif
