/* Sets of migrations: splitting a text into versions, and comparing two sets. */
#include "config.h"

#include "assess/recorded.h"

#include "base/mem.h"
#include "base/str.h"

void recorded_split(const char *text, struct recorded *w)
{
	char *p = mem_dup(text);

	*w = (struct recorded){ .copy = p };
	for (p += strspn(p, " "); *p; p += strspn(p, " ")) {
		w->word = mem_grow(w->word, w->count, w->count + 1, sizeof *w->word);
		w->word[w->count++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
}

void recorded_release(struct recorded *w)
{
	free(w->copy);
	free(w->word);
}

#define LEGACY_LEN 14 /* digits of a version as old databases recorded it */

/* The buffer for the short form has space for 14 digits, so that snprintf cuts the version to them. */
bool recorded_has(const char *recorded, const char *version)
{
	char legacy[LEGACY_LEN + 1];

	if (str_has_word(recorded, version))
		return true;
	snprintf(legacy, sizeof legacy, "%s", version);
	return strlen(version) > LEGACY_LEN && str_has_word(recorded, legacy);
}

/* A version of 14 digits covers every version that begins with it, and is covered by such a version. */
static bool covers(const struct recorded *other, const char *recorded, const char *version)
{
	if (recorded_has(recorded, version))
		return true;
	for (size_t i = 0; strlen(version) == LEGACY_LEN && i < other->count; i++)
		if (strncmp(other->word[i], version, LEGACY_LEN) == 0)
			return true;
	return false;
}

/* Both sets are split, because a version of either one may be the short form. */
char *recorded_beyond(const char *recorded, const char *other)
{
	struct recorded a, b;
	char *found = NULL;

	recorded_split(recorded, &a);
	recorded_split(other, &b);
	for (size_t i = 0; i < a.count && !found; i++)
		if (!covers(&b, other, a.word[i]))
			found = mem_dup(a.word[i]);
	recorded_release(&a);
	recorded_release(&b);
	return found;
}
