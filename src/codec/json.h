/* JSON, read and written; no other file uses the JSON library. A struct json is a node; the root owns the tree.
 * Reading is total: absent members, other types and NULL nodes give the default that the caller names. */
#ifndef TEAL_CODEC_JSON_H
#define TEAL_CODEC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct err;

/* Parses exactly len bytes (white space may follow the value). Refuses a depth over 64 and a NUL, raw or
 * escaped. More lenient than the standard, like the library: "01", "1.", control bytes in a string and bytes
 * that are not UTF-8 are accepted. Owned by the caller; NULL on error. */
struct json *json_parse(const char *text, size_t len, struct err *);
/* The same of an answer from outside, of at most max bytes; err->why is then a sentence for people. */
struct json *json_parse_answer(const char *text, size_t len, size_t max, struct err *);
struct json *json_object(void);
struct json *json_array(void);
struct json *json_dup(const struct json *);
void json_free(struct json *);

/* Reading. Members are found case-sensitively; returned pointers belong to the tree. */
const struct json *json_get(const struct json *, const char *key);
const struct json *json_path(const struct json *, const char *dotted); /* "model.version"; keys without dots only */
const char *json_str(const struct json *, const char *key, const char *other);
int64_t json_int(const struct json *, const char *key, int64_t other);
bool json_bool(const struct json *, const char *key, bool other);
const char *json_text(const struct json *); /* of a string node, else NULL */
int64_t json_number(const struct json *, int64_t other);
bool json_is_object(const struct json *);
bool json_is_array(const struct json *);
bool json_is_string(const struct json *);
bool json_is_whole(const struct json *); /* a number without a fraction, of at most 2^53 */
/* The dotted path of a member that its object has twice, owned; NULL when there is none. The library keeps both
 * and finds the first. */
char *json_twice(const struct json *);
size_t json_count(const struct json *); /* members or elements */

/* Walking: for (n = json_first(a); n; n = json_next(n)); json_key is NULL in an array. */
const struct json *json_first(const struct json *);
const struct json *json_next(const struct json *);
const char *json_key(const struct json *);

/* Writing. An existing member is replaced. json_put takes ownership of node; NULL writes null. */
void json_put(struct json *object, const char *key, struct json *node);
void json_put_str(struct json *object, const char *key, const char *text); /* NULL writes null */
void json_put_printf(struct json *object, const char *key, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void json_put_int(struct json *object, const char *key, int64_t); /* written exactly; read back exactly up to 2^53 */
void json_put_bool(struct json *object, const char *key, bool);
void json_drop(struct json *object, const char *key);
void json_push(struct json *array, struct json *node);
void json_push_str(struct json *array, const char *text);
struct json *json_new_str(const char *text);
struct json *json_new_int(int64_t);

/* One line without blanks, or indented for people. Control characters, bidi controls and invisible marks are
 * escaped, so that both are safe on a terminal. Owned by the caller. */
char *json_line(const struct json *);
char *json_pretty(const struct json *);

#endif
