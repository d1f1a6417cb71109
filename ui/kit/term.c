/* curses, and the only file that includes it: what it does to the terminal, to signals and to the locale ends here. A frame
 * comes as a canvas, keys leave as struct key_event. */
#include "config.h"

#include "ui/kit/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <term.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/canvas.h"
#include "ui/kit/key.h"
#include "ui/kit/rescue.h"

/* curses would take these from the program: it ends it on SIGINT and SIGTERM, and stops it on SIGTSTP, as it thinks right. */
static const int spared[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };

/* The terminal is one and so is this. */
static struct {
	bool open, away; /* away: left for the foreground */
	SCREEN *screen;
	enum charset charset;
	attr_t attrs[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool repaint, closed;
	int wake[2]; /* written by the SIGWINCH handler */
	struct sigaction old_winch;
} term = { .wake = { -1, -1 } };

static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_ENVIRONMENT, _("opening the terminal"), why,
	               _("Run teal --plain, which needs no such terminal, or set TERM to what your terminal is."));
}

/* tigetstr(3) answers -1 for what is no text and NULL for what the terminal does not have: here both are NULL. */
static const char *capability(const char *name)
{
	const char *s = tigetstr(name);

	return s == (const char *)-1 ? NULL : s;
}

/* Attributes off, the cursor back, the keypad in its own mode, the other screen left: about what endwin() sends. */
static void prepare_rescue(void)
{
	rescue_say(capability("sgr0"));
	rescue_say(capability("cnorm"));
	rescue_say(capability("rmkx"));
	/* Without a second screen to leave, what comes next must not stand in the middle of the frame. */
	rescue_say(capability("rmcup") ? capability("rmcup") : "\r\n");
}

/* setupterm says why it failed where newterm only says that it did. */
static bool find_terminal(struct err *err)
{
	const char *name = getenv("TERM");
	int status = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return refuse(err, _("Standard input and output are not both a terminal."));
	if (!name || !*name)
		return refuse(err, _("TERM is not set."));
	if (setupterm(name, STDOUT_FILENO, &status) != OK)
		return err_whyf(err, ERR_ENVIRONMENT, _("opening the terminal"),
		                _("Run teal --plain, which needs no such terminal, or set TERM to what your terminal is."),
		                status < 0 ? _("The terminfo database is missing (TERM is \"%s\").")
		                           : _("The terminal type \"%s\" is not known."),
		                name);
	/* Without cup there is no full screen; TERM=dumb is of this kind. */
	if (!capability("cup"))
		return err_whyf(err, ERR_ENVIRONMENT, _("opening the terminal"),
		                _("Run teal --plain, which needs no such terminal, or set TERM to what your terminal is."),
		                _("A terminal of type \"%s\" cannot place the cursor."), name);
	return true;
}

/* What was asked on the command line counts more than what stands in the environment. */
static bool wants_colour(unsigned flags)
{
	const char *no = getenv("NO_COLOR");

	if (flags & TERM_COLOUR_NEVER)
		return false;
	return (flags & TERM_COLOUR_ALWAYS) || !no || !*no;
}

/* The attributes have the same names; curses' own stay in this file. */
static attr_t to_curses(unsigned attrs)
{
	return (attrs & ATTR_BOLD ? A_BOLD : 0) | (attrs & ATTR_DIM ? A_DIM : 0) | (attrs & ATTR_REVERSE ? A_REVERSE : 0) |
	       (attrs & ATTR_UNDERLINE ? A_UNDERLINE : 0);
}

