/* Which run the wizard works on: the settings, the run that was left, and the opening of it. */
#ifndef TEAL_CLI_OPENING_H
#define TEAL_CLI_OPENING_H

#include <stdbool.h>

struct err;
struct json;
struct wizard;

/* Before the first frame: from --settings or the file that was kept. False: err. Without settings it is true, and have_settings says so. */
bool opening_settings(struct wizard *, struct err *);
/* For the hooks: the form was sent off. */
bool opening_settings_sent(struct wizard *, const struct json *, struct err *);
/* Decides by the settings and the options: opens a run, offers one, or asks for settings. False: err. */
bool opening_begin(struct wizard *, struct err *);
/* The operator's decision on the offer. */
bool opening_resume(struct wizard *, struct err *);
bool opening_new(struct wizard *, struct err *);

#endif
