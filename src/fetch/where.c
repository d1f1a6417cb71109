/* Where a document is: at a web address, or in a file of this machine. The shown form is made by the parser
 * that the request goes through. A text that the parser does not understand is not shown at all, since a
 * password may be anywhere in it. */
#include "config.h"

#include "fetch/own.h"

#include <strings.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/http.h"
#include "port/paths.h"

/* Owned: harmless for a terminal. */
static char *safe(const char *text)
{
	struct str out;
	char *taken;

	str_init(&out, STR_LINE);
	str_add_safe(&out, text, strlen(text), STR_ONE_LINE);
	taken = str_take(&out);
	str_release(&out);
	return taken;
}

/* Only the scheme is shown; without slashes behind it, what looks like a scheme may be a user's name. */
static void wrong(struct where *out, const char *text, const char *why)
{
	size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	out->kind = WHERE_WRONG;
	out->shown = strncmp(text + scheme, ":/", 2) == 0 ? mem_printf("%.*s://...", (int)scheme, text) : mem_dup("...");
	out->why = why;
}

/* target keeps user and password, which the request needs; shown does not. */
static void read_web(const char *text, struct where *out)
{
	struct http_url url;

	if (!http_url_read(text, &url)) {
		wrong(out, text,
		      _("This is not an address that can be understood. Check it; in a user or password, signs such as / ? # @ are "
		        "written as %2F %3F %23 %40."));
		return;
	}
	out->kind = WHERE_WEB;
	out->shown = safe(url.clean);
	out->target = mem_dup(text);
	out->host = safe(url.host);
	http_url_release(&url);
}

/* -1: not a hexadecimal digit. */
static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 3986, 2.1. Owned; NULL when a percent sign is not followed by two digits, or when a NUL comes out. */
static char *percent_decode(const char *text)
{
	char *out = mem_dup(text), *to = out;

	for (; *text; text++, to++) {
		int high = *text == '%' ? hex(text[1]) : 0, low = *text == '%' && high >= 0 ? hex(text[2]) : 0;

		*to = *text == '%' ? (char)(high * 16 + low) : *text;
		if (high < 0 || low < 0 || !*to) {
			free(out);
			return NULL;
		}
		text += *text == '%' ? 2 : 0;
	}
	*to = '\0';
	return out;
}

/* RFC 8089: "file:///path" and "file://localhost/path"; files of another host are out of reach. */
static void read_file_url(const char *text, struct where *out)
{
	const char *rest = text + strlen("file://");

	if (strncasecmp(rest, "localhost/", 10) == 0)
		rest += 9;
	out->target = *rest == '/' ? percent_decode(rest) : NULL;
	if (!out->target) {
		wrong(out, text, _("This is not the address of a file here. Write file:///the/whole/path, or the path alone."));
		return;
	}
	out->kind = WHERE_FILE;
	out->shown = safe(out->target);
}

/* "user:password@host/x": an address without its https:// must not be shown as a path. */
static bool forgot_scheme(const char *text)
{
	const char *at = memchr(text, '@', strcspn(text, "/"));

	return at && memchr(text, ':', (size_t)(at - text));
}

/* A text with an unknown scheme is refused; a text without any scheme is a path. */
void where_read(const char *text, struct where *out)
{
	*out = (struct where){ 0 };
	if (strncasecmp(text, "http:", 5) == 0 || strncasecmp(text, "https:", 6) == 0)
		read_web(text, out);
	else if (strncasecmp(text, "file://", 7) == 0)
		read_file_url(text, out);
	else if (strstr(text, "://") || forgot_scheme(text))
		wrong(out, text,
		      _("Documents are read from https, http and file addresses and from paths only. Write the address with its "
		        "https://, or name a file."));
	else
		*out = (struct where){ .kind = WHERE_FILE, .shown = safe(text), .target = mem_dup(text) };
}

void where_release(struct where *w)
{
	free(w->shown);
	free(w->target);
	free(w->host);
	*w = (struct where){ 0 };
}

/* Checked before the file is opened, for the sake of a better sentence; file_read checks again what it has
 * opened. */
static const char *unfit(const struct stat *st, size_t max)
{
	if (S_ISDIR(st->st_mode))
		return _("This is a folder. Name the file in it.");
	if (!S_ISREG(st->st_mode))
		return _("This is not a regular file (but a pipe, a socket or a device), so it is not opened. Save what it gives, and name "
		         "that "
		         "file.");
	if (st->st_size > 0 && (uint64_t)st->st_size > max)
		return _("The file is larger than what is accepted. Check that it is the right one.");
	return NULL;
}

/* stat comes first for a better sentence and for the time of change; file_read opens only regular files. */
bool where_file(const char *path, size_t max, struct str *body, int64_t *changed, struct str *why)
{
	struct err err = { 0 };
	struct stat st;
	const char *reason = stat(path, &st) == 0 ? unfit(&st, max) : NULL;

	if (reason) {
		str_add(why, reason);
		return false;
	}
	if (!file_read(path, max, body, &err)) {
		err_text(&err, why);
		return false;
	}
	*changed = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	return true;
}
