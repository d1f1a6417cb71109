/* One pass over the bytes. A string, comment or template that is not closed ends with the text, so that no
 * search for its end is repeated. */
#include "config.h"

#include "codec/sql_tokens.h"

#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* All bytes of UTF-8 beyond ASCII are letters to PostgreSQL's scanner. */
static bool starts_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* PostgreSQL allows a dollar sign within a word, so that $$ behind a word opens no quote. */
static bool goes_on(char c)
{
	return starts_word(c) || is_digit(c) || c == '$';
}

/* A byte order mark is not part of the text. */
void sql_reader_init(struct sql_reader *r, const char *sql, size_t n)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t skip = n >= 3 && memcmp(sql, bom, 3) == 0 ? 3 : 0;

	*r = (struct sql_reader){ .line = true };
	if (n) {
		r->at = sql + skip;
		r->end = sql + n;
	}
}

void sql_reader_release(struct sql_reader *r)
{
	free(r->token);
	*r = (struct sql_reader){ 0 };
}

/* The byte k places behind the current one; NUL past the end. */
static char ahead(const struct sql_reader *r, size_t k)
{
	return (size_t)(r->end - r->at) > k ? r->at[k] : '\0';
}

/* Stops before the end of the line, so that the next token is seen to begin a line. */
static void skip_line(struct sql_reader *r)
{
	while (r->at < r->end && *r->at != '\n' && *r->at != '\r')
		r->at++;
}

/* Comments nest, as in PostgreSQL and unlike in C. */
static void skip_block(struct sql_reader *r)
{
	size_t depth = 0;

	do {
		if (ahead(r, 0) == '/' && ahead(r, 1) == '*') {
			depth++;
			r->at += 2;
		} else if (ahead(r, 0) == '*' && ahead(r, 1) == '/') {
			depth--;
			r->at += 2;
		} else {
			r->at++;
		}
	} while (depth && r->at < r->end);
}

/* "#>", "#-" and "##" are operators, which may begin a line. */
static bool at_hash_comment(const struct sql_reader *r)
{
	return r->line && ahead(r, 0) == '#' && ahead(r, 1) != '>' && ahead(r, 1) != '-' && ahead(r, 1) != '#';
}

/* Comments count as blanks. */
static void skip_blanks(struct sql_reader *r)
{
	while (r->at < r->end) {
		if ((*r->at == '-' && ahead(r, 1) == '-') || at_hash_comment(r)) {
			skip_line(r);
		} else if (*r->at == '/' && ahead(r, 1) == '*') {
			skip_block(r);
		} else if (memchr(" \t\n\r\f\v", *r->at, 6)) {
			r->line = r->line || *r->at == '\n' || *r->at == '\r';
			r->at++;
		} else {
			return;
		}
	}
}

/* Begins at the opening quote. Doubled quotes belong to the text; escape is the backslash of E'' strings, or
 * NUL. */
static void skip_quoted(struct sql_reader *r, char escape)
{
	char quote = *r->at++;

	while (r->at < r->end) {
		if (escape && *r->at == escape && r->at + 1 < r->end) {
			r->at += 2;
		} else if (*r->at != quote) {
			r->at++;
		} else if (ahead(r, 1) == quote) {
			r->at += 2;
		} else {
			r->at++;
			return;
		}
	}
}

/* $$ or $tag$ up to the same mark; false when no such mark begins here. */
static bool skip_dollars(struct sql_reader *r)
{
	size_t n = 1, left = (size_t)(r->end - r->at);
	const char *close;

	if (starts_word(ahead(r, n)))
		while (starts_word(ahead(r, n)) || is_digit(ahead(r, n)))
			n++;
	if (ahead(r, n) != '$')
		return false;
	n++;
	close = memmem(r->at + n, left - n, r->at, n);
	r->at = close ? close + n : r->end;
	return true;
}

/* Templates do not nest. */
static void skip_template(struct sql_reader *r)
{
	const char *close = memmem(r->at, (size_t)(r->end - r->at), "}}", 2);

	r->at = close ? close + 2 : r->end;
}

/* Removes the quotes; a text that ends before its closing quote has only one. */
static void unquote(struct sql_token *t)
{
	t->s++;
	t->n--;
	if (t->n && t->s[t->n - 1] == '"')
		t->n--;
}

/* Moves past one token and returns its kind. Must not be called at the end or at a blank. */
static enum sql_kind skip_token(struct sql_reader *r)
{
	char c = *r->at;

	if ((c == 'e' || c == 'E') && ahead(r, 1) == '\'') {
		r->at++;
		skip_quoted(r, '\\');
		return SQL_STRING;
	}
	if (starts_word(c)) {
		while (r->at < r->end && goes_on(*r->at))
			r->at++;
		return SQL_WORD;
	}
	if (is_digit(c)) {
		while (r->at < r->end && (goes_on(*r->at) || *r->at == '.'))
			r->at++;
		return SQL_NUMBER;
	}
	if (c == '\'' || c == '"') {
		skip_quoted(r, '\0');
		return c == '"' ? SQL_QUOTED : SQL_STRING;
	}
	if (c == '$' && skip_dollars(r))
		return SQL_STRING;
	if (c == '{' && ahead(r, 1) == '{') {
		skip_template(r);
		return SQL_TEMPLATE;
	}
	r->at += c == ':' && ahead(r, 1) == ':' ? 2 : 1;
	return SQL_MARK;
}

