/* A text that grows up to a maximum, which is fixed when the text is made. The bytes always end with NUL; len
 * does not count it. */
#ifndef TEAL_BASE_STR_H
#define TEAL_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* s is NULL before anything was added; str_text returns "" then and never NULL. */
struct str {
	char *s;
	size_t len, cap, max;
	bool full; /* something did not fit and was left out */
};

/* Usual maxima, in bytes: for a line that is shown, and for a text of pages. */
#define STR_LINE ((size_t)4096)
#define STR_PAGE ((size_t)1 << 20)

/* max: the most bytes it will ever hold (without the NUL). Release is safe on zeroed memory. */
void str_init(struct str *, size_t max);
void str_release(struct str *);
void str_clear(struct str *);

/* These add what fits; false (and .full) when something was left out. UTF-8 sequences are not cut in two by str_add. */
bool str_add(struct str *, const char *text);
bool str_addn(struct str *, const char *bytes, size_t n);
bool str_addf(struct str *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool str_addv(struct str *, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* Adds foreign bytes made harmless: C0, DEL, C1, bidi controls, invisible marks, and bytes that are not UTF-8 become \xNN or \u{NNNN};
 * newline and tab are kept when STR_KEEP_LINES is given, else they become a blank. What does not fit ends before an escape, never in it. */
enum str_safe { STR_ONE_LINE, STR_KEEP_LINES };
bool str_add_safe(struct str *, const char *bytes, size_t n, enum str_safe);

/* Adds text as an SQL literal (with a backslash in it as E'…') or identifier, quoted always.
 * One that does not fit is left out whole; look at .full before such a text is run. */
bool str_add_literal(struct str *, const char *text);
bool str_add_ident(struct str *, const char *text);

/* Forgets the first n bytes. */
void str_cut(struct str *, size_t n);

/* Moves the text out (never NULL); the str is empty and usable afterwards. */
char *str_take(struct str *);
const char *str_text(const struct str *);

/* Decodes one code point at s (n bytes left). Returns its length in bytes, 0 when the bytes are not UTF-8. */
size_t utf8_next(const char *s, size_t n, uint32_t *code);

/* True for what must not reach a terminal as it is: C0, DEL, C1, bidi controls, invisible marks. */
bool utf8_harmful(uint32_t code);

/* True when the whole word stands in words, blanks between. NULL words hold nothing, and nothing holds the empty word. */
bool str_has_word(const char *words, const char *word);
/* The i-th part of "a|b|c", *n bytes of it; NULL past the last. NULL has no part, "" has an empty one. */
const char *str_part(const char *text, size_t i, size_t *n);
/* word is one whole part of it; an empty word is none. */
bool str_has_part(const char *text, const char *word);
/* FNV-1a over some bytes, onto STR_MARK or what came before: another number for another text, against no attacker. */
#define STR_MARK 2166136261u
/* FNV-1a over some bytes, continued from before (STR_MARK at the start). It tells changed texts apart cheaply
 * and is no protection against somebody who wants two texts to look the same; for that there is codec/hash.h. */
uint32_t str_mark(uint32_t before, const char *bytes, size_t n);

/* True when a and b are both NULL or equal texts. */
bool str_same(const char *a, const char *b);

/* A whole decimal number with nothing behind it, within [low, high]. */
bool str_to_int(const char *text, int64_t low, int64_t high, int64_t *out);

#endif
