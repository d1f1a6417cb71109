/* What the files of probes share. */
#ifndef TEAL_PROBE_OWN_H
#define TEAL_PROBE_OWN_H

#include <stddef.h>

#include "plan/model.h"
#include "probe/probe.h"
#include "probe/tables_sql.h"

struct rows;

extern const struct probe probes_juju[], probes_sql[], probes_schema[], probes_way[], probes_source[], probes_fit[], probes_stumbles[];
extern const size_t probes_juju_count, probes_sql_count, probes_schema_count, probes_way_count, probes_source_count, probes_fit_count,
	probes_stumbles_count;

/* Adds [name, num, text] for the fact. text NULL: "". */
void put_fact(struct json *facts, enum fact_id, int64_t num, const char *text);
/* The same with a list of JSON in the first row: num is how many rows it has. No row at all is NULL, and no text. */
void put_rows(struct json *facts, enum fact_id, const struct rows *, const char *column);
/* A list of names in the form of codec/table_name.h, blanks between, as text; num is how many. NULL: none. */
void put_table_names(struct json *facts, enum fact_id, const char *names);
/* False with err when the database did not answer well; sets are then as many as came. */
bool sql_ok(const struct answer *, struct err *);
/* A query of a probe: read-only session, quick deadline. Takes sql. */
void ask_sql(struct commands *, enum side, char *sql_taken);

#endif
