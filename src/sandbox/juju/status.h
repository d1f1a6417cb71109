/* `juju status` from the state: the JSON document (member order of juju 3.6, cmd/juju/status/formatted.go) and the tables. Pure. */
#ifndef TEAL_SANDBOX_JUJU_STATUS_H
#define TEAL_SANDBOX_JUJU_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct json;
struct juju_model;
struct str;
struct unit;
struct world;
struct zone;

/* One juju status: which model, which applications (selector; none: all), and how times are printed. All borrowed. */
struct status_ask {
	const struct world *world;
	const struct juju_model *model;
	const struct zone *zone;
	int64_t wall;
	enum { STATUS_LOCAL, STATUS_ISO } times; /* ISO: --utc or JUJU_STATUS_ISO_TIME */
	const char *const *selector;
	size_t selectors;
	enum { STATUS_PLAIN, STATUS_RELATIONS } show; /* tables only */
};

/* The document of --format json and yaml; owned by the caller. */
struct json *status_document(const struct status_ask *);
void status_tables(const struct status_ask *, struct str *out);
/* Whether the application is selected. */
bool status_matches(const struct status_ask *, const struct app *);
/* Nothing is left to show: no application, SAAS or offer. */
bool status_is_empty(const struct status_ask *);

#endif
