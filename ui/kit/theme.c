/* The tables of styles, colours and glyphs, with their replacements for terminals without colours or without UTF-8. A screen names a style
 * by its meaning; this file alone decides the look. */
#include "config.h"

#include "ui/kit/theme.h"

#include "base/mem.h"
#include "base/str.h"

/* The letter in a dump, the colour and attributes on a colour terminal, the attributes without colour. Fail, danger and the clock are
 * reversed in both forms; pass, warn and fail differ without colour as well. */
static const struct theme_style styles[STYLE_COUNT] = {
	[STYLE_PLAIN] = { '.', COLOUR_DEFAULT, 0, 0 },
	[STYLE_TITLE] = { 'T', COLOUR_DEFAULT, ATTR_BOLD, ATTR_BOLD },
	[STYLE_RAIL] = { 'r', COLOUR_GREY, 0, ATTR_DIM },
	[STYLE_RAIL_DONE] = { 'd', COLOUR_BLUE, 0, 0 },
	[STYLE_RAIL_NOW] = { 'n', COLOUR_DEFAULT, ATTR_BOLD, ATTR_BOLD },
	[STYLE_PASS] = { 'P', COLOUR_BLUE, 0, 0 },
	[STYLE_WARN] = { 'W', COLOUR_ORANGE, 0, ATTR_UNDERLINE },
	[STYLE_FAIL] = { 'F', COLOUR_ORANGE, ATTR_BOLD | ATTR_REVERSE, ATTR_BOLD | ATTR_REVERSE },
	[STYLE_UNKNOWN] = { 'U', COLOUR_ORANGE, ATTR_UNDERLINE, ATTR_BOLD | ATTR_UNDERLINE },
	[STYLE_WAIT] = { 'A', COLOUR_DEFAULT, ATTR_BOLD, ATTR_BOLD },
	[STYLE_KEY] = { 'K', COLOUR_DEFAULT, ATTR_BOLD, ATTR_BOLD },
	[STYLE_COMMAND] = { 'C', COLOUR_BLUE, 0, ATTR_BOLD },
	[STYLE_SELECTED] = { 'S', COLOUR_DEFAULT, ATTR_REVERSE, ATTR_REVERSE },
	[STYLE_HEADING] = { 'H', COLOUR_DEFAULT, ATTR_UNDERLINE, ATTR_UNDERLINE },
	[STYLE_FIELD] = { 'f', COLOUR_DEFAULT, ATTR_UNDERLINE, ATTR_UNDERLINE },
	[STYLE_HIT] = { 'h', COLOUR_BLUE, ATTR_REVERSE, ATTR_REVERSE },
	[STYLE_BAR] = { 'b', COLOUR_BLUE, 0, 0 },
	[STYLE_CURVE] = { 'c', COLOUR_BLUE, 0, 0 },
	[STYLE_LIMIT] = { 'l', COLOUR_ORANGE, 0, ATTR_DIM },
	[STYLE_CLOCK] = { 'O', COLOUR_ORANGE, ATTR_BOLD | ATTR_REVERSE, ATTR_BOLD | ATTR_REVERSE },
	[STYLE_DANGER] = { 'D', COLOUR_ORANGE, ATTR_BOLD | ATTR_REVERSE, ATTR_BOLD | ATTR_REVERSE },
	[STYLE_DIM] = { 'm', COLOUR_GREY, 0, ATTR_DIM },
	[STYLE_ERROR] = { 'E', COLOUR_ORANGE, ATTR_BOLD, ATTR_BOLD },
};

/* Each has a contrast of at least 3.7 to 1 against both black and white (WCAG 2 asks 3 to 1 of large text and signs). With 8 colours there
 * is no orange, and yellow cannot be read on white; red and blue stay apart for people who do not tell red from green. */
static const struct theme_colour colours[COLOUR_COUNT] = {
	[COLOUR_DEFAULT] = { -1, -1 },
	[COLOUR_BLUE] = { 32, 4 },
	[COLOUR_ORANGE] = { 166, 1 },
	[COLOUR_GREY] = { 244, -1 },
};

