/* SQL cut into statements and words, by the rules of PostgreSQL's scanner (manual, chapter 4.1): comments (nested ones too), '' and E''
 * strings, dollar quotes, quoted identifiers. Two things that PostgreSQL does not know are read as their authors meant them: a line that
 * begins with "#" is a comment (unless it begins with an operator of JSON), and {{ … }} is a template that was not filled in.
 * Total: every text is some list of statements. Nothing is copied; tokens point into the text. */
#ifndef TEAL_CODEC_SQL_TOKENS_H
#define TEAL_CODEC_SQL_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#define SQL_NAME 64 /* bytes with the NUL: PostgreSQL cuts longer names to 63 */
#define SQL_STATEMENT_MAX ((size_t)65536) /* tokens of one statement that are kept */

/* What a token is. */
enum sql_kind {
	SQL_END, /* behind the last token */
	SQL_WORD, /* a key word or a name without quotes */
	SQL_QUOTED, /* a quoted identifier; s and n without the outer quotes */
	SQL_STRING,
	SQL_NUMBER,
	SQL_TEMPLATE,
	SQL_MARK, /* one byte of anything else, or "::" */
};

/* A piece of the text. Borrowed. */
struct sql_token {
	enum sql_kind kind;
	const char *s;
	size_t n;
};

/* Tokens of a statement, or of a part of one; at is the next one to be read. Borrowed. */
struct sql_part {
	const struct sql_token *t;
	size_t n, at;
};

/* A position in the text, and the tokens of the current statement. */
struct sql_reader {
	const char *at, *end;
	bool line; /* only blanks came since the beginning of the line */
	struct sql_token *token; /* owned: of the current statement */
	size_t count, cap;
	bool cut, template; /* the current statement has more tokens than are kept; holds a template */
};

/* The reader must be released in any case; the text stays the caller's. */
void sql_reader_init(struct sql_reader *, const char *sql, size_t n);
void sql_reader_release(struct sql_reader *);
/* The next statement that is not empty; false when there is none. out is valid until the next call. Every ";"
 * ends a statement. */
bool sql_reader_next(struct sql_reader *, struct sql_part *out);

/* The token k places behind the current one; SQL_END past the last. Never NULL. */
const struct sql_token *sql_peek(const struct sql_part *, size_t k);
/* Takes words and marks ("if not exists", "(") when all of them come next, in any case and without quotes; else
 * takes nothing. */
bool sql_accept(struct sql_part *, const char *words);
/* True when these words come in the remaining tokens, outside of brackets. */
bool sql_has(const struct sql_part *, const char *words);
/* Moves on by one token, or past a whole ( … ) or [ … ]. */
void sql_step(struct sql_part *);
/* Takes what stands before the next comma outside of brackets, and the comma. False at the end. */
bool sql_item(struct sql_part *, struct sql_part *out);
/* Takes a name with or without schema: the last part into name, the one before it into owner (may be NULL; ""
 * when there is none). Lower case unless quoted. False when no name comes. name is "" when it has bytes that a
 * list with commas and colons cannot hold. */
bool sql_name(struct sql_part *, char name[SQL_NAME], char owner[SQL_NAME]);

#endif
