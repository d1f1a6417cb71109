/* A line editor, and a choice between words: each key changes the state, and field_draw draws it. No function here reads keys or knows a
 * terminal. Texts are valid UTF-8, made from code points, so that the 10xxxxxx bytes show where a character begins. */
#include "config.h"

#include "ui/kit/field.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "ui/kit/canvas.h"
#include "ui/kit/key.h"
#include "ui/kit/text.h"

/* The buffer has its full size from the start: a buffer that grows would leave copies of a secret in freed memory. */
void field_start_text(struct field *f, enum field_kind kind, const char *initial, size_t max)
{
	size_t n;

	*f = (struct field){ .kind = kind, .max = max < FIELD_MAX ? max : FIELD_MAX };
	f->text = mem_zalloc(f->max + 1, 1);
	n = initial ? strlen(initial) : 0;
	if (n > f->max)
		n = f->max;
	/* A text that does not fit is cut before a character, never within one. */
	while (n && initial[n] && ((unsigned char)initial[n] & 0xc0) == 0x80)
		n--;
	if (n)
		memcpy(f->text, initial, n);
	f->len = f->cursor = n;
}

/* An index out of range chooses the first word. */
void field_start_choice(struct field *f, const char *const *choices, int n, int chosen)
{
	*f = (struct field){ .kind = FIELD_CHOICE, .choices = choices, .n_choices = n, .chosen = chosen >= 0 && chosen < n ? chosen : 0 };
}

/* The field starts empty, so that the name has to be typed. */
void field_start_name(struct field *f, const char *want)
{
	field_start_text(f, FIELD_NAME, NULL, FIELD_MAX);
	f->want = mem_dup(want);
}

/* Every text is wiped, not only FIELD_SECRET: an operator may type a secret into the wrong field. */
void field_stop(struct field *f)
{
	if (f->text)
		secret_wipe(f->text, f->max);
	free(f->text);
	free(f->want);
	*f = (struct field){ 0 };
}

/* The beginning of the character left of at. */
static size_t before(const struct field *f, size_t at)
{
	while (at && ((unsigned char)f->text[--at] & 0xc0) == 0x80)
		;
	return at;
}

