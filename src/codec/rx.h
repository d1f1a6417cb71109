/* Regular expressions (PCRE2 syntax), compiled once; no other file uses PCRE2. Subjects are bytes: text that is
 * not UTF-8 can be searched, only its invalid bytes never match. The work of a search is limited, so that a
 * pattern typed by an operator cannot hang the program. */
#ifndef TEAL_CODEC_RX_H
#define TEAL_CODEC_RX_H

#include <stdbool.h>
#include <stddef.h>

struct rx;
struct err;

enum rx_flag {
	RX_NONE = 0,
	RX_NOCASE = 1, /* letters match in either case */
	RX_LINES = 2, /* ^ and $ match at every line */
	RX_LITERAL = 4, /* the pattern is plain text */
};

#define RX_GROUPS 10

/* Offsets into the subject. set is false for a group that took no part in the match. */
struct rx_group {
	bool set;
	size_t at, len;
};

struct rx_match {
	struct rx_group group[RX_GROUPS]; /* [0] is the whole match; groups behind the ninth are left out */
};

enum rx_answer {
	RX_NO,
	RX_YES,
	RX_TOO_HARD, /* the limit was reached: neither yes nor no */
};

/* NULL and err when the pattern is wrong. flags: enum rx_flag. To be freed with rx_free (NULL is fine). */
struct rx *rx_new(const char *pattern, unsigned flags, struct err *);
/* The same for a pattern that is written in the program: a wrong one ends the program. */
struct rx *rx_must(const char *pattern, unsigned flags);
void rx_free(struct rx *);

/* Searches from byte "from" on (from <= n). out may be NULL; it is zeroed when the answer is not RX_YES. */
enum rx_answer rx_find(const struct rx *, const char *text, size_t n, size_t from, struct rx_match *out);
/* Copies a group of a match, cut to size - 1 bytes; "" when the group is not set. True when it was set and
 * fitted. */
bool rx_copy(const char *text, const struct rx_group *, char *out, size_t size);

#endif
