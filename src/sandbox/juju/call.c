/* What every command of the stand-in uses: options, output, errors, names of models, and the part of YAML that configuration and
 * parameters are written in. The rules of exit codes and streams are facts/juju.md 2. */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"

/* The last one given wins, as with Go's flags. */
const char *call_option(const struct call *c, const char *name)
{
	for (size_t i = c->options; i-- > 0;)
		if (str_same(c->option[i].name, name))
			return c->option[i].value;
	return NULL;
}

/* --trust and --trust=true are the same; --trust=false is as if it were not there. */
bool call_has(const struct call *c, const char *name)
{
	const char *value = call_option(c, name);

	return value && !str_same(value, "false");
}

/* The daemon's own environment says nothing about the client's. */
const char *call_env(const struct call *c, const char *name)
{
	return json_str(json_get(c->request, "env"), name, NULL);
}

/* The client has read the file: the daemon may lack the right to, and has another working directory. */
const char *call_file(const struct call *c, const char *path)
{
	return json_str(json_get(c->request, "files"), path, NULL);
}

/* --format wins over the command's own format. A call without a command (help) has neither. */
const char *call_format(const struct call *c)
{
	const char *format = call_option(c, "format");

	return format ? format : c->command && c->command->format ? c->command->format : "";
}

/* printed is set even for an empty text: an error afterwards adds no empty document. */
void call_out(struct call *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_addv(&c->out, fmt, ap);
	va_end(ap);
	c->printed = true;
}

/* --quiet suppresses even the ids of tasks, as with juju (facts/juju.md 2). */
void call_info(struct call *c, const char *fmt, ...)
{
	va_list ap;

	if (call_has(c, "q"))
		return;
	va_start(ap, fmt);
	str_addv(&c->err, fmt, ap);
	va_end(ap);
}

static void add_error(struct call *c, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* --quiet does not suppress an error. */
static void add_error(struct call *c, const char *fmt, va_list ap)
{
	str_add(&c->err, "ERROR ");
	str_addv(&c->err, fmt, ap);
	str_add(&c->err, "\n");
}

/* The empty document comes only when the format was asked for by name and nothing was printed (facts/juju.md 2, the {} trap). */
int call_error(struct call *c, const char *fmt, ...)
{
	va_list ap;

	if (!c->printed && (str_same(call_format(c), "json") || str_same(call_format(c), "yaml")) && call_option(c, "format"))
		call_out(c, "{}\n");
	va_start(ap, fmt);
	add_error(c, fmt, ap);
	va_end(ap);
	return 1;
}

/* No empty document, unlike call_error: juju checks its flags before the command knows its format. */
int call_usage_error(struct call *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_error(c, fmt, ap);
	va_end(ap);
	return CALL_USAGE;
}

/* With --output nothing goes to stdout; the client writes the file when the command is over. */
int call_text(struct call *c, const char *text)
{
	if (call_option(c, "o")) {
		mem_set(&c->file, text);
		return 0;
	}
	call_out(c, "%s", text);
	return 0;
}

/* Any format but json is printed as YAML: a command with a table of its own does not come here for the table. */
int call_document(struct call *c, const struct json *doc)
{
	struct str text;
	int rc;

	str_init(&text, 8 * STR_PAGE);
	if (str_same(call_format(c), "json")) {
		print_json(&text, doc);
		str_add(&text, "\n");
	} else {
		print_yaml(&text, doc, 0);
	}
	rc = call_text(c, str_text(&text));
	str_release(&text);
	return rc;
}

/* juju takes the beginning of a UUID from six characters on. */
static struct juju_model *by_uuid(struct world *w, const char *text)
{
	for (size_t i = 0; strlen(text) >= 6 && i < w->models; i++)
		if (strncmp(w->model[i]->uuid, text, strlen(text)) == 0)
			return w->model[i];
	return NULL;
}

/* A name without an owner is the user's own model. */
struct juju_model *call_model(struct call *c, const char *name)
{
	struct world *w = &c->juju->world;
	const char *colon = strchr(name, ':'), *rest = colon ? colon + 1 : name, *slash = strchr(rest, '/');
	char *owner = slash ? mem_dupn(rest, (size_t)(slash - rest)) : mem_dup(w->user);
	struct juju_model *m = juju_model_find(w, owner, slash ? slash + 1 : rest);

	/* There is one controller, so another name is always wrong. */
	if (colon && (strlen(w->controller) != (size_t)(colon - name) || strncmp(name, w->controller, (size_t)(colon - name)) != 0)) {
		call_error(c, "controller %.*s not found", (int)(colon - name), name);
		m = NULL;
	} else if (!m) {
		m = by_uuid(w, rest);
		if (!m)
			call_error(c, "model %s:%s/%s not found", w->controller, owner, slash ? slash + 1 : rest);
	}
	free(owner);
	return m;
}

/* Go's time.ParseDuration without its units below a millisecond. */
bool duration_parse(const char *text, int64_t *ms)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	/* One sign for the whole duration, in front: --wait=-1s means to wait for ever. */
	bool minus = *text == '-';
	double sum = 0;

	text += minus;
	if (!*text)
		return false;
	while (*text) {
		char *end;
		double n = strtod(text, &end);
		size_t i = 0, len = strspn(end, "abcdefghijklmnopqrstuvwxyz");

		while (i < mem_count(units) && (strlen(units[i].unit) != len || strncmp(units[i].unit, end, len) != 0))
			i++;
		if (end == text || i == mem_count(units) || !(n >= 0 && n < 1e9))
			return false;
		sum += n * units[i].ms;
		text = end + len;
	}
	*ms = (int64_t)(minus ? -sum : sum);
	return true;
}