/* One pair for each colour. Where the terminal's own background is not to be had, white on black is what it is likely to be. */
static void prepare_styles(unsigned flags)
{
	bool colour = wants_colour(flags) && has_colors() && start_color() == OK;
	/* The terminal's own background, light or dark, is left to shine through. */
	bool own = colour && use_default_colors() == OK;

	for (int i = COLOUR_BLUE; i < COLOUR_COUNT && colour; i++) {
		const struct theme_colour *p = theme_colour((enum colour)i);
		short ink = COLORS >= 256 ? p->of_256 : p->of_8;

		/* A pair has the number of its colour; pair 0 is the terminal's own colours and cannot be set. */
		init_pair((short)i, ink < 0 && !own ? COLOR_WHITE : ink, own ? -1 : COLOR_BLACK);
	}
	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct theme_style *s = theme_style((enum style)i);

		term.attrs[i] = to_curses(colour ? s->attrs : s->mono);
		term.pairs[i] = colour ? (short)s->colour : 0;
		/* With 8 colours the dark blue cannot be read on black, bold is the bright one; and grey is what dim makes. */
		if (colour && COLORS < 256)
			term.attrs[i] |= s->colour == COLOUR_BLUE ? A_BOLD : s->colour == COLOUR_GREY ? A_DIM : 0;
	}
}

/* In a signal handler. The pipe is what makes poll(2) return in the loop: a handler may not draw. */
static void woken(int sig)
{
	int saved = errno;

	if (write(term.wake[1], "w", 1) < 0) {
		/* The pipe is full: whoever reads it will wake anyway. */
	}
	errno = saved;
}

/* newterm with the caller's signal handlers kept. */
static SCREEN *new_screen(void)
{
	struct sigaction kept[mem_count(spared)];
	SCREEN *screen;

	for (size_t i = 0; i < mem_count(spared); i++)
		sigaction(spared[i], NULL, &kept[i]);
	screen = newterm(NULL, stdout, stdin);
	for (size_t i = 0; i < mem_count(spared); i++)
		sigaction(spared[i], &kept[i], NULL);
	return screen;
}

static void close_pipe(void)
{
	for (int i = 0; i < 2; i++) {
		if (term.wake[i] >= 0)
			close(term.wake[i]);
		term.wake[i] = -1;
	}
}

bool term_open(unsigned flags, struct err *err)
{
	if (term.open)
		return true;
	if (!find_terminal(err))
		return false;
	/* How the terminal was, before curses changes it. */
	if (!rescue_read() || pipe2(term.wake, O_CLOEXEC | O_NONBLOCK) < 0)
		return refuse(err, strerror(errno));
	prepare_rescue();
	/* A lone Esc is told from the beginning of a sequence by this pause; the default of a second would be felt. */
	set_escdelay(25);
	term.screen = new_screen();
	if (!term.screen) {
		close_pipe();
		return refuse(err, _("curses does not start on it."));
	}
	/* Every key is a key, Ctrl-C and Ctrl-Z too; Ctrl-S does not freeze a clock that runs. */
	raw();
	noecho();
	nonl();
	/* curses puts sequences together into keys; what it does not know comes to press_of_escape. */
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	/* The cursor must end where the canvas says, not where the last cell was written. */
	leaveok(stdscr, FALSE);
	/* After setlocale: only the locale knows what the terminal can show. */
	term.charset = (flags & TERM_ASCII) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ? CHARSET_ASCII : CHARSET_UTF8;
	prepare_styles(flags);
	term.open = true;
	term.away = term.closed = false;
	term.repaint = true;
	sigaction(SIGWINCH, &(struct sigaction){ .sa_handler = woken, .sa_flags = SA_RESTART }, &term.old_winch);
	/* Last: from here there is something to give back. */
	rescue_arm();
	return true;
}

/* endwin() was called already when the screen was left for the foreground (away). */
void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	rescue_disarm();
	if (!term.away)
		endwin();
	sigaction(SIGWINCH, &term.old_winch, NULL);
	delscreen(term.screen);
	term.screen = NULL;
	close_pipe();
}

void term_suspend(void)
{
	if (!term.open || term.away)
		return;
	endwin();
	term.away = true;
}

/* The size may be another one by now. */
static void adopt_size(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
		resize_term(size.ws_row, size.ws_col);
}

void term_resume(void)
{
	if (!term.open || !term.away)
		return;
	term.away = false;
	reset_prog_mode();
	adopt_size();
	/* As if the size had changed: the caller is to ask for it and draw. */
	woken(SIGWINCH);
	term.repaint = true;
}

/* The whole process group, as the terminal's own Ctrl-Z would: what was started in front of this program stops with it. */
void term_stop(void)
{
	term_suspend();
	kill(0, SIGTSTP);
	term_resume();
}

