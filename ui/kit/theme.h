/* The look of the screen: semantic styles with their colours and their monochrome twins, and glyphs with their ASCII twins.
 * No meaning is carried by colour alone: words and glyphs come first, and the twins keep styles apart without colour. */
#ifndef TEAL_UI_KIT_THEME_H
#define TEAL_UI_KIT_THEME_H

#include <stdbool.h>
#include <stdint.h>

/* Decided once, by the locale and --ascii (term_charset), for texts and glyphs alike. */
enum charset { CHARSET_UTF8, CHARSET_ASCII };

/* What a text or glyph means; theme.c decides its look. */
enum style {
	STYLE_PLAIN,
	STYLE_TITLE, /* the verb phrase of a screen, and the title line */
	STYLE_RAIL, /* a phase or step that is still to come */
	STYLE_RAIL_DONE,
	STYLE_RAIL_NOW,
	/* The verdicts, each with its word beside it on the screen. */
	STYLE_PASS,
	STYLE_WARN,
	STYLE_FAIL,
	STYLE_UNKNOWN,
	STYLE_WAIT,
	/* Parts of a screen. */
	STYLE_KEY, /* the name of a key on the last line */
	STYLE_COMMAND, /* text that is run literally */
	STYLE_SELECTED, /* the focused row or button */
	STYLE_HEADING, /* column heads, small titles inside a body */
	STYLE_FIELD, /* text that the operator types */
	STYLE_HIT, /* text that a search found */
	/* Pictures, by ui/kit/chart.h. */
	STYLE_BAR,
	STYLE_CURVE,
	STYLE_LIMIT, /* the limit line of a curve */
	/* Strong and weak emphasis. */
	STYLE_CLOCK, /* the write-stop clock while it runs */
	STYLE_DANGER, /* words about what cannot be undone */
	STYLE_DIM, /* ages, units, lines, keys that do nothing now */
	STYLE_ERROR,
	STYLE_COUNT,
};

/* Two colours that people with red-green blindness can tell apart, and a grey. */
enum colour { COLOUR_DEFAULT, COLOUR_BLUE, COLOUR_ORANGE, COLOUR_GREY, COLOUR_COUNT };

/* Bits; canvas.c has a letter for each of their sums. */
enum attr { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

/* The look of one style. letter: its unique sign in a style dump. colour is used together with attrs, mono without colour. */
struct theme_style {
	char letter;
	enum colour colour;
	unsigned attrs, mono;
};

/* A colour's number on terminals of 256 and of 8 colours; -1: the terminal's default. */
struct theme_colour {
	short of_256, of_8;
};

const struct theme_style *theme_style(enum style);
const struct theme_colour *theme_colour(enum colour);

/* The signs of the screens. One column wide in both sets, except those marked: their ASCII twin is wider, so they are for text only. */
enum glyph {
	GLYPH_DONE, /* ✓ x */
	GLYPH_NOW, /* ▸ > */
	GLYPH_TODO, /* · . */
	GLYPH_FAILED, /* ✗ ! */
	GLYPH_WAIVED, /* ~ ~ */
	GLYPH_BAR_FULL, /* █ # */
	GLYPH_BAR_1, /* ▏ eighths of a cell; 1 to 3 -> -, 4 to 7 -> # */
	GLYPH_BAR_2,
	GLYPH_BAR_3,
	GLYPH_BAR_4,
	GLYPH_BAR_5,
	GLYPH_BAR_6,
	GLYPH_BAR_7,
	GLYPH_BAR_EMPTY, /* ░ - */
	GLYPH_SPARK_1, /* ▁▂▃▄▅▆▇█ -> _.-=+*#@ */
	GLYPH_SPARK_2,
	GLYPH_SPARK_3,
	GLYPH_SPARK_4,
	GLYPH_SPARK_5,
	GLYPH_SPARK_6,
	GLYPH_SPARK_7,
	GLYPH_SPARK_8,
	GLYPH_HEAT_1, /* ░▒▓█ -> .:+# */
	GLYPH_HEAT_2,
	GLYPH_HEAT_3,
	GLYPH_HEAT_4,
	GLYPH_VLINE, /* │ | */
	GLYPH_HLINE, /* ─ - */
	GLYPH_TEE, /* ┤ + */
	GLYPH_TOP_LEFT, /* ┌┐└┘ + */
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_DOT, /* · . */
	GLYPH_BULLET, /* • * */
	GLYPH_UP, /* ↑ ^ */
	GLYPH_DOWN, /* ↓ v */
	GLYPH_LEFT, /* ← < */
	GLYPH_ARROW, /* → -> (wide twin) */
	GLYPH_ELLIPSIS, /* … ... (wide twin) */
	GLYPH_COUNT,
};

const char *theme_glyph(enum glyph, enum charset);

/* The ASCII twin of a code point: of every glyph above and of common typography (dashes, quotes, signs); "?" for all others. */
const char *theme_ascii(uint32_t code);

#endif
