/* One file for each URL: a line that describes the body, then the body. A file is believed only when length and
 * hash in the line are those of the bytes behind it. */
#include "config.h"

#include "port/cache.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/hash.h"
#include "codec/json.h"
#include "port/http.h"
#include "port/paths.h"

/* Bytes. HEAD_MAX bounds the describing line, ETAG_MAX the ETag in it. */
enum { HEAD_MAX = 16384, ETAG_MAX = 1024 };

/* *path is the file of a URL, *clean the URL as it may be written down. Both are owned by the caller. */
static bool place_of(const char *url, char **path, char **clean, struct err *err)
{
	struct http_url parts;
	char name[HASH_HEX];
	char *cache, *folder;
	bool ok;

	*path = *clean = NULL;
	if (!http_url_read(url, &parts))
		return err_set(err, ERR_INPUT, _("an answer cannot be kept"), _("its address is not an http or https URL"),
		               _("Check the address."));
	cache = paths_cache(err);
	folder = cache ? mem_printf("%s/http", cache) : NULL;
	ok = folder && paths_make(folder, err);
	if (ok) {
		hash_sha256_hex(parts.clean, strlen(parts.clean), name);
		*path = mem_printf("%s/%s", folder, name);
		/* A query may hold a token: the name of the file stands for it. */
		*clean = mem_dupn(parts.clean, strcspn(parts.clean, "?"));
	}
	http_url_release(&parts);
	free(folder);
	free(cache);
	return ok;
}

/* An ETag has visible bytes without blanks (RFC 9110, 8.8.3). Other bytes of a damaged file must not get into
 * the headers of a request. NULL: the ETag is no good. */
static const char *good_etag(const char *etag)
{
	size_t n = etag ? strlen(etag) : 0;

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)etag[i] <= ' ' || etag[i] == 0x7f)
			return NULL;
	return n > 0 && n <= ETAG_MAX ? etag : NULL;
}

/* True when the body is whole and belongs to this URL. */
static bool describes(const struct json *head, const char *clean, const char *body, size_t n)
{
	char hash[HASH_HEX];

	if (json_int(head, "length", -1) != (int64_t)n || !str_same(json_str(head, "url", NULL), clean) ||
	    json_int(head, "current", 0) <= 0)
		return false;
	hash_sha256_hex(body, n, hash);
	return str_same(json_str(head, "sha256", NULL), hash);
}

/* Reads the describing line. When it is true, the line is cut off and the text's bytes move to the answer. */
static bool unpack(struct str *text, const char *clean, size_t max, struct cached *out)
{
	const char *end = text->len ? memchr(text->s, '\n', text->len) : NULL;
	size_t head_len = end ? (size_t)(end - text->s) : 0, n = end ? text->len - head_len - 1 : 0;
	struct json *head = end && head_len <= HEAD_MAX && n <= max ? json_parse(text->s, head_len, NULL) : NULL;
	bool ok = head && describes(head, clean, end + 1, n);

	if (ok) {
		*out = (struct cached){ .current = json_int(head, "current", 0) };
		mem_set(&out->etag, good_etag(json_str(head, "etag", NULL)));
		str_cut(text, head_len + 1);
		out->body = *text;
		*text = (struct str){ 0 };
	}
	json_free(head);
	return ok;
}

/* A file that cannot be read counts as missing: the next answer replaces it. */
bool cache_read(const char *url, size_t max, struct cached *out, struct err *err)
{
	char *path, *clean;
	struct str text;
	bool ok;

	*out = (struct cached){ 0 };
	if (!place_of(url, &path, &clean, err))
		return false;
	str_init(&text, max < SIZE_MAX - HEAD_MAX - 1 ? max + HEAD_MAX + 1 : max);
	ok = file_exists(path) && file_read(path, text.max, &text, NULL) && unpack(&text, clean, max, out);
	str_release(&text);
	free(path);
	free(clean);
	return ok;
}

void cached_release(struct cached *c)
{
	str_release(&c->body);
	free(c->etag);
	*c = (struct cached){ 0 };
}

/* Owned. The text is one line, since JSON writes a newline in a text as \n. */
static char *head_line(const char *clean, const char *etag, const char *body, size_t n, int64_t now)
{
	struct json *head = json_object();
	char hash[HASH_HEX], *line;

	hash_sha256_hex(body, n, hash);
	json_put_str(head, "url", clean);
	json_put_str(head, "etag", good_etag(etag));
	json_put_int(head, "current", now);
	json_put_int(head, "length", (int64_t)n);
	json_put_str(head, "sha256", hash);
	line = json_line(head);
	json_free(head);
	return line;
}

/* file_write renames over the name, so a link in its place is replaced and never followed. */
bool cache_write(const char *url, const char *etag, const char *body, size_t n, int64_t now, struct err *err)
{
	char *path, *clean, *head;
	struct str text;
	bool ok;

	if (!place_of(url, &path, &clean, err))
		return false;
	head = head_line(clean, etag, body, n, now);
	str_init(&text, strlen(head) + 1 + n);
	ok = str_add(&text, head) && str_add(&text, "\n") && str_addn(&text, body, n) && file_write(path, text.s, text.len, err);
	str_release(&text);
	free(head);
	free(path);
	free(clean);
	return ok;
}