/* The end of the character that begins at at. */
static size_t behind(const struct field *f, size_t at)
{
	if (at < f->len)
		at++;
	while (at < f->len && ((unsigned char)f->text[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* Removes the bytes [from, to) and sets the cursor there. The bytes behind the new end are wiped. */
static void cut(struct field *f, size_t from, size_t to)
{
	memmove(f->text + from, f->text + to, f->len - to + 1);
	f->len -= to - from;
	f->cursor = from;
	secret_wipe(f->text + f->len, f->max - f->len);
}

/* Removes the blanks left of the cursor and the word before them, as Ctrl-W does in a shell. */
static void cut_word(struct field *f)
{
	size_t from = f->cursor;

	while (from && f->text[from - 1] == ' ')
		from--;
	while (from && f->text[from - 1] != ' ')
		from--;
	cut(f, from, f->cursor);
}

/* The UTF-8 (RFC 3629) of a code point that insert() has checked; returns its bytes. */
static size_t encode(uint32_t code, char out[4])
{
	static const unsigned char heads[5] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (n == 1) {
		out[0] = (char)code;
		return 1;
	}
	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(heads[n] | code);
	return n;
}

/* A printable character at the cursor; every other code point is dropped. */
static void insert(struct field *f, uint32_t code)
{
	char bytes[4];
	size_t n;

	/* Control characters, surrogates, and characters without a width, which would be invisible in the answer. */
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || !text_code_width(code))
		return;
	n = encode(code, bytes);
	/* In a full field the key does nothing; it must not reach the screen as a command. */
	if (f->len + n > f->max)
		return;
	memmove(f->text + f->cursor + n, f->text + f->cursor, f->len - f->cursor + 1);
	memcpy(f->text + f->cursor, bytes, n);
	f->len += n;
	f->cursor += n;
}

/* The editing keys of shells. Ctrl-C, Ctrl-L and Ctrl-Z are handled before any field (ui/screens/app_key.c). */
static enum field_answer feed_control(struct field *f, uint32_t code)
{
	switch (code) {
	case 'u':
		cut(f, 0, f->cursor);
		return FIELD_MORE;
	case 'w':
		cut_word(f);
		return FIELD_MORE;
	case 'a':
		f->cursor = 0;
		return FIELD_MORE;
	case 'e':
		f->cursor = f->len;
		return FIELD_MORE;
	default:
		return FIELD_IGNORED;
	}
}

/* The keys of a line editor. */
static enum field_answer feed_text(struct field *f, const struct key_event *e)
{
	switch (e->press) {
	case PRESS_TEXT:
		insert(f, e->code);
		return FIELD_MORE;
	/* A control key that edits nothing is left to the caller. */
	case PRESS_CTRL:
		return feed_control(f, e->code);
	case PRESS_LEFT:
		f->cursor = before(f, f->cursor);
		return FIELD_MORE;
	case PRESS_RIGHT:
		f->cursor = behind(f, f->cursor);
		return FIELD_MORE;
	case PRESS_HOME:
		f->cursor = 0;
		return FIELD_MORE;
	case PRESS_END:
		f->cursor = f->len;
		return FIELD_MORE;
	case PRESS_BACKSPACE:
		cut(f, before(f, f->cursor), f->cursor);
		return FIELD_MORE;
	case PRESS_DELETE:
		cut(f, f->cursor, behind(f, f->cursor));
		return FIELD_MORE;
	default:
		return FIELD_IGNORED;
	}
}

/* The choice stops at both ends, so that a key that is held down cannot wrap around to Yes. */
static enum field_answer feed_choice(struct field *f, const struct key_event *e)
{
	switch (e->press) {
	case PRESS_LEFT:
	case PRESS_UP:
		f->chosen -= f->chosen > 0;
		return FIELD_MORE;
	case PRESS_RIGHT:
	case PRESS_DOWN:
		f->chosen += f->chosen + 1 < f->n_choices;
		return FIELD_MORE;
	case PRESS_HOME:
		f->chosen = 0;
		return FIELD_MORE;
	case PRESS_END:
		f->chosen = f->n_choices ? f->n_choices - 1 : 0;
		return FIELD_MORE;
	default:
		return FIELD_IGNORED;
	}
}

/* Enter and Esc end every kind of field. Any other key clears a refusal, since the answer changes. */
enum field_answer field_feed(struct field *f, const struct key_event *e)
{
	if (e->press == PRESS_ESC)
		return FIELD_LEFT;
	if (e->press == PRESS_ENTER) {
		/* Compared byte by byte: a name that only looks alike is refused. */
		f->refused = f->kind == FIELD_NAME && !field_matches(f);
		return f->refused ? FIELD_MORE : FIELD_TAKEN;
	}
	f->refused = false;
	return f->text ? feed_text(f, e) : feed_choice(f, e);
}

/* Also for a secret: the caller copies the text into a struct secret and stops the field. */
const char *field_text(const struct field *f)
{
	if (f->text)
		return f->text;
	return f->chosen < f->n_choices ? f->choices[f->chosen] : "";
}

/* A name that is empty matches only an empty text. */
bool field_matches(const struct field *f)
{
	return f->kind == FIELD_NAME && str_same(f->text, f->want);
}

/* Columns of the bytes [from, to). No byte takes more than two columns, so text_fit never stops early. */
static int columns(const struct field *f, size_t from, size_t to)
{
	int used = 0;

	text_fit(f->text + from, to - from, FIELD_MAX * 2, &used);
	return used;
}

/* A secret shows one bullet for each character, so that the operator sees that a key was taken. */
static void draw_secret(struct field *f, struct canvas *c, int x, int y, int w)
{
	int n = 0, at = 0;

	for (size_t i = 0; i < f->len; i = behind(f, i), n++)
		at += i < f->cursor;
	/* The bullets scroll like text, so that the cursor stays visible. */
	if (at > w - 1)
		n -= at - (w - 1), at = w - 1;
	canvas_fill(c, (struct rect){ x, y, n < w ? n : w, 1 }, STYLE_FIELD, GLYPH_BULLET);
	canvas_cursor(c, x + at, y, CANVAS_CURSOR_SHOWN);
}

/* Scrolls only as far as needed, so that the text does not move while the cursor moves within it. */
static void draw_text(struct field *f, struct canvas *c, int x, int y, int w)
{
	struct rect clip;

	if (f->shown > f->cursor)
		f->shown = f->cursor;
	while (columns(f, f->shown, f->cursor) > w - 1)
		f->shown = behind(f, f->shown);
	clip = canvas_clip(c, (struct rect){ x, y, w, 1 });
	/* Cut by the clip and not by a width: an ellipsis would look like typed text. */
	canvas_text(c, x, y, STYLE_FIELD, f->text + f->shown, FIELD_MAX * 2);
	canvas_unclip(c, clip);
	canvas_cursor(c, x + columns(f, f->shown, f->cursor), y, CANVAS_CURSOR_SHOWN);
}

/* "[ No ]   Yes": brackets as well as a style, so that the choice shows without attributes, too. */
static void draw_choices(const struct field *f, struct canvas *c, int x, int y, int w)
{
	int end = x + w;

	for (int i = 0; i < f->n_choices && x < end; i++) {
		bool chosen = i == f->chosen;
		int used =
			canvas_textf(c, x, y, chosen ? STYLE_SELECTED : STYLE_PLAIN, end - x, chosen ? "[ %s ]" : "  %s  ", f->choices[i]);

		if (chosen)
			canvas_cursor(c, x, y, CANVAS_CURSOR_PARKED);
		x += used + 1;
	}
}

/* One column has space for the cursor only. */
void field_draw(struct field *f, struct canvas *c, int x, int y, int w)
{
	if (w < 2)
		return;
	if (!f->text) {
		draw_choices(f, c, x, y, w);
		return;
	}
	canvas_blank(c, (struct rect){ x, y, w, 1 }, STYLE_FIELD);
	if (f->kind == FIELD_SECRET)
		draw_secret(f, c, x, y, w);
	else
		draw_text(f, c, x, y, w);
}
