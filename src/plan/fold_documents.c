/* What was read of documents, from their events. */
#include "config.h"

#include "plan/document.h"

#include "assess/library.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/fold_own.h"
#include "plan/model.h"

/* The text that is read of a document; owned, NULL: none. */
static char *text_of(const struct json *data)
{
	const struct json *read = json_get(data, "read");

	if (!read)
		return NULL;
	return json_text(read) ? mem_dup(json_text(read)) : json_line(read);
}

/* Of where the document stood with an event, and why. */
static uint32_t said_by(const struct json *data)
{
	static const char *const members[] = { "origin", "where", "why" };
	uint32_t mark = STR_MARK;

	for (size_t i = 0; i < mem_count(members); i++) {
		const char *text = json_str(data, members[i], "");

		mark = str_mark(mark, text, strlen(text) + 1);
	}
	return mark;
}

/* A document that failed although a copy of it is known adds nothing. */
bool document_known(const struct model *m, const struct json *data)
{
	enum document d = document_named(json_str(data, "name", ""));
	const struct document_state *s = m->library && d < DOC_COUNT ? &m->library->doc[d] : NULL;
	char *text = text_of(data);
	bool known = false;

	if (s && text)
		known = s->usable && strcmp(s->sha256, json_str(data, "sha256", "")) == 0 &&
		        s->mark == str_mark(STR_MARK, text, strlen(text));
	else if (s)
		known = (s->usable && !json_get(data, "bytes")) || s->told == said_by(data);
	free(text);
	return known;
}

static void take_excerpt(struct document_state *s, struct library *l, enum document d, const struct json *data, const char *text)
{
	struct version from, to;

	library_take(l, d, text, strlen(text));
	if (!s->usable)
		return;
	snprintf(s->sha256, sizeof s->sha256, "%s", json_str(data, "sha256", "-"));
	if (version_parse(json_str(data, "from", ""), &from) && version_parse(json_str(data, "to", ""), &to)) {
		s->from = from;
		s->to = to;
	}
}

/* A journal may have been written to by hand: what names no document, or where none can stand, changes nothing. One that cannot be asked
 * for any more stays what it was; one that came and cannot be kept is not at hand. */
void fold_document(struct model *m, const struct event *e)
{
	enum document d = document_named(json_str(e->data, "name", ""));
	enum origin origin = origin_named(json_str(e->data, "origin", ""));
	struct library *l = model_library(m);
	struct document_state *s = &l->doc[d < DOC_COUNT ? d : 0];
	char *text = text_of(e->data);
	int64_t current = 0;

	if (d < DOC_COUNT && origin != ORIGIN_NONE && origin != ORIGIN_WAITING) {
		if (!text && s->usable && json_get(e->data, "bytes"))
			library_take(l, d, "", 0);
		if (!text && s->usable) {
			origin = ORIGIN_CACHE;
			current = s->current;
		}
		clock_parse_iso(json_str(e->data, "current", ""), &current);
		library_state(l, d, origin, json_str(e->data, "where", ""), current, json_str(e->data, "why", NULL));
		s->told = said_by(e->data);
		if (text)
			take_excerpt(s, l, d, e->data, text);
	}
	free(text);
}

/* Never in a journal: what is on its way is asked for again by the next session. */
void fold_fetching(struct model *m, const struct event *e)
{
	enum document d = document_named(json_str(e->data, "name", ""));
	struct library *l = model_library(m);

	if (d < DOC_COUNT)
		library_state(l, d, ORIGIN_WAITING, json_str(e->data, "where", ""), l->doc[d].usable ? l->doc[d].current : 0, NULL);
}
