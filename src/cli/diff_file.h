/* The file with every row that differs: JSON lines, readable by its owner alone (keys may be personal data). The file has its name only
 * when it is complete; until then it is a temporary file in the same folder, which is removed when the comparison fails. */
#ifndef TEAL_CLI_DIFF_FILE_H
#define TEAL_CLI_DIFF_FILE_H

#include <stdbool.h>

struct diff_file;
struct err;
struct json;

/* NULL with err when the temporary file cannot be made; ERR_INPUT for a path that is no regular file. A file of that name is not changed
 * yet. */
struct diff_file *diff_file_new(const char *path, struct err *);
/* Adds one line. False from the first failure on; diff_file_keep gives the reason. */
bool diff_file_add(struct diff_file *, const struct json *line);
/* Syncs the file and gives it its name, in place of an older file. ERR_ENVIRONMENT when this fails or a line before could not be
 * written. */
bool diff_file_keep(struct diff_file *, struct err *);
/* Removes the temporary file unless it was kept. Safe on NULL. */
void diff_file_free(struct diff_file *);

#endif
