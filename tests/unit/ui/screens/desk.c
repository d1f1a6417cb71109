#include "config.h"

#include "tests/unit/ui/screens/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "ui/kit/canvas.h"

void desk_open(struct desk *d)
{
	stage_init(&d->stage);
	app_init(&d->view, &d->stage.hooks, CHARSET_UTF8, 0);
}

void desk_close(struct desk *d)
{
	app_release(&d->view);
	stage_release(&d->stage);
}

enum app_action desk_press(struct desk *d, enum press press, uint32_t code)
{
	struct key_event key = { press, code };

	return app_key(&d->view, &d->stage.model, &key, d->stage.now);
}

void desk_type(struct desk *d, const char *text)
{
	for (; *text; text++)
		desk_press(d, PRESS_TEXT, (unsigned char)*text);
}

bool desk_shows(struct desk *d, const char *text)
{
	struct canvas c;
	struct str out;
	bool found;

	canvas_init(&c, 80, 24, d->view.charset);
	app_draw(&d->stage.model, &d->view, d->stage.now, &c);
	str_init(&out, STR_PAGE);
	canvas_dump_text(&c, &out);
	found = strstr(str_text(&out), text) != NULL;
	if (!found)
		printf("# not shown: %s\n%s\n", text, str_text(&out));
	str_release(&out);
	canvas_release(&c);
	return found;
}

void desk_frame(struct desk *d, int w, int h, enum charset charset, enum desk_shown shown, const char *golden)
{
	struct canvas c;
	struct str out;

	d->view.charset = charset;
	canvas_init(&c, w, h, charset);
	app_draw(&d->stage.model, &d->view, d->stage.now, &c);
	str_init(&out, STR_PAGE);
	canvas_dump_text(&c, &out);
	str_addf(&out, "cursor %d,%d\n", c.cursor_x, c.cursor_y);
	if (shown == DESK_STYLES) {
		canvas_dump_styles(&c, DUMP_STYLES, &out);
		canvas_dump_styles(&c, DUMP_MONO, &out);
	}
	CHECK(golden_same(golden, str_text(&out)));
	str_release(&out);
	canvas_release(&c);
}

void desk_frames(struct desk *d, const char *name)
{
	static const struct {
		int w, h;
		enum charset charset;
		enum desk_shown shown;
		const char *end;
	} shapes[] = {
		{ 80, 24, CHARSET_UTF8, DESK_STYLES, "80x24" },
		{ 60, 20, CHARSET_UTF8, DESK_TEXT, "60x20" },
		{ 132, 40, CHARSET_UTF8, DESK_TEXT, "132x40" },
		{ 80, 24, CHARSET_ASCII, DESK_TEXT, "80x24-ascii" },
	};

	for (size_t i = 0; i < mem_count(shapes); i++) {
		char *file = mem_printf("screens/%s-%s.txt", name, shapes[i].end);

		desk_frame(d, shapes[i].w, shapes[i].h, shapes[i].charset, shapes[i].shown, file);
		free(file);
	}
}
