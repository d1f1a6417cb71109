/* One probe run on a source database for an assessment (assess/assess.h): how large its tables are, which
 * migrations it recorded, which extensions it has. Read-only, bounded in time, for a command that has no run; a
 * run asks by its own probes (probe/probe.h). */
#ifndef TEAL_FETCH_DATABASE_H
#define TEAL_FETCH_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/assess.h"

struct err;
struct loop;
struct database_probe;

/* What was read. Borrowed until database_probe_free. */
struct database_facts {
	const struct assess_table *table; /* of the schema in which the product has its tables */
	size_t tables;
	const char *recorded, *extensions; /* blanks between */
	int64_t size; /* bytes of all user tables with their indexes */
};

/* Begins at once; 10 s for the connection, 30 s for the answer. The caller has checked conninfo with
 * pg_conninfo_check. */
struct database_probe *database_probe_new(struct loop *, const char *conninfo);
void database_probe_free(struct database_probe *); /* safe on NULL */
bool database_probe_busy(const struct database_probe *);
/* To be called when it is not busy. False with err: ERR_ENVIRONMENT when the database cannot be reached or
 * read, ERR_INPUT when it is not a database of the product. */
bool database_probe_result(const struct database_probe *, struct database_facts *, struct err *);

#endif
