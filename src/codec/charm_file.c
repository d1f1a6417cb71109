/* Line by line: three keys, recognised by their indentation, lead to the one value. The content of other keys
 * is skipped, texts of several lines included, which may hold anything. */
#include "config.h"

#include "codec/charm_file.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"

#define DEPTH 3

/* The path of keys that leads to the image. */
static const char *const way[DEPTH] = { "resources", "oci-image", "upstream-source" };

/* A piece of the text, borrowed. */
struct span {
	const char *s;
	size_t n;
};

/* Under which keys of the path the current line stands, and how far their children are indented (0: no child
 * was seen yet). */
struct walk {
	size_t under; /* how many keys of the path are open */
	size_t indent[DEPTH]; /* where key k of the path stands: 0 for the first, else where the first child of its parent does */
	bool in_text; /* below a key with "|" or ">" */
	size_t text_indent; /* the indentation of that key */
	struct span image; /* the last value found */
	size_t found; /* how many values were found */
};

/* Carriage returns count as blanks, because files go through Windows. */
static struct span trimmed(struct span a)
{
	while (a.n && (*a.s == ' ' || *a.s == '\t')) {
		a.s++;
		a.n--;
	}
	while (a.n && (a.s[a.n - 1] == ' ' || a.s[a.n - 1] == '\t' || a.s[a.n - 1] == '\r'))
		a.n--;
	return a;
}

/* Without the quotes; behind the closing quote there can only be a comment. */
static struct span unquoted(struct span a)
{
	const char *close = a.n && (*a.s == '"' || *a.s == '\'') ? memchr(a.s + 1, *a.s, a.n - 1) : NULL;

	return close ? (struct span){ a.s + 1, (size_t)(close - a.s) - 1 } : a;
}

/* Without a comment, which begins with a blank and "#". */
static struct span value_of(struct span a)
{
	a = trimmed(a);
	if (a.n && (*a.s == '"' || *a.s == '\''))
		return unquoted(a);
	for (size_t i = 0; i < a.n; i++)
		if (a.s[i] == '#' && (i == 0 || a.s[i - 1] == ' ' || a.s[i - 1] == '\t'))
			a.n = i;
	return trimmed(a);
}

static bool span_is(struct span a, const char *text)
{
	return a.n == strlen(text) && memcmp(a.s, text, a.n) == 0;
}

/* Cuts "key: value" into two. False for a line that is no such pair. */
static bool split(struct span line, struct span *key, struct span *value)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.s[i] == ':' && (i + 1 == line.n || line.s[i + 1] == ' ' || line.s[i + 1] == '\t')) {
			*key = unquoted(trimmed((struct span){ line.s, i }));
			*value = value_of((struct span){ line.s + i + 1, line.n - i - 1 });
			return true;
		}
	return false;
}

/* "|", ">-", "|2" and the like: the lines below that are indented further belong to a text. */
static bool begins_text(struct span value)
{
	if (!value.n || (*value.s != '|' && *value.s != '>'))
		return false;
	for (size_t i = 1; i < value.n; i++)
		if (value.s[i] != '-' && value.s[i] != '+' && (value.s[i] < '1' || value.s[i] > '9'))
			return false;
	return true;
}

/* A line that is indented no further than a key ends that key. */
static void leave(struct walk *w, size_t indent)
{
	while (w->under && indent <= w->indent[w->under - 1])
		w->under--;
}

/* A pair with another key or another indentation than the next one of the path is skipped. */
static void take_pair(struct walk *w, size_t indent, struct span key, struct span value)
{
	size_t k;

	leave(w, indent);
	k = w->under;
	if (k && !w->indent[k])
		w->indent[k] = indent;
	if (indent != w->indent[k] || !span_is(key, way[k]))
		return;
	if (k + 1 < DEPTH) {
		w->under = k + 1;
		w->indent[k + 1] = 0;
		return;
	}
	w->image = value;
	w->found++;
}

/* Blank lines change nothing: they belong to the text in which they stand. */
static void take_line(struct walk *w, struct span line)
{
	size_t indent = 0;
	struct span key, value;

	while (indent < line.n && line.s[indent] == ' ')
		indent++;
	line = trimmed(line);
	if (!line.n || (w->in_text && indent > w->text_indent))
		return;
	w->in_text = false;
	if (*line.s == '#')
		return;
	if (!split(line, &key, &value)) {
		leave(w, indent);
		return;
	}
	w->in_text = begins_text(value);
	w->text_indent = indent;
	take_pair(w, indent, key, value);
}

static void take_lines(struct walk *w, const char *text, size_t n)
{
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n, step = end ? len + 1 : len;

		take_line(w, (struct span){ text, len });
		text += step;
		n -= step;
	}
}

/* Always false. The advice is to read the value by eye. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_WORLD, _("The charm's file does not tell which version it was made for"), why,
	               _("Look at upstream-source of the resource oci-image in the charm's charmcraft.yaml."));
}

/* The characters of an image reference. No anchor, alias or tag of YAML begins with one of them. */
static bool is_image(struct span a)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@-+";

	for (size_t i = 0; i < a.n; i++)
		if (!a.s[i] || !strchr(chars, a.s[i]))
			return false;
	return a.n && !strchr("._/:@-+", *a.s);
}

/* The whole file is read, so that a second source is noticed. */
bool charm_file_image(const char *text, size_t n, char image[CHARM_IMAGE], struct err *err)
{
	struct walk w = { 0 };

	image[0] = '\0';
	if (n > CHARM_FILE_MAX)
		return refuse(err, _("It is larger than any this program was made for."));
	take_lines(&w, text, n);
	if (!w.found)
		return refuse(err, _("It names no upstream-source for the resource oci-image."));
	if (w.found > 1)
		return refuse(err, _("It names several sources for the resource oci-image."));
	if (!is_image(w.image) || w.image.n >= CHARM_IMAGE)
		return refuse(err, _("The upstream-source of the resource oci-image is no image."));
	memcpy(image, w.image.s, w.image.n);
	image[w.image.n] = '\0';
	return true;
}

/* The tag stands behind the last colon, unless a slash follows: then the colon separates a port from a path. */
bool charm_image_version(const char *image, struct version *out)
{
	char tag[VERSION_TEXT];
	const char *colon = NULL;
	size_t n, len;

	if (!image)
		return false;
	n = strcspn(image, "@");
	for (size_t i = 0; i < n; i++)
		colon = image[i] == ':' ? image + i : image[i] == '/' ? NULL : colon;
	if (!colon)
		return false;
	len = n - (size_t)(colon + 1 - image);
	if (len >= sizeof tag)
		return false;
	memcpy(tag, colon + 1, len);
	tag[len] = '\0';
	return version_parse(tag, out);
}
