/* How many columns text takes, and where it breaks. Neither locale nor terminal is asked, so that frames are the same everywhere. */
#ifndef TEAL_UI_KIT_TEXT_H
#define TEAL_UI_KIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ui/kit/theme.h"

/* Columns of a printable code point: 0 combining, 1, or 2 for East Asian wide and emoji (Unicode Standard Annex #11). */
int text_code_width(uint32_t code);

/* Appends text as it may enter a cell: control bytes and bidi marks escaped (str_add_safe), combining marks left out, tabs as four
 * blanks and, for CHARSET_ASCII, everything beyond ASCII as its twin. The functions below need prepared text. */
void text_prepare(struct str *out, const char *text, enum charset, enum str_safe);

/* Columns of the whole text. */
int text_width(const char *prepared);
/* Of n bytes, how many from the beginning fit into width columns; *used (may be NULL): their columns. */
size_t text_fit(const char *prepared, size_t n, int width, int *used);

/* A piece of a text: n bytes from s, borrowed. */
struct text_line {
	const char *s;
	size_t n;
};

/* The next line of *rest, broken at blanks to width columns (a word that is too long is cut); *rest moves behind it. False at the end.
 * An empty line has n = 0. The indentation of a paragraph is kept on its first line only. */
bool text_wrap(const char **rest, int width, struct text_line *line);

#endif
