/* A small ordered map. Each keyword stands in it once, so what is built from a conninfo and from Teal's
 * own wishes never says two different things. */
#include "config.h"

#include "port/pg_params.h"

#include "base/mem.h"
#include "base/str.h"

/* Few enough keywords for a walk through all of them. */
void params_set(struct params *p, const char *key, const char *value)
{
	int i = 0;

	while (i < p->n && strcmp(p->key[i], key) != 0)
		i++;
	if (!value || i == PARAMS_MAX)
		return;
	p->key[i] = key;
	p->value[i] = value;
	if (i == p->n)
		p->n++;
}

/* Quoted always, which is right for empty values and for blanks, too. */
void params_write(const struct params *p, struct str *out)
{
	for (int i = 0; i < p->n; i++) {
		str_addf(out, "%s%s='", i ? " " : "", p->key[i]);
		for (const char *c = p->value[i]; *c; c++) {
			if (*c == '\'' || *c == '\\')
				str_add(out, "\\");
			str_addn(out, c, 1);
		}
		str_add(out, "'");
	}
}
