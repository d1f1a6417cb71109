/* What documents.c, where.c and why.c share: where a document is, and the sentences about what went wrong. */
#ifndef TEAL_FETCH_OWN_H
#define TEAL_FETCH_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_result;
struct str;

/* The longest Retry-After (seconds) of a server in trouble that is waited for; a longer one holds the host. */
enum { FETCH_PATIENT_S = 5 };

enum where_kind { WHERE_WEB, WHERE_FILE, WHERE_WRONG };

/* A place that the operator or the program named. Texts are owned but for why. */
struct where {
	enum where_kind kind;
	char *shown; /* for people: no user, no password, no control bytes */
	char *target; /* WEB: the URL as it was given, with user and password; FILE: the path; WRONG: NULL */
	char *host; /* WEB: with its port; else NULL */
	const char *why; /* WRONG: sentences; else NULL */
};

/* Never fails: a text that is no place becomes WHERE_WRONG. *out needs no initialisation. */
void where_read(const char *text, struct where *out);
void where_release(struct where *);
/* Adds the file to body (initialised by the caller). Refuses what is not a regular file, so that it never
 * waits. *changed: wall ms. False: sentences were added to why. */
bool where_file(const char *path, size_t max, struct str *body, int64_t *changed, struct str *why);

/* The why functions add sentences: what, why, what to do now. tries: how often it was asked. */
void why_failed(struct str *out, const char *host, const struct http_result *, int tries);
/* until, now: wall ms. status: 403, 429 or 5xx. */
void why_held(struct str *out, const char *host, int status, int64_t until, int64_t now);
void why_offline(struct str *out, bool kept);
/* True when asking again may help. */
bool why_passing(const struct http_result *);
/* Wall ms until which the host wants no request (at least a second, at most a day after now); 0: the host does
 * not ask for that. */
int64_t why_hold_until(const struct http_result *, int64_t now);

#endif
