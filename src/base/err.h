/* A failure of the world, as the operator reads it: what failed, why, and what to do now. A plain value with
 * nothing to release. */
#ifndef TEAL_BASE_ERR_H
#define TEAL_BASE_ERR_H

#include <stdbool.h>

struct str;

enum err_kind {
	ERR_NONE,
	ERR_WORLD, /* the outside said no, or did not answer */
	ERR_AGAIN, /* the outside says: not yet; the same command may do in a second */
	ERR_INPUT, /* what the operator gave is not right: exit 2 */
	ERR_LOCKED, /* somebody else holds the run: exit 5 */
	ERR_ENVIRONMENT, /* something is missing on this machine: exit 6 */
};

struct err {
	enum err_kind kind;
	char what[256], why[1024], now[512];
};

/* Each function fills the error (texts are made harmless for a terminal and cut to fit) and returns false, so
 * that a caller can end with "return err_set(…)". e may be NULL: then the caller of the caller wants no reason.
 * err_wrap puts a context before what. */
bool err_set(struct err *e, enum err_kind, const char *what, const char *why, const char *now);
bool err_whyf(struct err *e, enum err_kind, const char *what, const char *now, const char *why_fmt, ...)
	__attribute__((format(printf, 5, 6)));
bool err_wrap(struct err *e, const char *context);

/* "what: why. now": one line. */
void err_text(const struct err *e, struct str *out);

#endif
