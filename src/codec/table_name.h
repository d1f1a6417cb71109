/* The one text form of the name of a table or sequence: "schema.name". A part stands plain when it matches ^[a-z_][a-z0-9_$]*$, else in
 * double quotes with inner quotes doubled: "my-app"."we.ird". Words that SQL reserves stay plain: the form is for the model, for events,
 * facts and people; in a command both parts are quoted always (table_name_add_sql). One name has one form: texts may be compared. */
#ifndef TEAL_CODEC_TABLE_NAME_H
#define TEAL_CODEC_TABLE_NAME_H

#include <stdbool.h>
#include <stddef.h>

struct str;

/* SQL of the form; schema and name are expressions of type name or text. */
#define TABLE_NAME_PART_SQL(part) \
	"CASE WHEN " part " ~ '^[a-z_][a-z0-9_$]*$' THEN " part "::text ELSE '\"' || replace(" part "::text, '\"', '\"\"') || '\"' END"
#define TABLE_NAME_SQL(schema, name) "(" TABLE_NAME_PART_SQL(schema) " || '.' || " TABLE_NAME_PART_SQL(name) ")"

/* Adds the form; schema and name are what the catalogue has, without quotes. */
void table_name_add(struct str *, const char *schema, const char *name);
/* One part alone, a column's name among them. */
void table_name_add_part(struct str *, const char *part);
/* The same, owned. */
char *table_name_make(const char *schema, const char *name);

/* Bytes of the name in this form at the begin of text; 0 when there is none. What follows is the caller's. */
size_t table_name_length(const char *text);
/* True when the name stands in a list of names in this form, blanks between: one may hold a blank itself. */
bool table_name_listed(const char *list, const char *name);
/* The parts without quotes, owned; false when the whole text is not a name in this form (then both are NULL). */
bool table_name_split(const char *text, char **schema, char **name);
/* The form of a name that older journals wrote without quotes: parted at its first dot, in public without one; a name in this form is given
 * back as it is. Owned. */
char *table_name_read(const char *text);

/* The part behind the schema, in this form; borrowed from text. For the eye: two schemas may have one of the name. */
const char *table_name_short(const char *text);

/* Adds both parts quoted, for a command. */
void table_name_add_sql(struct str *, const char *text);

#endif
