#include "config.h"

#include "ui/kit/frame.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "ui/kit/dialog.h"
#include "ui/kit/list.h"

static const struct rail_item rail[] = {
	{ "Prepare", 0, RAIL_STATE_DONE },       { "discover", 1, RAIL_STATE_DONE },       { "releases", 1, RAIL_STATE_DONE },
	{ "window", 1, RAIL_STATE_DONE },        { "fallback", 1, RAIL_STATE_WAIVED },     { "backup-before", 1, RAIL_STATE_DONE },
	{ "Build green", 0, RAIL_STATE_DONE },   { "deploy-green", 1, RAIL_STATE_DONE },   { "quiet-green", 1, RAIL_STATE_DONE },
	{ "Synchronise", 0, RAIL_STATE_DONE },   { "start-sync", 1, RAIL_STATE_DONE },     { "follow-sync", 1, RAIL_STATE_DONE },
	{ "Cut over", 0, RAIL_STATE_NOW },       { "stop-writes", 1, RAIL_STATE_DONE },    { "drain", 1, RAIL_STATE_DONE },
	{ "verify-copy", 1, RAIL_STATE_FAILED }, { "backup-drained", 1, RAIL_STATE_TODO }, { "stop-sync", 1, RAIL_STATE_TODO },
	{ "upgrade-green", 1, RAIL_STATE_TODO }, { "migrate", 1, RAIL_STATE_TODO },        { "verify-migrated", 1, RAIL_STATE_TODO },
	{ "switch", 1, RAIL_STATE_TODO },        { "Afterwards", 0, RAIL_STATE_TODO },     { "soak", 1, RAIL_STATE_TODO },
	{ "retire-blue", 1, RAIL_STATE_TODO },
};

static const struct key_hint hints[] = {
	{ REQ_UP, "look", NULL },     { REQ_DOWN, "look", NULL }, { REQ_PRIMARY, NULL, "waits: tables copied" },
	{ REQ_COMMANDS, NULL, NULL }, { REQ_UNDO, NULL, NULL },   { REQ_LOG, NULL, NULL },
	{ REQ_HELP, NULL, NULL },
};

static struct frame sample(void)
{
	return (struct frame){
		.left = "teal  kratos  iam:prod   v1.0.0 r406 → v1.1.0 r409",
		.right = "run 2026-11-22-a  live",
		.rail = rail,
		.n_rail = mem_count(rail),
		.status = "Going back from here costs nothing: blue was not touched.",
		.hints = hints,
		.n_hints = mem_count(hints),
	};
}

enum shown { SHOWN_TEXT, SHOWN_STYLES };

static void check_golden(struct canvas *c, const char *name, enum shown shown)
{
	struct str out;

	str_init(&out, STR_PAGE);
	canvas_dump_text(c, &out);
	str_addf(&out, "cursor %d,%d\n", c->cursor_x, c->cursor_y);
	if (shown == SHOWN_STYLES) {
		canvas_dump_styles(c, DUMP_STYLES, &out);
		canvas_dump_styles(c, DUMP_MONO, &out);
	}
	CHECK(golden_same(name, str_text(&out)));
	str_release(&out);
}

/* The frame with its body filled, so that its bounds are seen. */
static void check_size(int w, int h, enum charset charset, const char *clock, const char *golden)
{
	struct canvas c;
	struct frame f = sample();
	struct rect body;

	canvas_init(&c, w, h, charset);
	f.clock = clock;
	CHECK(frame_draw(&c, &f, &body));
	canvas_fill(&c, body, STYLE_DIM, GLYPH_DOT);
	canvas_wrap(&c, body, STYLE_TITLE, "Name the differences");
	check_golden(&c, golden, clock && w >= 80 ? SHOWN_STYLES : SHOWN_TEXT);
	canvas_release(&c);
}

