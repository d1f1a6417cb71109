/* The one text form of the name of a table or sequence: "schema.name". A part is plain when it matches ^[a-z_][a-z0-9_$]*$, else in double
 * quotes with inner quotes doubled: "my-app"."we.ird". Words that SQL reserves stay plain, because the form is for the model, for events,
 * facts and people; in a command both parts are always quoted (table_name_add_sql). One name has one form, so texts can be compared. */
#ifndef TEAL_CODEC_TABLE_NAME_H
#define TEAL_CODEC_TABLE_NAME_H

#include <stdbool.h>
#include <stddef.h>

struct str;

/* SQL of the form; schema and name are expressions of type name or text. */
#define TABLE_NAME_PART_SQL(part) \
	"CASE WHEN " part " ~ '^[a-z_][a-z0-9_$]*$' THEN " part "::text ELSE '\"' || replace(" part "::text, '\"', '\"\"') || '\"' END"
#define TABLE_NAME_SQL(schema, name) "(" TABLE_NAME_PART_SQL(schema) " || '.' || " TABLE_NAME_PART_SQL(name) ")"

/* Adds the form; schema and name are what the system catalogue has, without quotes. */
void table_name_add(struct str *, const char *schema, const char *name);
/* Adds one part alone, such as the name of a column. */
void table_name_add_part(struct str *, const char *part);
/* The same, owned. */
char *table_name_make(const char *schema, const char *name);

/* Bytes of the name in this form at the beginning of text; 0 when there is none. Any text may follow. */
size_t table_name_length(const char *text);
/* True when the name is in a list of names in this form, blanks between; a name may hold a blank itself. */
bool table_name_listed(const char *list, const char *name);
/* The parts without quotes, owned. False when the whole text is not a name in this form; then both are NULL. */
bool table_name_split(const char *text, char **schema, char **name);
/* The form of a name that older journals wrote without quotes: split at its first dot, in public without one. A
 * name in this form is returned as it is. Owned. */
char *table_name_read(const char *text);

/* The part behind the schema, in this form; borrowed from text. Only for display, since two schemas may have
 * the same name. */
const char *table_name_short(const char *text);

/* Adds both parts quoted, for a command. */
void table_name_add_sql(struct str *, const char *text);

#endif
