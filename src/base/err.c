/* An error is filled where it happens, and shown where the action that failed ends. Foreign words (a server's,
 * juju's) are made harmless when they enter the error, so that each place that shows an error may print the
 * texts as they are. */
#include "config.h"

#include "base/err.h"

#include "base/mem.h"
#include "base/str.h"

/* Copies text into its slot, made harmless for a terminal and cut to the size; a NULL is an empty text. */
static void put(char *slot, size_t size, const char *text)
{
	struct str safe;

	str_init(&safe, size - 1);
	str_add_safe(&safe, text ? text : "", text ? strlen(text) : 0, STR_ONE_LINE);
	snprintf(slot, size, "%s", str_text(&safe));
	str_release(&safe);
}

/* The texts must not be the error's own: one slot is written before the next is read. */
bool err_set(struct err *e, enum err_kind kind, const char *what, const char *why, const char *now)
{
	if (!e)
		return false;
	e->kind = kind;
	put(e->what, sizeof e->what, what);
	put(e->why, sizeof e->why, why);
	put(e->now, sizeof e->now, now);
	return false;
}

/* The formatted reason is made first in memory of its own, since it may quote a text of any length; put cuts
 * it. */
bool err_whyf(struct err *e, enum err_kind kind, const char *what, const char *now, const char *why_fmt, ...)
{
	va_list ap;
	char *why;

	va_start(ap, why_fmt);
	why = mem_vprintf(why_fmt, ap);
	va_end(ap);
	err_set(e, kind, what, why, now);
	free(why);
	return false;
}

/* Only "what" grows, since "why" and "now" stay true in any context. */
bool err_wrap(struct err *e, const char *context)
{
	char *what;

	if (!e)
		return false;
	what = mem_printf("%s: %s", context, e->what);
	put(e->what, sizeof e->what, what);
	free(what);
	return false;
}

/* No full stop is added behind a reason that ends with its own. */
void err_text(const struct err *e, struct str *out)
{
	str_add(out, e->what);
	if (e->why[0])
		str_addf(out, ": %s", e->why);
	if (e->now[0])
		str_addf(out, "%s %s", strchr(".!?", out->len ? out->s[out->len - 1] : '.') ? "" : ".", e->now);
}
