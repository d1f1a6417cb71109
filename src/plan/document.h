/* Documents about releases as events: what is recorded of one, and whether that is new. */
#ifndef TEAL_PLAN_DOCUMENT_H
#define TEAL_PLAN_DOCUMENT_H

#include <stdbool.h>

struct document_news;
struct event;
struct json;
struct model;
struct version;

/* The data of a DOCUMENT event; owned. Of a document whose excerpt for (from, to] cannot be made it says that it failed, and why. */
struct json *document_data(const struct document_news *, const struct version *from, const struct version *to);
/* True when the model knows as much already: then the event is folded, for where the document stands now, but not recorded again. */
bool document_known(const struct model *, const struct json *data);

#endif
