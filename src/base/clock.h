/* Times and sizes as text. The clock itself is read by port/loop.h; the functions here only convert numbers and
 * texts. All times are milliseconds; wall times count from 1970-01-01 UTC. */
#ifndef TEAL_BASE_CLOCK_H
#define TEAL_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_TEXT 32

/* "2026-11-22T03:12:09.123Z" */
void clock_iso(int64_t wall_ms, char out[CLOCK_TEXT]);
/* Reads the form above and what other tools write: a blank for the T, no seconds, any fraction (finer than a millisecond is dropped),
 * a zone as Z, +02, +02:00, +0200 or none (UTC), or the date alone. A day that does not exist is refused; *wall_ms is then left alone. */
bool clock_parse_iso(const char *text, int64_t *wall_ms);
/* "03:12:09" UTC */
void clock_hms(int64_t wall_ms, char out[CLOCK_TEXT]);
/* "40 ms", "1.2 s", "2 m 10 s", "3 h 05 m", "12 d": a duration for people. A negative one is shown as "0 ms". */
void clock_span(int64_t ms, char out[CLOCK_TEXT]);
/* "512 B", "1.2 MB", "4.1 GB" (powers of 1000). */
void clock_bytes(int64_t bytes, char out[CLOCK_TEXT]);
/* "812 404": digits in groups of three; a minus stays in front. */
void clock_count(int64_t n, char out[CLOCK_TEXT]);

#endif
