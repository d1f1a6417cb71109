/* Places in PostgreSQL's write-ahead log: "16/B374D848" and the 64-bit count of bytes it means
 * (PostgreSQL manual, 8.20 pg_lsn: two hexadecimal numbers of up to 8 digits each). */
#ifndef TEAL_CODEC_LSN_H
#define TEAL_CODEC_LSN_H

#include <stdbool.h>
#include <stdint.h>

/* Two words of 8 digits, the slash, and a NUL, rounded up. */
#define LSN_TEXT 20

/* The whole text must be one LSN; *out is untouched when it is not. NULL is not one. */
bool lsn_parse(const char *text, uint64_t *out);
/* As the server prints it: upper case, no leading zeros. */
void lsn_text(uint64_t lsn, char out[LSN_TEXT]);
/* Bytes from b to a: positive when a is further. Saturates at the ends of int64_t. */
int64_t lsn_diff(uint64_t a, uint64_t b);

#endif
