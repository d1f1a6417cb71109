/* The one place where a pg_lsn becomes a number. Texts must not be compared: as text, "9/0" comes after "10/0". */
#include "config.h"

#include "codec/lsn.h"

#include <inttypes.h>

#include "base/mem.h"

/* -1: not a hexadecimal digit. */
static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads 1 to 8 digits and returns where they end; NULL when there are none or more. */
static const char *hex_word(const char *s, uint64_t *out)
{
	int n = 0;

	*out = 0;
	for (; hex_value(s[n]) >= 0; n++) {
		if (n == 8)
			return NULL;
		*out = *out << 4 | (uint64_t)hex_value(s[n]);
	}
	return n ? s + n : NULL;
}

/* The first number is the upper half of the 64 bits. */
bool lsn_parse(const char *text, uint64_t *out)
{
	uint64_t high, low;

	if (!text || !(text = hex_word(text, &high)) || *text != '/' || !(text = hex_word(text + 1, &low)) || *text)
		return false;
	*out = high << 32 | low;
	return true;
}
