/* cJSON behind Teal's own names. What the library accepts and Teal must not (a NUL, text behind the value, too
 * much depth) is caught here. When the library has no memory, the program ends, as everywhere. */
#include "config.h"

#include "codec/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* struct json is never defined: a node is the library's own struct, and only this file knows that. */
static cJSON *in(struct json *j)
{
	return (cJSON *)j;
}

/* The same for a node that is only read. */
static const cJSON *see(const struct json *j)
{
	return (const cJSON *)j;
}

/* 0 when something is nested deeper than "left" levels, which also bounds the recursion. */
static int depth(const cJSON *node, int left)
{
	if (left <= 0)
		return 0;
	for (node = node->child; node; node = node->next)
		if (!depth(node, left - 1))
			return 0;
	return 1;
}

/* The library turns \u0000 into the end of the text, which would make two different names equal. */
static bool has_nul(const char *text, size_t len)
{
	if (memchr(text, '\0', len))
		return true;
	for (size_t i = 0; i + 6 <= len; i++) {
		if (text[i] != '\\')
			continue;
		if (memcmp(text + i, "\\u0000", 6) == 0)
			return true;
		i++;
	}
	return false;
}

/* The library stops behind the first value; only white space may follow. */
struct json *json_parse(const char *text, size_t len, struct err *err)
{
	const char *end = NULL;
	cJSON *root;

	if (has_nul(text, len)) {
		err_set(err, ERR_WORLD, "the JSON text cannot be read", "it holds a NUL character", "");
		return NULL;
	}
	root = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	while (root && end < text + len && strchr(" \t\r\n", *end))
		end++;
	if (!root || end != text + len || !depth(root, 64)) {
		err_whyf(err, ERR_WORLD, "the JSON text cannot be read", "", "it is not JSON after byte %zu of %zu",
		         end ? (size_t)(end - text) : (size_t)0, len);
		cJSON_Delete(root);
		return NULL;
	}
	return (struct json *)root;
}

/* Two sentences, since an empty answer is another trouble than one that is too large. */
struct json *json_parse_answer(const char *text, size_t len, size_t max, struct err *err)
{
	if (len && len <= max)
		return json_parse(text, len, err);
	err_set(err, ERR_WORLD, "the JSON text cannot be read",
	        len ? _("The answer is larger than any this program was made for.") : _("The answer is empty."), "");
	return NULL;
}

/* A NULL from a function of the library that makes a node means that there is no memory. */
static struct json *made(cJSON *node)
{
	if (!node)
		mem_die("out of memory");
	return (struct json *)node;
}

struct json *json_object(void)
{
	return made(cJSON_CreateObject());
}

struct json *json_array(void)
{
	return made(cJSON_CreateArray());
}

