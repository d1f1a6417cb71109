/* The two screens before a run. The form of the settings is built from the table settings_fields (src/plan), so that a new
 * member needs no line here; its values leave as a settings object, and the rest of the program judges them. */
#include "config.h"

#include "ui/screens/start.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/settings.h"
#include "plan/step.h"
#include "ui/screens/ask.h"
#include "ui/screens/layout.h"
#include "ui/screens/scene.h"

/* "blue.model" of the defaults as a text, owned; NULL when it is not there. A number as its digits: the form keeps texts only. */
static char *default_of(const struct json *defaults, const char *path)
{
	const struct json *node = json_path(defaults, path);

	if (!node)
		return NULL;
	return json_is_string(node) ? mem_dup(json_text(node)) : mem_printf("%lld", (long long)json_number(node, 0));
}

void start_fill(struct form *form, const struct strategy *strategy, const struct json *defaults)
{
	form_release(form);
	for (size_t i = 0; i < settings_fields_count(); i++) {
		const struct settings_field *f = &settings_fields[i];
		struct form_row row = { .key = f->path, .label = f->label, .help = f->help, .fallback = f->fallback };
		char *value;

		if (!settings_field_asked(f, strategy))
			continue;
		value = default_of(defaults, f->path);
		row.kind = f->number ? FORM_NUMBER : FORM_TEXT;
		form_add(form, &row, value ? value : f->fallback);
		free(value);
	}
}

void start_settings(struct view *v, const struct json *defaults)
{
	start_fill(&v->form, strategy_at(0), defaults);
	v->mode = VIEW_SETTINGS;
	v->form.submit = _("Go on with these settings");
	/* With nothing missing the selection waits on the row that sends the form off. */
	v->form.selected = form_missing(&v->form) >= 0 ? form_missing(&v->form) : v->form.n;
}

void start_offer(struct view *v, const char *offer)
{
	v->mode = VIEW_OFFER;
	/* The rows of draw_choice, the first of them selected. */
	v->offer = (struct list){ .n = 3 };
	mem_set(&v->offer_text, offer);
}

/* Puts the value at its dotted path; the objects on the way are made. */
static void put(struct json *root, const struct form_row *row)
{
	const char *dot = strchr(row->key, '.'), *key = dot ? dot + 1 : row->key;
	struct json *at = root;
	int64_t number;

	if (dot) {
		char *name = mem_dupn(row->key, (size_t)(dot - row->key));

		if (!json_get(root, name))
			/* Members of one object may stand anywhere in the table: it is made by the first of them. */
			json_put(root, name, json_object());
		at = (struct json *)json_get(root, name);
		free(name);
	}
	if (row->kind == FORM_NUMBER && str_to_int(row->value, 0, INT64_MAX, &number))
		json_put_int(at, key, number);
	else
		json_put_str(at, key, row->value);
}

struct json *start_json(const struct form *form)
{
	struct json *root = json_object();

	/* What was not answered is left out, for the reader of the settings to judge. */
	for (int i = 0; i < form->n; i++)
		if (form->row[i].value)
			put(root, &form->row[i]);
	return root;
}

/* A refusal leaves the form as it is, so that one member can be mended. */
static void send_json(struct view *v, const struct json *root)
{
	struct err err = { 0 };

	/* app_run empties the form, so that nothing of it may be used from here on. */
	if (v->hooks->settings && v->hooks->settings(v->hooks->self, root, &err))
		app_run(v);
	else
		ask_tell_err(v, _("These settings cannot be used"), &err);
}

/* What is missing is asked before anything is sent. */
static void send_off(struct view *v)
{
	struct json *root = start_json(&v->form);
	int missing = form_missing(&v->form);

	if (missing >= 0) {
		v->form.selected = missing;
		form_edit(&v->form);
	} else {
		send_json(v, root);
	}
	json_free(root);
}

/* The applications are proposed under the product's name: they follow it as long as nobody named them otherwise. */
static void follow_product(struct view *v)
{
	static const char *const names[] = { "blue.app", "green.app" };
	const struct form_row *row = form_selected(&v->form);

	/* Of the row that was just taken; form_next comes afterwards. */
	if (!row || strcmp(row->key, "product") != 0)
		return;
	for (size_t i = 0; i < mem_count(names); i++)
		for (int j = 0; j < v->form.n; j++)
			if (strcmp(v->form.row[j].key, names[i]) == 0 && str_same(v->form.row[j].value, v->form.row[j].fallback))
				mem_set(&v->form.row[j].value, row->value);
}

