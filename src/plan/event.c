/* Events as lines of the journal. What they do to the model is fold.c; how a line gets to the disk is port/journal.c. */
#include "config.h"

#include "plan/event.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "base/intl.h"

/* The words are written into journals: once used, they stay. */
static const struct {
	const char *name;
	char durability;
} rows[EV_COUNT] = {
#define ROW(id, name, durability) [EV_##id] = { name, durability },
	TEAL_EVENTS(ROW)
#undef ROW
};

bool event_is_durable(enum event_type type)
{
	return rows[type].durability != 'V';
}

/* Synced is what must survive a power cut before the next thing happens; the others may be lost with the last second. */
bool event_is_synced(enum event_type type)
{
	return rows[type].durability == 'S';
}

const char *event_name(enum event_type type)
{
	return rows[type].name;
}

/* When, what, where, who, and then the data: the journal is read by people, too. seq and prev are put before these by
 * the journal. */
struct json *event_line(const struct event *e)
{
	struct json *line = json_object();
	char at[CLOCK_TEXT];

	clock_iso(e->at, at);
	json_put_str(line, "at", at);
	json_put_str(line, "event", rows[e->type].name);
	if (e->step)
		json_put_str(line, "step", e->step);
	json_put_str(line, "actor", e->actor ? e->actor : "teal");
	json_put(line, "data", e->data ? json_dup(e->data) : json_object());
	return line;
}

/* A line without a time or without data is refused as well: half an event would make another model than the one it was
 * written from. */
bool event_read(const struct json *line, struct event *e, struct err *err)
{
	const char *name = json_str(line, "event", "");

	*e = (struct event){ .type = EV_COUNT };
	for (int i = 0; i < EV_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			e->type = (enum event_type)i;
	if (e->type == EV_COUNT)
		return err_whyf(err, ERR_WORLD, _("the journal cannot be followed"),
		                _("Use the version of teal that wrote it, or a newer one."),
		                _("it holds an event that this version does not know: %s"), name);
	if (!clock_parse_iso(json_str(line, "at", ""), &e->at) || !json_is_object(json_get(line, "data")))
		return err_whyf(err, ERR_WORLD, _("the journal cannot be followed"), "", _("an event of type %s has no time or no data"),
		                name);
	e->seq = json_int(line, "seq", 0);
	e->step = json_str(line, "step", NULL);
	e->actor = json_str(line, "actor", "teal");
	e->data = (struct json *)json_get(line, "data");
	return true;
}