/* Each glyph with its ASCII twin. */
static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_DONE] = { "✓", "x" },       [GLYPH_NOW] = { "▸", ">" },         [GLYPH_TODO] = { "·", "." },
	[GLYPH_FAILED] = { "✗", "!" },     [GLYPH_WAIVED] = { "~", "~" },      [GLYPH_BAR_FULL] = { "█", "#" },
	[GLYPH_BAR_1] = { "▏", "-" },      [GLYPH_BAR_2] = { "▎", "-" },       [GLYPH_BAR_3] = { "▍", "-" },
	[GLYPH_BAR_4] = { "▌", "#" },      [GLYPH_BAR_5] = { "▋", "#" },       [GLYPH_BAR_6] = { "▊", "#" },
	[GLYPH_BAR_7] = { "▉", "#" },      [GLYPH_BAR_EMPTY] = { "░", "-" },   [GLYPH_SPARK_1] = { "▁", "_" },
	[GLYPH_SPARK_2] = { "▂", "." },    [GLYPH_SPARK_3] = { "▃", "-" },     [GLYPH_SPARK_4] = { "▄", "=" },
	[GLYPH_SPARK_5] = { "▅", "+" },    [GLYPH_SPARK_6] = { "▆", "*" },     [GLYPH_SPARK_7] = { "▇", "#" },
	[GLYPH_SPARK_8] = { "█", "@" },    [GLYPH_HEAT_1] = { "░", "." },      [GLYPH_HEAT_2] = { "▒", ":" },
	[GLYPH_HEAT_3] = { "▓", "+" },     [GLYPH_HEAT_4] = { "█", "#" },      [GLYPH_VLINE] = { "│", "|" },
	[GLYPH_HLINE] = { "─", "-" },      [GLYPH_TEE] = { "┤", "+" },         [GLYPH_TOP_LEFT] = { "┌", "+" },
	[GLYPH_TOP_RIGHT] = { "┐", "+" },  [GLYPH_BOTTOM_LEFT] = { "└", "+" }, [GLYPH_BOTTOM_RIGHT] = { "┘", "+" },
	[GLYPH_DOT] = { "·", "." },        [GLYPH_BULLET] = { "•", "*" },      [GLYPH_UP] = { "↑", "^" },
	[GLYPH_DOWN] = { "↓", "v" },       [GLYPH_LEFT] = { "←", "<" },        [GLYPH_ARROW] = { "→", "->" },
	[GLYPH_ELLIPSIS] = { "…", "..." },
};

/* Common typography in foreign and translated texts, beyond the glyphs above. */
static const struct {
	uint32_t code;
	const char *ascii;
} signs[] = {
	{ 0x00a0, " " },  { 0x00a7, "S" }, { 0x00ab, "<<" }, { 0x00b0, "o" },  { 0x00b1, "+-" }, { 0x00b5, "u" },
	{ 0x00bb, ">>" }, { 0x00d7, "x" }, { 0x2009, " " },  { 0x2010, "-" },  { 0x2011, "-" },  { 0x2013, "-" },
	{ 0x2014, "-" },  { 0x2018, "'" }, { 0x2019, "'" },  { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x202f, " " },
	{ 0x2212, "-" },  { 0x2248, "~" }, { 0x2260, "!=" }, { 0x2264, "<=" }, { 0x2265, ">=" }, { 0x2194, "<->" },
};

/* An unknown style is drawn plain. */
const struct theme_style *theme_style(enum style style)
{
	return &styles[style < STYLE_COUNT ? style : STYLE_PLAIN];
}

const struct theme_colour *theme_colour(enum colour colour)
{
	return &colours[colour < COLOUR_COUNT ? colour : COLOUR_DEFAULT];
}

const char *theme_glyph(enum glyph glyph, enum charset charset)
{
	if (glyph >= GLYPH_COUNT)
		return "?";
	return charset == CHARSET_ASCII ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}

/* A linear search over some seventy rows: it runs on ASCII terminals only, for characters beyond ASCII. */
const char *theme_ascii(uint32_t code)
{
	for (size_t i = 0; i < mem_count(glyphs); i++) {
		uint32_t u = 0;

		if (utf8_next(glyphs[i].utf8, strlen(glyphs[i].utf8), &u) && u == code)
			return glyphs[i].ascii;
	}
	for (size_t i = 0; i < mem_count(signs); i++) {
		if (signs[i].code == code)
			return signs[i].ascii;
	}
	return "?";
}