struct json *json_new_str(const char *text)
{
	return made(text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

struct json *json_new_int(int64_t n)
{
	char digits[24];

	/* The library prints doubles with 15 digits when that is near enough; a log sequence number is exact or wrong. */
	snprintf(digits, sizeof digits, "%lld", (long long)n);
	return made(n > -1000000000000000 && n < 1000000000000000 ? cJSON_CreateNumber((double)n) : cJSON_CreateRaw(digits));
}

/* A deep copy, owned by the caller. */
struct json *json_dup(const struct json *j)
{
	return j ? made(cJSON_Duplicate(see(j), 1)) : NULL;
}

void json_free(struct json *j)
{
	cJSON_Delete(in(j));
}

/* NULL for an array or no node at all, so that calls can be nested without a check. */
const struct json *json_get(const struct json *j, const char *key)
{
	return j ? (const struct json *)cJSON_GetObjectItemCaseSensitive(see(j), key) : NULL;
}

/* Each key is copied, since the library needs a NUL behind it. */
const struct json *json_path(const struct json *j, const char *dotted)
{
	while (j && *dotted) {
		size_t n = strcspn(dotted, ".");
		char *key = mem_dupn(dotted, n);

		j = json_get(j, key);
		free(key);
		dotted += dotted[n] ? n + 1 : n;
	}
	return j;
}

const char *json_text(const struct json *j)
{
	return j && cJSON_IsString(see(j)) ? see(j)->valuestring : NULL;
}

/* A number that was written exactly is read from its digits. Any other is a double: its fraction is cut off,
 * and a value beyond int64_t gives other. */
int64_t json_number(const struct json *j, int64_t other)
{
	double n = j && cJSON_IsNumber(see(j)) ? see(j)->valuedouble : (double)NAN;

	if (j && cJSON_IsRaw(see(j)))
		return (int64_t)strtoll(see(j)->valuestring, NULL, 10);
	return isnan(n) || n < -9.2e18 || n > 9.2e18 ? other : (int64_t)n;
}

bool json_is_whole(const struct json *j)
{
	double n = j && cJSON_IsNumber(see(j)) ? see(j)->valuedouble : (double)NAN;

	return (j && cJSON_IsRaw(see(j))) || (fabs(n) <= 9007199254740992.0 && floor(n) == n);
}

/* True when the object has another member of this name before this one. */
static bool stands_before(const cJSON *object, const cJSON *member)
{
	for (const cJSON *m = object->child; m != member; m = m->next)
		if (strcmp(m->string, member->string) == 0)
			return true;
	return false;
}

/* The recursion is as deep as the tree, which the parser bounds. */
char *json_twice(const struct json *j)
{
	const cJSON *o = see(j);

	for (const cJSON *m = o ? o->child : NULL; m; m = m->next) {
		char *below, *path;

		if (cJSON_IsObject(o) && stands_before(o, m))
			return mem_dup(m->string);
		below = json_twice((const struct json *)m);
		if (!below)
			continue;
		path = cJSON_IsObject(o) ? mem_printf("%s.%s", m->string, below) : mem_dup(below);
		free(below);
		return path;
	}
	return NULL;
}

const char *json_str(const struct json *j, const char *key, const char *other)
{
	const char *text = json_text(json_get(j, key));

	return text ? text : other;
}

int64_t json_int(const struct json *j, const char *key, int64_t other)
{
	return json_number(json_get(j, key), other);
}

bool json_bool(const struct json *j, const char *key, bool other)
{
	const struct json *n = json_get(j, key);

	return n && cJSON_IsBool(see(n)) ? cJSON_IsTrue(see(n)) : other;
}

bool json_is_object(const struct json *j)
{
	return j && cJSON_IsObject(see(j));
}

bool json_is_array(const struct json *j)
{
	return j && cJSON_IsArray(see(j));
}

bool json_is_string(const struct json *j)
{
	return j && cJSON_IsString(see(j));
}

/* Counts by walking through the children, so it should not be called in the condition of a loop. */
size_t json_count(const struct json *j)
{
	return j ? (size_t)cJSON_GetArraySize(see(j)) : 0;
}

const struct json *json_first(const struct json *j)
{
	return j ? (const struct json *)see(j)->child : NULL;
}

const struct json *json_next(const struct json *j)
{
	return j ? (const struct json *)see(j)->next : NULL;
}

const char *json_key(const struct json *j)
{
	return j ? see(j)->string : NULL;
}

void json_drop(struct json *object, const char *key)
{
	cJSON_DeleteItemFromObjectCaseSensitive(in(object), key);
}

/* The old member is freed before the new one is added: key and node must not be parts of it. */
void json_put(struct json *object, const char *key, struct json *node)
{
	json_drop(object, key);
	if (!cJSON_AddItemToObject(in(object), key, in(node ? node : json_new_str(NULL))))
		mem_die("out of memory");
}

void json_put_str(struct json *object, const char *key, const char *text)
{
	json_put(object, key, json_new_str(text));
}

void json_put_printf(struct json *object, const char *key, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	json_put_str(object, key, text);
	free(text);
}

void json_put_int(struct json *object, const char *key, int64_t n)
{
	json_put(object, key, json_new_int(n));
}

void json_put_bool(struct json *object, const char *key, bool b)
{
	json_put(object, key, made(cJSON_CreateBool(b)));
}

/* Takes ownership of node; NULL is written as null. */
void json_push(struct json *array, struct json *node)
{
	if (!cJSON_AddItemToArray(in(array), in(node ? node : json_new_str(NULL))))
		mem_die("out of memory");
}

void json_push_str(struct json *array, const char *text)
{
	json_push(array, json_new_str(text));
}

/* A code point beyond 16 bits takes two escapes in JSON. */
static void add_escaped(struct str *out, uint32_t u)
{
	if (u > 0xffff)
		str_addf(out, "\\u%04x", 0xd800 + (unsigned)((u - 0x10000) >> 10));
	str_addf(out, "\\u%04x", u > 0xffff ? 0xdc00 + (unsigned)((u - 0x10000) & 0x3ff) : (unsigned)u);
}

/* The library escapes only C0. Outside of strings JSON is ASCII, so anything else that could harm a terminal is
 * in a string, where an escape means the same. Bytes that are not UTF-8 stay, so that a text comes back
 * unchanged. The library's own line breaks stay as well. */
static char *printed(char *text)
{
	size_t n = text ? strlen(text) : 0, kept = 0, len;
	struct str out;

	if (!text)
		mem_die("out of memory");
	str_init(&out, 12 * n + 1);
	for (size_t i = 0; i < n; i += len) {
		uint32_t u = 0;

		len = utf8_next(text + i, n - i, &u);
		len = len ? len : 1;
		if (u < 0x7f || !utf8_harmful(u))
			continue;
		str_addn(&out, text + kept, i - kept);
		add_escaped(&out, u);
		kept = i + len;
	}
	str_addn(&out, text + kept, n - kept);
	free(text);
	return str_take(&out);
}

/* A line break in a string is escaped, so that the result is one line. */
char *json_line(const struct json *j)
{
	return printed(cJSON_PrintUnformatted(see(j)));
}

char *json_pretty(const struct json *j)
{
	return printed(cJSON_Print(see(j)));
}
