/* Reading and ordering of versions. A text that is only partly a version is refused, because the part would
 * compare as another version. */
#include "config.h"

#include "codec/version.h"

#include "base/mem.h"
#include "base/str.h"

#define PART_MAX 999999999

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_suffix_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

/* Reads one number and returns where it ends; NULL when there is none or it is larger than any version. */
static const char *read_part(const char *s, int32_t *out)
{
	int64_t n = 0;

	if (!is_digit(*s))
		return NULL;
	for (; is_digit(*s); s++) {
		n = n * 10 + (*s - '0');
		if (n > PART_MAX)
			return NULL;
	}
	*out = (int32_t)n;
	return s;
}

/* Reads the suffix behind the hyphen. NULL when it is empty or does not fit: a cut suffix would be another
 * version. */
static const char *read_suffix(const char *s, char *out, size_t size)
{
	size_t n = 0;

	while (is_suffix_char(s[n]))
		n++;
	if (!n || n >= size)
		return NULL;
	memcpy(out, s, n);
	return s + n;
}

/* Build data is dropped: two builds of one version are the same version (semver.org 2.0.0, section 10). */
static const char *skip_build(const char *s)
{
	while (is_suffix_char(*s))
		s++;
	return s;
}

/* There must be three numbers: "1.3" is not read as 1.3.0. */
bool version_parse(const char *text, struct version *out)
{
	struct version v = { 0 };

	if (!text)
		return false;
	if (*text == 'v' || *text == 'V')
		text++;
	for (int i = 0; i < 3; i++) {
		if (i && *text++ != '.')
			return false;
		text = read_part(text, &v.part[i]);
		if (!text)
			return false;
	}
	if (*text == '-' && !(text = read_suffix(text + 1, v.suffix, sizeof v.suffix)))
		return false;
	if (*text == '+')
		text = skip_build(text + 1);
	if (*text)
		return false;
	*out = v;
	return true;
}

void version_text(const struct version *v, char out[VERSION_TEXT])
{
	snprintf(out, VERSION_TEXT, "%d.%d.%d%s%s", v->part[0], v->part[1], v->part[2], v->suffix[0] ? "-" : "", v->suffix);
}

/* The word must end behind the mark: "prefork" is no pre-release. */
bool version_is_prerelease(const struct version *v)
{
	static const char *const marks[] = { "alpha", "beta", "rc", "pre" };

	for (size_t i = 0; i < mem_count(marks); i++) {
		size_t n = strlen(marks[i]);

		if (strncmp(v->suffix, marks[i], n) == 0 && (!v->suffix[n] || v->suffix[n] == '.' || is_digit(v->suffix[n])))
			return true;
	}
	return false;
}

bool version_is_fork(const struct version *v)
{
	return v->suffix[0] && !version_is_prerelease(v);
}

/* Orders two identifiers of pre-releases: numbers by value and before words, words by bytes. */
static int compare_ids(const char *a, size_t an, const char *b, size_t bn)
{
	bool a_number = strspn(a, "0123456789") >= an, b_number = strspn(b, "0123456789") >= bn;
	int order;

	if (a_number != b_number)
		return a_number ? -1 : 1;
	/* Without leading zeros the longer number is the greater one, whatever its size. */
	while (a_number && an && *a == '0')
		a++, an--;
	while (b_number && bn && *b == '0')
		b++, bn--;
	if (a_number && an != bn)
		return an < bn ? -1 : 1;
	order = memcmp(a, b, an < bn ? an : bn);
	return order ? order : (an > bn) - (an < bn);
}

/* Identifier by identifier; when all are equal, the one with more identifiers is later. */
static int compare_prereleases(const char *a, const char *b)
{
	while (*a && *b) {
		size_t an = strcspn(a, "."), bn = strcspn(b, ".");
		int order = compare_ids(a, an, b, bn);

		if (order)
			return order;
		a += an + (a[an] == '.');
		b += bn + (b[bn] == '.');
	}
	return (*a != '\0') - (*b != '\0');
}

/* The suffix of a fork does not count. */
int version_compare(const struct version *a, const struct version *b)
{
	bool a_early = version_is_prerelease(a), b_early = version_is_prerelease(b);

	for (int i = 0; i < 3; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i] ? -1 : 1;
	if (a_early != b_early)
		return a_early ? -1 : 1;
	return a_early ? compare_prereleases(a->suffix, b->suffix) : 0;
}

/* The digit is checked first, because str_to_int alone accepts a sign. */
bool version_charm_revision(const char *text, int64_t *revision)
{
	return text && strncmp(text, "rev", 3) == 0 && is_digit(text[3]) && str_to_int(text + 3, 0, INT32_MAX, revision);
}
