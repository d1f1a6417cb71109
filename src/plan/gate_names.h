/* What gates over lists share: the rows of a fact, and names for an evidence. */
#ifndef TEAL_PLAN_GATE_NAMES_H
#define TEAL_PLAN_GATE_NAMES_H

#include "base/str.h"
#include "plan/facts.h"

struct json;
struct model;

/* As many names as fit in half of an evidence; the rest is counted. */
struct names {
	struct str text;
	int n, shown;
};

void names_init(struct names *);
void names_release(struct names *);
void names_addf(struct names *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* ", " between, and how many more there are; the struct's. */
const char *names_text(struct names *);

/* The fact's text as JSON, owned; NULL when it has none. */
struct json *fact_list(const struct model *, enum fact_id);
/* The i-th text of a row; "" when it has none. */
const char *row_text(const struct json *row, int i);

#endif