static void the_frame_fits_every_size(void)
{
	check_size(80, 24, CHARSET_UTF8, NULL, "ui/frame-80x24.txt");
	check_size(80, 24, CHARSET_ASCII, NULL, "ui/frame-80x24-ascii.txt");
	check_size(132, 40, CHARSET_UTF8, NULL, "ui/frame-132x40.txt");
	check_size(60, 20, CHARSET_UTF8, NULL, "ui/frame-60x20.txt");
	check_size(59, 12, CHARSET_UTF8, NULL, "ui/frame-59x12.txt");
	check_size(40, 10, CHARSET_ASCII, NULL, "ui/frame-40x10-ascii.txt");
}

static void the_clock_is_seen_at_every_size(void)
{
	check_size(80, 24, CHARSET_UTF8, "WRITE-STOP 02:31", "ui/frame-80x24-clock.txt");
	check_size(40, 10, CHARSET_UTF8, "WRITE-STOP 02:31", "ui/frame-40x10-clock.txt");
}

static void a_terminal_that_is_too_small_is_told_so(void)
{
	struct canvas c;
	struct frame f = sample();
	struct rect body;
	struct str out;

	canvas_init(&c, 39, 3, CHARSET_UTF8);
	str_init(&out, STR_LINE);
	CHECK(!frame_draw(&c, &f, &body));
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), "39 x 3 is too small: make it 40 x 10.\n\n\n");
	CHECK_INT(body.w * body.h, 0);
	canvas_resize(&c, 1, 1);
	CHECK(!frame_draw(&c, &f, &body));
	str_release(&out);
	canvas_release(&c);
}

static void an_empty_frame_is_a_frame(void)
{
	struct canvas c;
	struct frame f = { 0 };
	struct rect body;

	canvas_init(&c, 80, 24, CHARSET_UTF8);
	CHECK(frame_draw(&c, &f, &body));
	CHECK(body.x + body.w <= 80 && body.y + body.h <= 22);
	canvas_release(&c);
}

static void help_stays_on_the_last_line_when_room_is_short(void)
{
	struct canvas c;
	struct str out;

	canvas_init(&c, 30, 1, CHARSET_UTF8);
	str_init(&out, STR_LINE);
	frame_keys(&c, 0, hints + 3, 4);
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), " c commands  l log  ? help\n");
	str_release(&out);
	canvas_release(&c);
}

static void a_dialog_stands_above_the_frame(void)
{
	struct canvas c;
	struct frame f = sample();
	struct rect body;
	struct dialog d;

	canvas_init(&c, 80, 24, CHARSET_UTF8);
	frame_draw(&c, &f, &body);
	dialog_start_ask(&d, "Stop the writes to blue", "From here users cannot log in, until the switch. Stop the writes now?", NULL,
	                 "Yes, stop them");
	dialog_draw(&d, &c);
	check_golden(&c, "ui/dialog-ask-80x24.txt", SHOWN_TEXT);
	dialog_stop(&d);
	dialog_start_name(&d, "Switch to green", "This cannot be undone. Type the application's name, kratos, to go on.", "kratos");
	dialog_feed(&d, &(struct key_event){ PRESS_TEXT, 'h' });
	dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 });
	canvas_resize(&c, 40, 10);
	frame_draw(&c, &f, &body);
	dialog_draw(&d, &c);
	check_golden(&c, "ui/dialog-name-40x10.txt", SHOWN_STYLES);
	dialog_stop(&d);
	canvas_release(&c);
}

static const struct check_case cases[] = {
	{ "the frame fits every size", the_frame_fits_every_size },
	{ "the clock is seen at every size", the_clock_is_seen_at_every_size },
	{ "a terminal that is too small is told so", a_terminal_that_is_too_small_is_told_so },
	{ "an empty frame is a frame", an_empty_frame_is_a_frame },
	{ "help stays on the last line when room is short", help_stays_on_the_last_line_when_room_is_short },
	{ "a dialog stands above the frame", a_dialog_stands_above_the_frame },
};

CHECK_MAIN(cases)
