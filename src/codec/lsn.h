/* Places in PostgreSQL's write-ahead log: "16/B374D848" and the 64-bit count of bytes it means
 * (PostgreSQL manual, 8.20 pg_lsn: two hexadecimal numbers of up to 8 digits each). */
#ifndef TEAL_CODEC_LSN_H
#define TEAL_CODEC_LSN_H

#include <stdbool.h>
#include <stdint.h>

/* The whole text must be one LSN; else false, and *out is untouched. text may be NULL (false). */
bool lsn_parse(const char *text, uint64_t *out);

#endif
