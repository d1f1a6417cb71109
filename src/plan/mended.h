/* Settings that are mended in the run they belong to: which of them may still change, as nothing that was made rests on them. Pure. */
#ifndef TEAL_PLAN_MENDED_H
#define TEAL_PLAN_MENDED_H

struct err;
struct json;
struct model;
struct settings;

/* What is different from the run's own, {path: new value}; owned, empty when nothing is. NULL: one of them may not change any more, and
 * err names it, what rests on it, and what to do. The name of a run is not compared: a run keeps its name. */
struct json *mended_changes(const struct model *, const struct settings *, struct err *);
/* The same without judging: "blue.conninfo, limits.soak_s". Owned; NULL when nothing is different. */
char *mended_paths(const struct model *, const struct settings *);
/* Why the member of this path may not change any more, translated; NULL: it may. "" as path is no member, and may not. */
const char *mended_held(const struct model *, const char *path);

#endif
