/* The file with every row that differs: JSON lines, for its owner alone (keys may be personal data). It stands under its name only once it
 * is complete; until then it is a temporary beside it, which goes with the comparison. */
#ifndef TEAL_CLI_DIFF_FILE_H
#define TEAL_CLI_DIFF_FILE_H

#include <stdbool.h>

struct diff_file;
struct err;
struct json;

/* NULL with err when it cannot be made; ERR_INPUT for a path that is no file. Nothing of that name is touched yet. */
struct diff_file *diff_file_new(const char *path, struct err *);
/* One line. False from the first failure on; why is told by diff_file_keep. */
bool diff_file_add(struct diff_file *, const struct json *line);
/* On the disk and under its name, in place of what was there. ERR_ENVIRONMENT when that, or a line before, could not be written. */
bool diff_file_keep(struct diff_file *, struct err *);
/* What was not kept is removed. Safe on NULL. */
void diff_file_free(struct diff_file *);

#endif
