/* <dir>/settings.json: the settings file (teal --settings) of a training on this sandbox. */
#ifndef TEAL_SANDBOX_SETTINGS_H
#define TEAL_SANDBOX_SETTINGS_H

#include <stdbool.h>

struct err;
struct sandbox;

/* To be called when all ports and names are known, that is after setup_run. */
bool settings_write(const struct sandbox *, struct err *);

#endif
