/* Names for an evidence, and the rows that they come from. */
#include "config.h"

#include "plan/gate_names.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/gates.h"

#define NAMES_BYTES 130

void names_init(struct names *l)
{
	*l = (struct names){ 0 };
	str_init(&l->text, STR_PAGE);
}

void names_release(struct names *l)
{
	str_release(&l->text);
}

void names_addf(struct names *l, const char *fmt, ...)
{
	va_list ap;

	l->n++;
	if (l->text.len >= NAMES_BYTES)
		return;
	l->shown++;
	str_add(&l->text, l->text.len ? ", " : "");
	va_start(ap, fmt);
	str_addv(&l->text, fmt, ap);
	va_end(ap);
}

const char *names_text(struct names *l)
{
	if (l->n > l->shown)
		/* TRANSLATORS: behind a list of names */
		str_addf(&l->text, _(" and %d more"), l->n - l->shown);
	l->shown = l->n;
	return str_text(&l->text);
}

struct json *fact_list(const struct model *m, enum fact_id id)
{
	const char *text = fact_text(m, id);

	return *text ? json_parse(text, strlen(text), NULL) : NULL;
}

const char *row_text(const struct json *row, int i)
{
	const struct json *n = json_first(row);

	while (n && i-- > 0)
		n = json_next(n);
	return json_text(n) ? json_text(n) : "";
}