/* Whole numbers as far as a double holds them exactly (2^53); a word that begins like a number and is none ("127.0.0.1") stays text. */
struct json *yaml_word(const char *text)
{
	size_t len = strlen(text);
	char *plain;
	struct json *j;
	int64_t n;

	if (str_to_int(text, -9007199254740991, 9007199254740991, &n))
		return json_new_int(n);
	if (str_same(text, "true") || str_same(text, "false") || str_same(text, "null") ||
	    (len && strspn(text, "0123456789.-") == len && strchr(text, '.')))
		if ((j = json_parse(text, len, NULL)))
			return j;
	if (len < 2 || (text[0] != '"' && text[0] != '\'') || text[len - 1] != text[0])
		return json_new_str(text);
	plain = mem_dupn(text + 1, len - 2);
	j = json_new_str(plain);
	free(plain);
	return j;
}

/* "key: |" takes the indented lines below it. The first line's indentation is the block's; the text behind the block is returned. */
static const char *yaml_block(const char *text, struct str *value)
{
	size_t margin = strspn(text, " ");

	while (*text && (*text == '\n' || (margin && strspn(text, " ") >= margin))) {
		size_t len = strcspn(text, "\n"), skip = len < margin ? len : margin;

		str_addn(value, text + skip, len - skip);
		str_add(value, "\n");
		text += len + (text[len] == '\n');
	}
	return text;
}

/* Anything nested is refused, in words that are not juju's, instead of being read wrongly. */
struct json *yaml_flat(struct call *c, const char *text)
{
	struct json *o = json_object();

	while (*text) {
		size_t len = strcspn(text, "\n"), key = strcspn(text, ":\n");
		char *name, *value;

		/* Blank lines, comments and the mark of a document's beginning are skipped. */
		if (len == 0 || text[0] == '#' || strncmp(text, "---", 3) == 0) {
			text += len + (text[len] == '\n');
			continue;
		}
		if (text[0] == ' ' || text[key] != ':') {
			call_error(c, "yaml: cannot read %.*s: the training sandbox takes key: value lines only", (int)len, text);
			json_free(o);
			return NULL;
		}
		name = mem_dupn(text, key);
		value = mem_dupn(text + key + 1 + strspn(text + key + 1, " "), len - key - 1 - strspn(text + key + 1, " "));
		text += len + (text[len] == '\n');
		if (str_same(value, "|") || str_same(value, "|-")) {
			struct str block;

			str_init(&block, STR_PAGE);
			text = yaml_block(text, &block);
			/* |- is the block without its last newline. */
			if (value[1] == '-' && block.len)
				block.s[--block.len] = '\0';
			json_put_str(o, name, str_text(&block));
			str_release(&block);
		} else {
			json_put(o, name, yaml_word(value));
		}
		free(name);
		free(value);
	}
	return o;
}
