/* The choice of the wizard's run: reading the settings, offering a run that was left, and opening a run. */
#ifndef TEAL_CLI_OPENING_H
#define TEAL_CLI_OPENING_H

#include <stdbool.h>

struct err;
struct json;
struct wizard;

/* Before the first frame: reads the settings from --settings or the kept file. False: err. Without any settings true, with have_settings
 * unset. */
bool opening_settings(struct wizard *, struct err *);
/* For the hooks: the form of the settings was sent off. */
bool opening_settings_sent(struct wizard *, const struct json *, struct err *);
/* Decides by the settings and the options: opens a run, offers one, or asks for settings. False: err. */
bool opening_begin(struct wizard *, struct err *);
/* The operator's decision on the offer. */
bool opening_resume(struct wizard *, struct err *);
bool opening_new(struct wizard *, struct err *);

#endif