enum charset term_charset(void)
{
	return term.charset;
}

/* Without a terminal the size that programs assume. */
void term_size(int *w, int *h)
{
	*w = term.open ? COLS : 80;
	*h = term.open ? LINES : 24;
}

void term_redraw(void)
{
	term.repaint = true;
}

/* None when there is nobody to listen to: a closed terminal would be ready for ever. */
size_t term_fds(int fds[TERM_FDS])
{
	if (!term.open || term.away || term.closed)
		return 0;
	fds[0] = STDIN_FILENO;
	fds[1] = term.wake[0];
	return TERM_FDS;
}

/* True when the size is a new one. */
static bool resized(void)
{
	char bytes[64];
	bool any = false;
	int w = COLS, h = LINES;

	while (read(term.wake[0], bytes, sizeof bytes) > 0)
		any = true;
	if (!any)
		return false;
	adopt_size();
	/* Several signals in a row, or one without a change: not worth a frame. */
	if (w == COLS && h == LINES && !term.repaint)
		return false;
	/* Terminals move what they show when their size changes, each in its own way. */
	term.repaint = true;
	return true;
}

/* What xterm, VT220 and rxvt send, for a TERM that names another one of them. number: the first parameter, 0 when there is none. */
static enum press press_of_sequence(wint_t final, int number)
{
	static const struct {
		wint_t final;
		int number;
		enum press press;
	} sequences[] = {
		{ 'A', 0, PRESS_UP },    { 'B', 0, PRESS_DOWN },   { 'C', 0, PRESS_RIGHT },    { 'D', 0, PRESS_LEFT },
		{ 'H', 0, PRESS_HOME },  { 'F', 0, PRESS_END },    { 'Z', 0, PRESS_BACK_TAB }, { 'P', 0, PRESS_F1 },
		{ 'M', 0, PRESS_ENTER }, { '~', 1, PRESS_HOME },   { '~', 7, PRESS_HOME },     { '~', 4, PRESS_END },
		{ '~', 8, PRESS_END },   { '~', 3, PRESS_DELETE }, { '~', 5, PRESS_PAGE_UP },  { '~', 6, PRESS_PAGE_DOWN },
		{ '~', 11, PRESS_F1 },
	};

	for (size_t i = 0; i < mem_count(sequences); i++) {
		if (sequences[i].final == final && sequences[i].number == number)
			return sequences[i].press;
	}
	return PRESS_NONE;
}

/* After an Esc. A sequence that terminfo does not know (ECMA-48: ESC [ or ESC O up to a final byte) is not Esc and then letters, which
 * would ask for things: it is a key that we know by heart, or nothing. */
static enum press press_of_escape(void)
{
	int number = 0;
	bool csi, first = true;
	wint_t wc;

	if (get_wch(&wc) == ERR)
		return PRESS_ESC;
	csi = wc == '[';
	/* A key behind an Esc of its own, which terminals send for Alt as well: Esc first, then the key. */
	if (!csi && wc != 'O') {
		unget_wch((wchar_t)wc);
		return PRESS_ESC;
	}
	/* Bounded: what sends a parameter without end is no keyboard. */
	for (int i = 0; i < 32 && get_wch(&wc) != ERR; i++) {
		if (!csi || (wc >= 0x40 && wc <= 0x7e))
			return press_of_sequence(wc, number);
		first = first && wc >= '0' && wc <= '9';
		if (first && number < 1000)
			number = number * 10 + (int)(wc - '0');
	}
	return PRESS_NONE;
}

/* What terminfo knows. A1 and C1 are the corners of the keypad, which some terminals send for Home and End. */
static enum press press_of_key(wint_t key)
{
	static const struct {
		wint_t key;
		enum press press;
	} keys[] = {
		{ KEY_UP, PRESS_UP },
		{ KEY_DOWN, PRESS_DOWN },
		{ KEY_LEFT, PRESS_LEFT },
		{ KEY_RIGHT, PRESS_RIGHT },
		{ KEY_PPAGE, PRESS_PAGE_UP },
		{ KEY_NPAGE, PRESS_PAGE_DOWN },
		{ KEY_HOME, PRESS_HOME },
		{ KEY_A1, PRESS_HOME },
		{ KEY_END, PRESS_END },
		{ KEY_C1, PRESS_END },
		{ KEY_ENTER, PRESS_ENTER },
		{ KEY_BTAB, PRESS_BACK_TAB },
		{ KEY_BACKSPACE, PRESS_BACKSPACE },
		{ KEY_DC, PRESS_DELETE },
		{ KEY_F(1), PRESS_F1 },
	};

