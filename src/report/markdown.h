/* Markdown (CommonMark 0.31 with the tables of GitHub) that foreign text cannot break out of. */
#ifndef TEAL_REPORT_MARKDOWN_H
#define TEAL_REPORT_MARKDOWN_H

#include <stdint.h>

struct str;

/* Foreign text inside a line or a table's cell: harmless for a terminal, and every mark escaped. NULL adds nothing. */
void md_text(struct str *, const char *text);
/* Makes sure that the next line stands behind an empty one, as headings, tables and lists want it. */
void md_gap(struct str *);
/* A heading with the empty lines around it; level 1 to 6. */
void md_heading(struct str *, int level, const char *text);
/* A block of literal text; its lines are kept. It begins and ends with an empty line. */
void md_block(struct str *, const char *text);
/* "2026-11-22 03:12:09", UTC; a hyphen for 0. */
void md_time(struct str *, int64_t wall_ms);
/* "2 m 10 s" */
void md_span(struct str *, int64_t ms);
/* "812 404", and "unknown" for a negative one. */
void md_count(struct str *, int64_t n);

#endif