/* False at the end of the text. */
static bool next_token(struct sql_reader *r, struct sql_token *t)
{
	skip_blanks(r);
	if (r->at >= r->end)
		return false;
	*t = (struct sql_token){ .s = r->at };
	t->kind = skip_token(r);
	t->n = (size_t)(r->at - t->s);
	if (t->kind == SQL_QUOTED)
		unquote(t);
	r->line = false;
	return true;
}

/* Tokens beyond the maximum are dropped and cut is set; the end of the statement is still found. */
static void keep(struct sql_reader *r, const struct sql_token *t)
{
	r->template |= t->kind == SQL_TEMPLATE;
	if (r->count >= SQL_STATEMENT_MAX) {
		r->cut = true;
		return;
	}
	if (r->count == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 64;

		r->token = mem_grow(r->token, r->cap, cap, sizeof *r->token);
		r->cap = cap;
	}
	r->token[r->count++] = *t;
}

/* Brackets are ignored here: one that is never closed must not hide the following statements. */
bool sql_reader_next(struct sql_reader *r, struct sql_part *out)
{
	struct sql_token t;

	r->count = 0;
	r->cut = r->template = false;
	while (next_token(r, &t)) {
		if (t.kind != SQL_MARK || *t.s != ';')
			keep(r, &t);
		else if (r->count)
			break;
	}
	*out = (struct sql_part){ .t = r->token, .n = r->count };
	return r->count > 0;
}

const struct sql_token *sql_peek(const struct sql_part *p, size_t k)
{
	static const struct sql_token end = { .kind = SQL_END, .s = "" };

	return p->at < p->n && k < p->n - p->at ? &p->t[p->at + k] : &end;
}

/* Quotes make a name of a key word, so a quoted token never matches. */
static bool token_is(const struct sql_token *t, const char *word, size_t n)
{
	return (t->kind == SQL_WORD || t->kind == SQL_MARK) && t->n == n && strncasecmp(t->s, word, n) == 0;
}

/* The words have one blank between them. */
bool sql_accept(struct sql_part *p, const char *words)
{
	size_t k = 0;

	for (const char *w = words; *w; k++) {
		size_t n = strcspn(w, " ");

		if (!token_is(sql_peek(p, k), w, n))
			return false;
		w += n + (w[n] == ' ');
	}
	p->at += k;
	return true;
}

/* True for one of these marks. */
static bool is_mark(const struct sql_token *t, const char *marks)
{
	return t->kind == SQL_MARK && t->n == 1 && *t->s && strchr(marks, *t->s);
}

/* A surplus closing bracket ends the search, because it belongs to something outside. */
bool sql_has(const struct sql_part *p, const char *words)
{
	struct sql_part s = *p;

	for (; s.at < s.n && !is_mark(sql_peek(&s, 0), ")]"); sql_step(&s)) {
		struct sql_part here = s;

		if (sql_accept(&here, words))
			return true;
	}
	return false;
}

/* Counts the depth instead of recursing, since brackets may be nested as deep as the text is long. */
void sql_step(struct sql_part *p)
{
	size_t depth = 0;

	do {
		if (is_mark(sql_peek(p, 0), "(["))
			depth++;
		else if (depth && is_mark(sql_peek(p, 0), ")]"))
			depth--;
		p->at += p->at < p->n;
	} while (depth && p->at < p->n);
}

/* The item borrows the same tokens and ends before the comma. */
bool sql_item(struct sql_part *p, struct sql_part *out)
{
	size_t first = p->at;

	if (p->at >= p->n)
		return false;
	while (p->at < p->n && !is_mark(sql_peek(p, 0), ","))
		sql_step(p);
	*out = (struct sql_part){ .t = p->t + first, .n = p->at - first };
	p->at += p->at < p->n;
	return true;
}

/* Printable text without the separators of the list of effects. */
static bool is_listable(const char *s, size_t n)
{
	uint32_t u;

	for (size_t i = 0, step; i < n; i += step) {
		step = utf8_next(s + i, n - i, &u);
		if (!step || u <= ' ' || (u >= 0x7f && u < 0xa0) || u == ',' || u == ':')
			return false;
	}
	return true;
}

/* Folded and cut like PostgreSQL does it; only ASCII is folded, and no character is cut. */
static void copy_name(const struct sql_token *t, char out[SQL_NAME])
{
	size_t n = 0;

	for (size_t i = 0; i < t->n && n < SQL_NAME - 1; i++) {
		char c = t->s[i];

		out[n++] = t->kind == SQL_WORD && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		/* A doubled quote in a quoted name stands for one quote. */
		i += t->kind == SQL_QUOTED && c == '"';
	}
	if (n == SQL_NAME - 1)
		while (n && t->n > n && ((unsigned char)t->s[n] & 0xc0) == 0x80)
			n--;
	out[is_listable(out, n) ? n : 0] = '\0';
}

static bool is_name(const struct sql_token *t)
{
	return t->kind == SQL_WORD || t->kind == SQL_QUOTED;
}

/* Of database.schema.table the last two parts are used. */
bool sql_name(struct sql_part *p, char name[SQL_NAME], char owner[SQL_NAME])
{
	name[0] = '\0';
	if (owner)
		owner[0] = '\0';
	if (!is_name(sql_peek(p, 0)))
		return false;
	copy_name(sql_peek(p, 0), name);
	p->at++;
	while (is_mark(sql_peek(p, 0), ".") && is_name(sql_peek(p, 1))) {
		if (owner)
			memcpy(owner, name, SQL_NAME);
		copy_name(sql_peek(p, 1), name);
		p->at += 2;
	}
	return true;
}
