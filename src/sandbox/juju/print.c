/* Go's way of printing JSON, YAML, times and tables, as far as juju uses it. Byte for byte, so that Teal reads in a training what it will
 * read from a real juju (facts/juju.md 1, 7). */
#include "config.h"

#include "sandbox/juju/print.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

/* Go escapes < > & and the two line separators of Unicode, so that JSON may stand in a web page. Returns the bytes of s that were used. */
static size_t escaped(struct str *out, const char *s)
{
	unsigned char c = (unsigned char)*s;

	/* U+2028 and U+2029 in UTF-8. */
	if (strncmp(s, "\xe2\x80\xa8", 3) == 0 || strncmp(s, "\xe2\x80\xa9", 3) == 0) {
		str_addf(out, "\\u202%c", s[2] == '\xa8' ? '8' : '9');
		return 3;
	}
	if (c == '"' || c == '\\')
		str_addf(out, "\\%c", c);
	else if (c == '\n' || c == '\r' || c == '\t')
		str_add(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
	else if (c < 0x20 || c == '<' || c == '>' || c == '&')
		str_addf(out, "\\u%04x", c);
	else
		str_addn(out, s, 1);
	return 1;
}

/* A JSON string in Go's spelling. */
static void print_quoted(struct str *out, const char *text)
{
	str_add(out, "\"");
	while (*text)
		text += escaped(out, text);
	str_add(out, "\"");
}

/* Numbers, booleans and null print alike in JSON and in YAML. */
static void print_scalar(struct str *out, const struct json *j)
{
	char *line = json_line(j);

	str_add(out, line);
	free(line);
}

/* No blanks, and members in the order in which they were put: the caller puts a Go struct's members in their order and sorts a map with
 * print_sorted. */
void print_json(struct str *out, const struct json *j)
{
	bool object = json_is_object(j), first = true;

	if (json_is_string(j)) {
		print_quoted(out, json_text(j));
		return;
	}
	if (!object && !json_is_array(j)) {
		print_scalar(out, j);
		return;
	}
	str_add(out, object ? "{" : "[");
	for (const struct json *n = json_first(j); n; n = json_next(n), first = false) {
		if (!first)
			str_add(out, ",");
		if (object) {
			print_quoted(out, json_key(n));
			str_add(out, ":");
		}
		print_json(out, n);
	}
	str_add(out, object ? "}" : "]");
}

/* "1", "-2.5" and "1e3" do; "127.0.0.1" does not. */
static bool reads_as_number(const char *t)
{
	char *end;

	if (!strspn(t, "0123456789+-."))
		return false;
	strtod(t, &end);
	return end != t && *end == '\0';
}

/* A plain scalar would be read as something else than this text: as a boolean, a number, null or the beginning of a list. */
static bool needs_quotes(const char *t)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "~", "y", "n" };
	size_t n = strlen(t);

	for (size_t i = 0; i < mem_count(words); i++)
		if (str_same(words[i], t))
			return true;
	/* Characters with a meaning of their own at the beginning, and character pairs that end a plain scalar. */
	return n == 0 || strchr("-?:,[]{}#&*!|>'\"%@` ", t[0]) || t[n - 1] == ' ' || t[n - 1] == ':' || strstr(t, ": ") ||
	       strstr(t, " #") || reads_as_number(t);
}

/* A date alone or a whole RFC 3339 time would be read back as a time. */
static bool looks_like_time(const char *t)
{
	return strlen(t) >= 10 && strspn(t, "0123456789") == 4 && t[4] == '-' && t[7] == '-' && strspn(t, "0123456789-T:.Z") == strlen(t);
}

/* Plain where it reads back as the same text, quoted where it does not; a text of several lines as a
 * block, with |- when no newline ends it. */
static void yaml_text(struct str *out, const char *t, int indent)
{
	size_t n = strlen(t);

	if (!strchr(t, '\n')) {
		bool plain = !needs_quotes(t) && !looks_like_time(t);

		str_add(out, plain ? "" : "\"");
		for (const char *c = t; *c; c++)
			str_addf(out, !plain && (*c == '"' || *c == '\\') ? "\\%c" : "%c", *c);
		str_add(out, plain ? "\n" : "\"\n");
		return;
	}
	str_add(out, n && t[n - 1] == '\n' ? "|\n" : "|-\n");
	while (*t) {
		size_t len = strcspn(t, "\n");

		str_addf(out, len ? "%*s%.*s\n" : "\n", len ? indent : 0, "", (int)len, t);
		t += len + (t[len] == '\n');
	}
}

/* The value of a key or of a dash. A nested map or list begins on a line of its own. */
static void yaml_value(struct str *out, const struct json *j, int indent, bool in_array)
{
	bool object = json_is_object(j), nested = (object || json_is_array(j)) && json_count(j);

	if (json_is_string(j)) {
		yaml_text(out, json_text(j), indent + 2);
	} else if (nested) {
		str_add(out, in_array ? "" : "\n");
		print_yaml(out, j, object ? indent + 2 : indent);
	} else if (object || json_is_array(j)) {
		str_add(out, object ? "{}\n" : "[]\n");
	} else {
		print_scalar(out, j);
		str_add(out, "\n");
	}
}

