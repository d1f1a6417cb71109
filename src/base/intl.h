/* Sentences for people. _() translates here, N_() only marks a text in a table (it is translated by _() where it is shown),
 * ngettext(one, many, n) picks the plural. Usable without native language support: then the text stays as it is written.
 * The text domain and the locale are set once, by the program's main. */
#ifndef TEAL_BASE_INTL_H
#define TEAL_BASE_INTL_H

#if defined ENABLE_NLS && ENABLE_NLS

#include <libintl.h>

#else

/* Functions rather than macros, so that the compiler still checks the formats. */
static inline __attribute__((unused, format_arg(1))) const char *gettext(const char *text)
{
	return text;
}

static inline __attribute__((unused, format_arg(1), format_arg(2))) const char *ngettext(const char *one, const char *many, unsigned long n)
{
	return n == 1 ? one : many;
}

#define textdomain(domain) ((const char *)(domain))
#define bindtextdomain(domain, folder) ((const char *)(folder))
#define bind_textdomain_codeset(domain, codeset) ((const char *)(codeset))

#endif

#define _(text) gettext(text)
#define N_(text) text

#endif
