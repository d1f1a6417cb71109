/* Documents are read through their excerpts only, in the session that fetched them, too: what the journal gives back later is then the same
 * by construction. */
#include "config.h"

#include "plan/document.h"

#include "assess/excerpt.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

/* Lists of files stay JSON, so that people and jq can read them. */
static void put_read(struct json *data, enum document d, const struct str *text)
{
	bool list = d == DOC_TREE_FROM || d == DOC_TREE_TO || d == DOC_GO_TO;

	if (list)
		json_put(data, "read", json_parse(str_text(text), text->len, NULL));
	else
		json_put_str(data, "read", str_text(text));
}

static void put_state(struct json *data, const struct document_news *news, enum origin origin, const char *why)
{
	char at[CLOCK_TEXT];

	if (news->current > 0)
		clock_iso(news->current, at);
	json_put_str(data, "name", document_name(news->document));
	json_put_str(data, "origin", origin_name(origin));
	json_put_str(data, "where", news->where);
	json_put_str(data, "current", news->current > 0 ? at : NULL);
	json_put_str(data, "why", why && *why ? why : NULL);
}

static void put_bytes(struct json *data, const struct document_news *news)
{
	char hash[HASH_HEX];

	hash_sha256_hex(news->bytes, news->n, hash);
	json_put_str(data, "sha256", hash);
	json_put_int(data, "bytes", (int64_t)news->n);
}

struct json *document_data(const struct document_news *news, const struct version *from, const struct version *to)
{
	struct json *data = json_object();
	char version[VERSION_TEXT];
	struct err err = { 0 };
	struct str text, why;

	str_init(&text, 2 * EXCERPT_MAX);
	str_init(&why, STR_LINE);
	if (!news->bytes) {
		put_state(data, news, news->origin, news->why);
	} else if (!excerpt_of(news->document, news->bytes, news->n, from, to, &text, &err)) {
		err_text(&err, &why);
		put_state(data, news, ORIGIN_FAILED, str_text(&why));
		put_bytes(data, news);
	} else {
		put_state(data, news, news->origin, news->why);
		put_bytes(data, news);
		version_text(from, version);
		json_put_str(data, "from", version);
		version_text(to, version);
		json_put_str(data, "to", version);
		put_read(data, news->document, &text);
	}
	str_release(&why);
	str_release(&text);
	return data;
}
