/* Files that come from people (settings, answers) and files that come with Teal (the catalogue, other
 * programs). Those of people are refused with ERR_INPUT and their name; what they say is judged in
 * plan/settings.h and ui/view/autopilot.h. */
#include "config.h"

#include "cli/inputs.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "plan/settings.h"
#include "port/http.h"
#include "port/paths.h"
#include "port/pg.h"
#include "port/shipped.h"
#include "ui/view/autopilot.h"

#define CERTIFICATES_MAX ((size_t)16 << 20) /* bytes; the system's have a quarter of one MB */

/* Puts the file's name in front of what is wrong with it. */
static bool in_file(const char *path, struct err *err)
{
	err_wrap(err, path);
	/* Also for one that cannot be read: it is the operator who gave this name. */
	err->kind = ERR_INPUT;
	return false;
}

/* Owned; NULL with err when it cannot be read, is too large, is no JSON, or says something twice: which of the two counts would be a
 * guess. */
static struct json *read_json(const char *path, struct err *err)
{
	struct json *root = NULL;
	struct str text;
	char *twice;

	str_init(&text, INPUT_MAX);
	if (file_read(path, INPUT_MAX, &text, err))
		root = json_parse(str_text(&text), text.len, err);
	str_release(&text);
	twice = json_twice(root);
	if (twice) {
		err_set(err, ERR_INPUT, _("a member stands there twice"), twice, _("Leave one of the two away."));
		json_free(root);
		root = NULL;
	}
	free(twice);
	return root;
}

/* A conninfo that names a password must not be kept anywhere, so this comes before anything is written. */
bool input_settings_check(const struct settings *s, struct err *err)
{
	if (!pg_conninfo_check(s->side[BLUE].conninfo, err))
		return err_wrap(err, "blue.conninfo");
	if (!pg_conninfo_check(s->side[GREEN].conninfo, err))
		return err_wrap(err, "green.conninfo");
	if (strstr(s->source_from_target, "://"))
		return err_set(err, ERR_INPUT, "source_from_target", _("it is a URI"),
		               _("Write it as words: host=… port=… dbname=… user=…"));
	if (!pg_conninfo_check(s->source_from_target, err))
		return err_wrap(err, "source_from_target");
	if (!settings_check_addresses(s, err))
		return false;
	return !s->sources.ca_file || !*s->sources.ca_file || input_certificates("sources.ca_file", s->sources.ca_file, err);
}

bool input_settings(const char *path, struct settings *settings, struct err *err)
{
	struct json *root = read_json(path, err);
	bool ok = root && settings_parse(root, settings, err);

	json_free(root);
	if (ok && !input_settings_check(settings, err)) {
		settings_release(settings);
		ok = false;
	}
	return ok || in_file(path, err);
}

bool input_script(const char *path, struct script *script, struct err *err)
{
	struct json *root = read_json(path, err);
	bool ok = root && script_parse(script, root, err);

	json_free(root);
	return ok || in_file(path, err);
}

/* Makes the folder when it is missing, so that keeping the settings cannot fail for that. */
char *input_settings_path(struct err *err)
{
	char *folder = paths_config(err), *path = folder ? mem_printf("%s/settings.json", folder) : NULL;

	free(folder);
	return path;
}

/* Indented, for people edit it. */
bool input_settings_keep(const struct json *root, struct err *err)
{
	char *path = input_settings_path(err), *text = json_pretty(root);
	bool ok = path && file_write(path, text, strlen(text), err);

	free(text);
	free(path);
	return ok;
}

static bool read_shipped(const char *name, struct str *out, struct err *err)
{
	char *path = shipped_data(name);
	bool ok = file_read(path, CATALOG_MAX, out, err);

	free(path);
	return ok;
}

/* All files or nothing: one without the others covers no release. */
bool input_catalog(struct catalog *catalog, struct err *err)
{
	struct str migrations, releases, charms;
	bool ok;

	*catalog = (struct catalog){ 0 };
	str_init(&migrations, CATALOG_MAX);
	str_init(&releases, CATALOG_MAX);
	str_init(&charms, CATALOG_MAX);
	ok = read_shipped("migrations_by_tag.tsv", &migrations, err) && read_shipped("releases.tsv", &releases, err) &&
	     read_shipped("charms.tsv", &charms, err) &&
	     catalog_parse(str_text(&migrations), migrations.len, str_text(&releases), releases.len, catalog, err);
	if (ok && !catalog->whole) {
		ok = err_set(err, ERR_ENVIRONMENT, _("The catalogue of migrations cannot be read"), _("migrations_by_tag.tsv is cut off"),
		             _("Install the program again: its data file is damaged."));
		catalog_release(catalog);
	}
	if (ok && !catalog_add_charms(catalog, str_text(&charms), charms.len, err)) {
		catalog_release(catalog);
		ok = false;
	}
	str_release(&migrations);
	str_release(&releases);
	str_release(&charms);
	return ok;
}

/* Read here, and not only by the library that trusts them: every fetch would fail for that, each on its own. */
bool input_certificates(const char *name, const char *path, struct err *err)
{
	struct err why = { 0 };
	struct str text;
	bool ok;

	if (!path)
		return true;
	str_init(&text, CERTIFICATES_MAX);
	ok = file_read(path, CERTIFICATES_MAX, &text, &why);
	if (!ok)
		err_set(err, ERR_INPUT, why.what, why.why, _("Name a file with certificates in PEM form, or none for the system's."));
	else if (!(ok = strstr(str_text(&text), "-----BEGIN ") != NULL))
		err_whyf(err, ERR_INPUT, _("no certificate is in the file"),
		         _("Name a file with certificates in PEM form, or none for the system's."), "%s", path);
	str_release(&text);
	return ok || err_wrap(err, name);
}

char *input_mirror(const char *option, const char *url, struct err *err)
{
	struct http_url read = { 0 };
	size_t n = strlen(url);

	if (!http_url_read(url, &read)) {
		err_whyf(err, ERR_INPUT, _("an option that wants a URL"), _("Write it as https://mirror.example/path."),
		         _("--%s: the address cannot be read"), option);
		return NULL;
	}
	http_url_release(&read);
	while (n && url[n - 1] == '/')
		n--;
	return mem_dupn(url, n);
}

char *input_program(const char *name, struct err *err)
{
	char *path = shipped_program(name);

	if (file_exists(path))
		return path;
	err_set(err, ERR_ENVIRONMENT, _("a part of Teal is missing"), path,
	        _("Install Teal again, or set TEAL_PKGLIBEXECDIR to the folder that holds it."));
	free(path);
	return NULL;
}
