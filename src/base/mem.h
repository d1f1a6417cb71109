/* Allocation that cannot fail: every allocation succeeds, or mem_die() ends the program. The front end
 * registers a hook for what must happen before that end (the terminal is restored). The usual system headers
 * come with this one, so that banned.h can poison the names behind them. */
#ifndef TEAL_BASE_MEM_H
#define TEAL_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

/* All of these return owned memory, never NULL; mem_zalloc and the grown part of mem_grow are zeroed. */
void *mem_zalloc(size_t count, size_t size);
void *mem_grow(void *old, size_t old_count, size_t new_count, size_t size);
char *mem_dup(const char *text);
char *mem_dupn(const char *text, size_t len);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* Frees what *slot owns (NULL is fine) and stores copy of text (NULL stays NULL). */
void mem_set(char **slot, const char *text);

/* Restores the terminal through the hook, says why on standard error and aborts. */
_Noreturn void mem_die(const char *why);
void mem_on_death(void (*hook)(void));

#define mem_count(array) (sizeof(array) / sizeof((array)[0]))

#endif