/* Lists stand in the column of their key, as Go's yaml package writes them. */
void print_yaml(struct str *out, const struct json *j, int indent)
{
	if (!json_is_object(j) && !json_is_array(j)) {
		yaml_value(out, j, indent - 2, false);
		return;
	}
	if (!json_count(j))
		str_add(out, json_is_object(j) ? "{}\n" : "[]\n");
	for (const struct json *n = json_first(j); n; n = json_next(n)) {
		size_t mark;

		str_addf(out, "%*s", indent, "");
		if (json_is_object(j)) {
			struct str key;

			str_init(&key, STR_LINE);
			yaml_text(&key, json_key(n), 0);
			str_addf(out, "%.*s:", (int)key.len - 1, str_text(&key));
			str_release(&key);
			if (json_is_string(n) || !json_count(n))
				str_add(out, " ");
			yaml_value(out, n, indent, false);
			continue;
		}
		str_add(out, "- ");
		mark = out->len;
		yaml_value(out, n, indent, true);
		/* An object in a list begins on the line of its dash. */
		if (json_is_object(n) && json_count(n)) {
			/* The object's text is taken back and put behind the dash, without its first indentation. */
			char *tail = mem_dup(out->s + mark);

			out->len = mark;
			str_add(out, tail + strspn(tail, " "));
			free(tail);
		}
	}
}

/* For qsort, over pointers to nodes. Bytewise, as Go compares strings. */
static int by_key(const void *a, const void *b)
{
	return strcmp(json_key(*(const struct json *const *)a), json_key(*(const struct json *const *)b));
}

/* The members are copied in the new order, since a JSON object has no operation to reorder it. */
struct json *print_sorted(struct json *object)
{
	size_t n = json_count(object), i = 0;
	const struct json **node = mem_zalloc(n + 1, sizeof(*node));
	struct json *sorted = json_object();

	for (const struct json *m = json_first(object); m; m = json_next(m))
		node[i++] = m;
	qsort(node, n, sizeof(*node), by_key);
	for (i = 0; i < n; i++)
		json_put(sorted, json_key(node[i]), json_dup(node[i]));
	free(node);
	json_free(object);
	return sorted;
}

/* ---- Times ---- */

/* "+13:00", or "+1300" with an empty colon. The bound keeps the hours within two digits whatever the request says. */
static void zone_suffix(const struct zone *z, const char *colon, char out[8])
{
	unsigned minutes = (unsigned)(z->offset < 0 ? -z->offset : z->offset) / 60 % 6000;

	snprintf(out, 8, "%c%02u%s%02u", z->offset < 0 ? '-' : '+', minutes / 60, colon, minutes % 60);
}

/* The local time is the time in UTC moved by the client's offset. Z instead of "+00:00" where Go prints Z. */
void print_when(int64_t wall_ms, const struct zone *z, enum when_style style, char out[WHEN_TEXT])
{
	static const char month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	bool utc = style == WHEN_ISO || style == WHEN_RFC;
	char iso[CLOCK_TEXT], suffix[8] = "Z", flat[8];
	int m;

	clock_iso(wall_ms + (utc ? 0 : (int64_t)z->offset * 1000), iso);
	/* The month comes from the digits, since strftime would answer in the daemon's own zone. */
	m = (iso[5] - '0') * 10 + iso[6] - '0' - 1;
	if (z->offset)
		zone_suffix(z, ":", suffix);
	zone_suffix(z, "", flat);
	switch (style) {
	case WHEN_SINCE:
		snprintf(out, WHEN_TEXT, "%.2s %.3s %.4s %.8s%s", iso + 8, month + (size_t)(m * 3), iso, iso + 11, suffix);
		break;
	case WHEN_ISO:
		snprintf(out, WHEN_TEXT, "%.10s %.8sZ", iso, iso + 11);
		break;
	case WHEN_STAMP:
		snprintf(out, WHEN_TEXT, "%.8s%s", iso + 11, suffix);
		break;
	case WHEN_GO:
		snprintf(out, WHEN_TEXT, "%.10s %.8s %s %s", iso, iso + 11, flat, z->name);
		break;
	case WHEN_CLOCK:
		snprintf(out, WHEN_TEXT, "%.8s", iso + 11);
		break;
	case WHEN_RFC:
		snprintf(out, WHEN_TEXT, "%.19sZ", iso);
		break;
	case WHEN_DATE:
		snprintf(out, WHEN_TEXT, "%.10s", iso);
		break;
	}
}

/* ---- Tables ---- */

/* Widths are in bytes: all that juju prints in tables is ASCII here. */
void print_table(struct str *out, const char *const *cell, size_t rows, size_t columns, const char *right)
{
	size_t *width = mem_zalloc(columns, sizeof(*width));

	for (size_t i = 0; i < rows * columns; i++)
		if (cell[i] && strlen(cell[i]) > width[i % columns])
			width[i % columns] = strlen(cell[i]);
	for (size_t i = 0; i < rows * columns; i++) {
		size_t c = i % columns;
		const char *text = cell[i] ? cell[i] : "";

		if (right && strlen(right) > c && right[c] == 'r')
			str_addf(out, "%*s", (int)width[c], text);
		else if (c + 1 < columns)
			str_addf(out, "%-*s", (int)width[c], text);
		else
			str_add(out, text);
		str_add(out, c + 1 < columns ? "  " : "\n");
	}
	free(width);
}