	for (size_t i = 0; i < mem_count(keys); i++) {
		if (keys[i].key == key)
			return keys[i].press;
	}
	return PRESS_NONE;
}

/* A code point, or a control byte, which in raw mode is a key as well. */
static struct key_event event_of_code(wint_t wc)
{
	switch (wc) {
	case '\r':
	case '\n':
		return (struct key_event){ PRESS_ENTER, 0 };
	case '\t':
		return (struct key_event){ PRESS_TAB, 0 };
	case '\b':
	case 0x7f:
		return (struct key_event){ PRESS_BACKSPACE, 0 };
	case 0x1b:
		return (struct key_event){ press_of_escape(), 0 };
	default:
		break;
	}
	/* Ctrl and a letter is the letter's place in the alphabet. */
	if (wc >= 1 && wc <= 26)
		return (struct key_event){ PRESS_CTRL, (uint32_t)wc + 'a' - 1 };
	if (wc < 0x20 || (wc >= 0x80 && wc < 0xa0))
		return (struct key_event){ PRESS_NONE, 0 };
	return (struct key_event){ PRESS_TEXT, (uint32_t)wc };
}

/* When nothing can be read: is that for now, or for ever? Without this the loop would spin on a closed terminal. */
static bool hung_up(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* A resize is told before the keys behind it, so that they act on what is seen. Keys that mean nothing are passed over here. */
bool term_read(struct key_event *e)
{
	wint_t wc;
	int kind;

	if (!term.open || term.away || term.closed)
		return false;
	if (resized()) {
		*e = (struct key_event){ PRESS_RESIZE, 0 };
		return true;
	}
	while ((kind = get_wch(&wc)) != ERR) {
		*e = kind == KEY_CODE_YES ? (struct key_event){ press_of_key(wc), 0 } : event_of_code(wc);
		if (e->press != PRESS_NONE)
			return true;
	}
	*e = (struct key_event){ PRESS_CLOSED, 0 };
	/* Remembered, so that it is told once. */
	term.closed = hung_up();
	return term.closed;
}

/* A glyph that this terminal's locale cannot show, or would show with another width, would shift all that is right of it. */
static void draw_cell(const struct cell *cell, int x, int y)
{
	wchar_t text[2] = { L'?', 0 };
	uint32_t code = 0;
	cchar_t cc;

	if (utf8_next(cell->glyph, strlen(cell->glyph), &code) && (code < 0x80 || term.charset == CHARSET_UTF8) &&
	    wcwidth((wchar_t)code) == cell->width)
		text[0] = (wchar_t)code;
	if (setcchar(&cc, text, term.attrs[cell->style], term.pairs[cell->style], NULL) == OK)
		mvadd_wch(y, x, &cc);
}

/* All cells each time: curses sends what differs from what the terminal shows. The canvas and the terminal
 * may differ in size for a turn. */
void term_draw(const struct canvas *c)
{
	if (!term.open || term.away)
		return;
	erase();
	for (int y = 0; y < c->h && y < LINES; y++) {
		for (int x = 0; x < c->w && x < COLS; x++) {
			const struct cell *cell = &c->cells[y * c->w + x];

			if (cell->width && cell->style < STYLE_COUNT)
				draw_cell(cell, x, y);
		}
	}
	/* The cursor is always seen, where the focus is: screen readers and magnifiers follow it. In a text field it blinks. */
	curs_set(c->cursor_shown ? 2 : 1);
	move(c->cursor_y < LINES ? c->cursor_y : LINES - 1, c->cursor_x < COLS ? c->cursor_x : COLS - 1);
	if (term.repaint)
		clearok(curscr, TRUE);
	term.repaint = false;
	refresh();
}
