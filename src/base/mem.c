/* The failures of the allocator end in this file. There is no freeing function of our own: free() serves for
 * all that is returned here. */
#include "config.h"

#include "base/mem.h"

/* What the front end wants done before the program aborts; NULL: nothing. */
static void (*death_hook)(void);

void mem_on_death(void (*hook)(void))
{
	death_hook = hook;
}

/* Serves for bugs as well, since going on with an impossible state could harm a database. Allocates nothing,
 * because memory may be what is missing. */
_Noreturn void mem_die(const char *why)
{
	if (death_hook)
		death_hook();
	fprintf(stderr, "teal: %s\n", why);
	abort();
}

/* A request for nothing still returns a pointer of its own and not NULL. */
void *mem_zalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		mem_die("out of memory");
	return p;
}

/* realloc does not wipe the old bytes when it moves them, so a secret must not grow here. */
void *mem_grow(void *old, size_t old_count, size_t new_count, size_t size)
{
	char *p;

	if (size && new_count > (size_t)-1 / size)
		mem_die("out of memory");
	p = realloc(old, new_count && size ? new_count * size : 1);
	if (!p)
		mem_die("out of memory");
	if (new_count > old_count)
		memset(p + old_count * size, 0, (new_count - old_count) * size);
	return p;
}

/* The zeroed memory already holds the NUL behind the copy. */
char *mem_dupn(const char *text, size_t len)
{
	char *p = mem_zalloc(len + 1, 1);

	if (len)
		memcpy(p, text, len);
	return p;
}

char *mem_dup(const char *text)
{
	return mem_dupn(text, strlen(text));
}

/* Formats twice: once to learn the length, once into a buffer of that length. */
char *mem_vprintf(const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		mem_die("a text could not be formatted");
	p = mem_zalloc((size_t)n + 1, 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = mem_vprintf(fmt, ap);
	va_end(ap);
	return p;
}

/* Copies before it frees, because text may be a part of the text that is replaced. */
void mem_set(char **slot, const char *text)
{
	char *fresh = text ? mem_dup(text) : NULL;

	free(*slot);
	*slot = fresh;
}
