/* cJSON behind names of our own. What the library lets pass and Teal must not (a NUL, a text behind the
 * end, endless depth) is caught here; that it has no memory ends the program, as everywhere. */
#include "config.h"

#include "codec/json.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

/* struct json is never defined: a node is the library's own, and this file alone knows. */
static cJSON *in(struct json *j)
{
	return (cJSON *)j;
}

static const cJSON *see(const struct json *j)
{
	return (const cJSON *)j;
}

/* 0 when something is nested deeper than left levels; the recursion is bounded by the same number. */
static int depth(const cJSON *node, int left)
{
	if (left <= 0)
		return 0;
	for (node = node->child; node; node = node->next)
		if (!depth(node, left - 1))
			return 0;
	return 1;
}

/* The library turns \u0000 into the end of the text, which would make two different names the same. */
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

/* The library is content with the first value; whatever follows it must be white space. */
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

/* The library's NULL, when it makes a node, means no memory. */
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

/* With all below it, owned by the caller. */
struct json *json_dup(const struct json *j)
{
	return j ? made(cJSON_Duplicate(see(j), 1)) : NULL;
}

void json_free(struct json *j)
{
	cJSON_Delete(in(j));
}

/* Of an array or of no node at all: NULL, so that looking deeper needs no check in between. */
const struct json *json_get(const struct json *j, const char *key)
{
	return j ? (const struct json *)cJSON_GetObjectItemCaseSensitive(see(j), key) : NULL;
}

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

/* A number that was put exactly is read from its digits. Any other comes as a double: its fraction is cut
 * off, and what no int64_t can hold is told as other. */
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

/* Among the members of this one object. */
static bool stands_before(const cJSON *object, const cJSON *member)
{
	for (const cJSON *m = object->child; m != member; m = m->next)
		if (strcmp(m->string, member->string) == 0)
			return true;
	return false;
}

/* The recursion is as deep as the parser let the tree be. */
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

/* Counts by walking: not for the condition of a loop. */
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

/* The member that is replaced is freed before the new one comes in: key and node must not be its own. */
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

void json_put_int(struct json *object, const char *key, int64_t n)
{
	json_put(object, key, json_new_int(n));
}

void json_put_bool(struct json *object, const char *key, bool b)
{
	json_put(object, key, made(cJSON_CreateBool(b)));
}

/* Takes node over; NULL is written as null. */
void json_push(struct json *array, struct json *node)
{
	if (!cJSON_AddItemToArray(in(array), in(node ? node : json_new_str(NULL))))
		mem_die("out of memory");
}

void json_push_str(struct json *array, const char *text)
{
	json_push(array, json_new_str(text));
}

/* A code point beyond 16 bits is two of JSON's. */
static void add_escaped(struct str *out, uint32_t u)
{
	if (u > 0xffff)
		str_addf(out, "\\u%04x", 0xd800 + (unsigned)((u - 0x10000) >> 10));
	str_addf(out, "\\u%04x", u > 0xffff ? 0xdc00 + (unsigned)((u - 0x10000) & 0x3ff) : (unsigned)u);
}

/* The library escapes C0 alone. Outside of texts JSON is ASCII, so whatever else could do harm on a terminal stands in a text, where an
 * escape means the same. Bytes that are not UTF-8 stay: a text must come back as it went. The library's own line breaks stay, too. */
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

/* A text with a line break still makes one line. */
char *json_line(const struct json *j)
{
	return printed(cJSON_PrintUnformatted(see(j)));
}

char *json_pretty(const struct json *j)
{
	return printed(cJSON_Print(see(j)));
}
