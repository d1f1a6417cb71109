/* Files of people (settings, answers) and files of the installation (the catalogue, other programs). Files of people are refused with
 * ERR_INPUT and their name; plan/settings.h and ui/view/autopilot.h check their contents. */
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

/* Bytes of a file of certificates; the system's file has a quarter of one MB. */
#define CERTIFICATES_MAX ((size_t)16 << 20)

/* Puts the file's name in front of the error. */
static bool in_file(const char *path, struct err *err)
{
	err_wrap(err, path);
	/* Also for a file that cannot be read, since the operator gave its name. */
	err->kind = ERR_INPUT;
	return false;
}

/* Owned; NULL with err when the file cannot be read, is too large, is no JSON, or has a member twice, of which only a guess could choose
 * one. */
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

/* NULL is fine: settings_parse has asked for what the strategy needs. */
static bool check_conninfo(const char *path, const char *conninfo, struct err *err)
{
	return !conninfo || pg_conninfo_check(conninfo, err) || err_wrap(err, path);
}

/* Runs before the settings are written anywhere, since a conninfo with a password must not be kept. */
bool input_settings_check(const struct settings *s, struct err *err)
{
	if (!check_conninfo("blue.conninfo", s->side[BLUE].conninfo, err) ||
	    !check_conninfo("green.conninfo", s->side[GREEN].conninfo, err))
		return false;
	if (s->source_from_target && strstr(s->source_from_target, "://"))
		return err_set(err, ERR_INPUT, "source_from_target", _("it is a URI"),
		               _("Write it as words: host=… port=… dbname=… user=…"));
	if (!check_conninfo("source_from_target", s->source_from_target, err) || !settings_check_addresses(s, err))
		return false;
	return !s->sources.ca_file || !*s->sources.ca_file || input_certificates("sources.ca_file", s->sources.ca_file, err);
}

/* Nothing is left to release after a failure. */
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

/* paths_config makes the folder where it is missing. */
char *input_settings_path(struct err *err)
{
	char *folder = paths_config(err), *path = folder ? mem_printf("%s/settings.json", folder) : NULL;

	free(folder);
	return path;
}

/* Indented, since people edit the file. */
bool input_settings_keep(const struct json *root, struct err *err)
{
	char *path = input_settings_path(err), *text = json_pretty(root);
	bool ok = path && file_write(path, text, strlen(text), err);

	free(text);
	free(path);
	return ok;
}

/* One of the files that are installed with Teal. */
static bool read_shipped(const char *name, struct str *out, struct err *err)
{
	char *path = shipped_data(name);
	bool ok = file_read(path, CATALOG_MAX, out, err);

	free(path);
	return ok;
}

/* All three files or none: a part of the catalogue covers no release. */
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

/* Checked here, since otherwise every fetch would fail by itself in the HTTP library. */
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

/* The URL itself is not part of the error: it may have a password in it. */
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

/* A missing program is a broken installation, not a mistake of the operator. */
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
