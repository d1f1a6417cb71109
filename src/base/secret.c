/* The bytes of a password and their end. Copies are made by libraries as well; here are those that Teal
 * can reach. */
#include "config.h"

#include "base/secret.h"

#include "base/mem.h"

void secret_wipe(void *bytes, size_t n)
{
	if (bytes && n)
		explicit_bzero(bytes, n);
}

void secret_release(struct secret *s)
{
	secret_wipe(s->bytes, s->len);
	free(s->bytes);
	*s = (struct secret){ 0 };
}

/* Copies before it wipes: bytes may be its own. */
void secret_set(struct secret *s, const char *bytes, size_t len)
{
	char *fresh = mem_dupn(bytes, len);

	secret_release(s);
	s->bytes = fresh;
	s->len = len;
}

void secret_copy(struct secret *to, const struct secret *from)
{
	if (secret_known(from))
		secret_set(to, from->bytes, from->len);
	else
		secret_release(to);
}

/* An empty password is known; none at all is not. */
bool secret_known(const struct secret *s)
{
	return s->bytes != NULL;
}

/* Borrowed, and good until the secret is set or released. */
const char *secret_reveal(const struct secret *s)
{
	return s->bytes ? s->bytes : "";
}
