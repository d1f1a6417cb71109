/* The files that Teal is given: settings, answers, and what it ships about releases. */
#ifndef TEAL_CLI_INPUTS_H
#define TEAL_CLI_INPUTS_H

#include <stdbool.h>

struct catalog;
struct err;
struct json;
struct script;
struct settings;

#define INPUT_MAX ((size_t)1 << 20) /* bytes of a file that people write */

/* Each names the file in its error, which is ERR_INPUT also for one that cannot be read: the operator named it. */
bool input_settings(const char *path, struct settings *, struct err *);
/* Refuses what settings_parse cannot see: conninfos that are none, passwords in them, certificates that cannot be read. */
bool input_settings_check(const struct settings *, struct err *);
bool input_script(const char *path, struct script *, struct err *);
/* $XDG_CONFIG_HOME/teal/settings.json, owned. NULL: err. */
char *input_settings_path(struct err *);
/* Settings as the form has them, kept in the file above so that the next start finds them. */
bool input_settings_keep(const struct json *, struct err *);

/* From port/shipped.h. False: the catalogue is not at hand, err says why; Teal works without it,
 * more carefully. */
bool input_catalog(struct catalog *, struct err *);
/* The base URL that an option names, owned, without a slash at the end. NULL: err, the text is no URL. */
char *input_mirror(const char *option, const char *url, struct err *);
/* A file of certificates can be read; name: the option or member that names it. NULL is none, and fine. */
bool input_certificates(const char *name, const char *path, struct err *);
/* A file of libexec that is there (port/shipped.h), owned. NULL: err. */
char *input_program(const char *name, struct err *);

#endif