/* q leaves only while nothing is being typed. */
static enum app_action settings_key(struct view *v, const struct key_event *key)
{
	switch (form_feed(&v->form, key)) {
	case FORM_TAKEN:
		follow_product(v);
		form_next(&v->form);
		return APP_NOTHING;
	case FORM_SENT:
		send_off(v);
		return APP_NOTHING;
	case FORM_USED:
		return APP_NOTHING;
	case FORM_IGNORED:
		break;
	}
	/* Nothing was begun, so nothing is asked. */
	if (!form_editing(&v->form) && key_request(key, KEY_IN_SCREEN) == REQ_QUIT)
		return APP_LEAVE;
	return APP_NOTHING;
}

/* The safe one, going on, is the first row. In the order of the rows that draw_choice writes. */
static enum app_action offer_key(struct view *v, const struct key_event *key)
{
	static const enum app_action actions[] = { APP_RESUME, APP_NEW, APP_LEAVE };
	enum request request = key_request(key, KEY_IN_SCREEN);

	if (request == REQ_QUIT)
		return APP_LEAVE;
	if (request == REQ_PRIMARY)
		return actions[v->offer.selected];
	list_feed(&v->offer, request);
	return APP_NOTHING;
}

enum app_action start_key(struct view *v, const struct key_event *key)
{
	return v->mode == VIEW_SETTINGS ? settings_key(v, key) : offer_key(v, key);
}

/* No gates and no rail yet: the form has the whole room. */
static void draw_settings(struct scene *s)
{
	struct form *f = &s->v->form;
	const struct key_hint hints[] = {
		{ REQ_PRIMARY,
		  f->editor             ? _("take it")
		  : f->selected == f->n ? _("go on")
		                        : _("change"),
		  NULL },
		{ REQ_BACK, NULL, f->editor ? NULL : _("nothing is being typed") },
		{ REQ_UP, _("choose"), f->editor ? _("typing") : NULL },
		{ REQ_DOWN, _("choose"), f->editor ? _("typing") : NULL },
		{ REQ_QUIT, NULL, f->editor ? _("typing") : NULL },
	};
	struct rect r;

	if (!layout_draw_start(s, _("Nothing is looked at or changed before this form is sent off."), hints, mem_count(hints), &r))
		return;
	canvas_text(s->c, r.x, r.y, STYLE_TITLE, _("What is to be migrated"), r.w);
	form_draw(f, s->c, (struct rect){ r.x, r.y + 2, r.w, r.h - 2 }, FORM_FOCUSED);
}

static void draw_choice(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	const char *const texts[] = { _("Go on with this run"), _("Start a new one"), _("Leave") };

	canvas_text(c, r.x + 1, r.y, STYLE_PLAIN, texts[i], r.w - 1);
}

static void draw_offer(struct scene *s)
{
	static const struct key_hint hints[] = {
		{ REQ_PRIMARY, NULL, NULL }, { REQ_UP, NULL, NULL }, { REQ_DOWN, NULL, NULL }, { REQ_QUIT, NULL, NULL }
	};
	struct rect r;
	int lines;

	if (!layout_draw_start(s, _("Going on looks first at what is true, and repeats nothing that is done."), hints, mem_count(hints),
	                       &r))
		return;
	canvas_text(s->c, r.x, r.y, STYLE_TITLE, _("There is a run to go on with"), r.w);
	lines = canvas_wrap(s->c, (struct rect){ r.x, r.y + 2, r.w, r.h - 6 }, STYLE_PLAIN, s->v->offer_text ? s->v->offer_text : "");
	list_draw(&s->v->offer, s->c, (struct rect){ r.x, r.y + 3 + lines, r.w < 40 ? r.w : 40, 3 }, draw_choice, NULL);
}

void start_draw(struct scene *s)
{
	if (s->v->mode == VIEW_SETTINGS)
		draw_settings(s);
	else
		draw_offer(s);
}
