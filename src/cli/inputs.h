/* The files that Teal reads at its start: settings and answers, which people write, and the catalogue and programs, which are installed
 * with Teal. */
#ifndef TEAL_CLI_INPUTS_H
#define TEAL_CLI_INPUTS_H

#include <stdbool.h>

struct catalog;
struct err;
struct json;
struct script;
struct settings;

/* Bytes of a file that people write. */
#define INPUT_MAX ((size_t)1 << 20)

/* Both errors name the file and are ERR_INPUT, also for a file that cannot be read, since the operator named it. On success the caller
 * releases the settings or the script. */
bool input_settings(const char *path, struct settings *, struct err *);
/* Checks what settings_parse cannot, since it is pure: conninfos by libpq's rules, passwords in them, certificates that cannot be read. */
bool input_settings_check(const struct settings *, struct err *);
bool input_script(const char *path, struct script *, struct err *);
/* $XDG_CONFIG_HOME/teal/settings.json, owned; its folder exists afterwards. NULL: err. */
char *input_settings_path(struct err *);
/* Writes the form's settings into that file, where the next start finds them. */
bool input_settings_keep(const struct json *, struct err *);

/* The installed catalogue (port/shipped.h). False: it cannot be read, err says why; Teal works without it, with documents from elsewhere
 * alone. */
bool input_catalog(struct catalog *, struct err *);
/* The base URL of an option, owned, without a slash at the end. NULL: err, the text is no URL. */
char *input_mirror(const char *option, const char *url, struct err *);
/* Checks that a file of certificates can be read; name: the option or member that names it. path NULL: none is named, true. */
bool input_certificates(const char *name, const char *path, struct err *);
/* The path of an installed program (port/shipped.h), owned. NULL: err. */
char *input_program(const char *name, struct err *);

#endif
