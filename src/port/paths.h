/* Where files live: the XDG base directories, made with 0700 when they are missing; and reading and writing of
 * whole files. All returned paths are owned by the caller. */
#ifndef TEAL_PORT_PATHS_H
#define TEAL_PORT_PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct str;

char *paths_runs(struct err *); /* $XDG_STATE_HOME/teal/runs */
char *paths_config(struct err *); /* $XDG_CONFIG_HOME/teal */
char *paths_cache(struct err *); /* $XDG_CACHE_HOME/teal */
/* Makes a folder with its parents, each new one with 0700. */
bool paths_make(const char *folder, struct err *);
/* Removes a folder with all below it and does not follow links (a link in the place of the folder is refused).
 * A folder that is not there counts as removed. */
bool paths_remove(const char *folder, struct err *);
/* Adds the whole of a regular file to out (initialised by the caller, whose own maximum holds too); more than
 * max bytes are an error. */
bool file_read(const char *path, size_t max, struct str *out, struct err *);
/* Writes a whole file, durable and never half-written: a temporary beside it (mode 0600), fdatasync, rename. */
bool file_write(const char *path, const char *bytes, size_t n, struct err *);
bool file_exists(const char *path);
/* The names in a folder, sorted, without . and ..; an owned array of owned strings, *n set. NULL and n 0 when
 * the folder cannot be read. */
char **folder_list(const char *folder, size_t *n);
void folder_list_free(char **names, size_t n);

#endif
