/* Where things live: XDG base directories, made with 0700 when they are missing. All returned paths are owned by the caller. */
#ifndef TEAL_PORT_PATHS_H
#define TEAL_PORT_PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct str;

char *paths_runs(struct err *); /* $XDG_STATE_HOME/teal/runs */
char *paths_config(struct err *); /* $XDG_CONFIG_HOME/teal */
char *paths_cache(struct err *); /* $XDG_CACHE_HOME/teal */
/* Folder with its parents, each new one 0700. */
bool paths_make(const char *folder, struct err *);
/* Removes a folder with all below it; does not follow links (a link in the place of the folder is refused). One that is not there is
 * removed already. */
bool paths_remove(const char *folder, struct err *);
/* Adds the whole of a regular file to out (initialised by the caller, whose own maximum holds too); more than max bytes is an error. */
bool file_read(const char *path, size_t max, struct str *out, struct err *);
/* Whole file, durable and never half-written: a temporary beside it (mode 0600), fdatasync, rename. */
bool file_write(const char *path, const char *bytes, size_t n, struct err *);
bool file_exists(const char *path);
/* Names in a folder, sorted, without . and ..; owned array of owned strings, *n set; NULL and n 0 when it cannot be read. */
char **folder_list(const char *folder, size_t *n);
void folder_list_free(char **names, size_t n);

#endif
