/* The bytes of a password from the moment Teal gets them until they are wiped. Libraries make copies of their
 * own, which Teal cannot reach; the copies of Teal are all made and wiped here. */
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

/* Copies before it wipes, because bytes may be the secret's own. */
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

/* An empty password is known; a password that was never given is not. */
bool secret_known(const struct secret *s)
{
	return s->bytes != NULL;
}

/* The result is borrowed, and valid until the secret is set or released. */
const char *secret_reveal(const struct secret *s)
{
	return s->bytes ? s->bytes : "";
}
