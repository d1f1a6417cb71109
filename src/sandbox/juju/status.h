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

/* What is asked, by whom and when; all borrowed. */
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

/* Owned by the caller. */
struct json *status_document(const struct status_ask *);
void status_tables(const struct status_ask *, struct str *out);
/* Is anything left to show: applications, units, SAAS or offers? */
bool status_matches(const struct status_ask *, const struct app *);
bool status_is_empty(const struct status_ask *);

#endif
