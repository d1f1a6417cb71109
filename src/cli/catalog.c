/* Printing the shipped catalogue, and the refresh of a source tree's: read the folder, ask for both products at once, print the difference,
 * and write the files that differ. */
#include "config.h"

#include "cli/catalog.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "codec/catalog.h"
#include "codec/catalog_news.h"
#include "codec/catalog_write.h"
#include "fetch/refresh.h"
#include "plan/product.h"
#include "port/loop.h"
#include "port/paths.h"

#define OUTPUT_MAX ((size_t)16 << 20) /* bytes that are printed */
#define DAY_MS ((int64_t)86400000)

/* --product narrows the command to one product. */
static bool is_wanted(const struct options *o, size_t product)
{
	return !o->product || strcmp(o->product, product_at(product)->name) == 0;
}

/* ---- The shipped catalogue ---- */

/* Migrations that a release brought; 0 for a release without a row among the migrations. */
static size_t brought(const struct catalog *c, const struct catalog_tag *t)
{
	size_t n = 0;

	for (size_t i = 0; i < c->migrations; i++)
		n += strcmp(c->migration[i].product, t->product) == 0 && !c->migration[i].master &&
		     version_compare(&c->migration[i].first_tag, &t->version) == 0;
	return n;
}

/* Migrations of the development branch that no release has yet. */
static size_t unreleased(const struct catalog *c, const char *product)
{
	size_t n = 0;

	for (size_t i = 0; i < c->migrations; i++)
		n += strcmp(c->migration[i].product, product) == 0 && c->migration[i].master;
	return n;
}

/* The age of the newest known release, in days: releases since then are not in the catalogue. */
static void show_age(const struct catalog *c, const char *product, struct str *out)
{
	const char *date = catalog_newest(c, product);
	unsigned long days = 0;
	int64_t wall;

	if (clock_parse_iso(date, &wall) && wall < loop_wall())
		days = (unsigned long)((loop_wall() - wall) / DAY_MS);
	str_addf(out,
	         ngettext("%s: the newest release that is known is of %s, %lu day ago.\n",
	                  "%s: the newest release that is known is of %s, %lu days ago.\n", days),
	         product, date, days);
}

/* The releases whose migrations are known in full; the file has older ones for their days only. */
static void show_releases(const struct catalog *c, const char *product, struct str *out)
{
	str_addf(out, "  %-10s  %-10s  %s\n", _("release"), _("day"), _("migrations that it brought"));
	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0 && catalog_covers(c, product, c->tag[i].tag, NULL))
			str_addf(out, "  %-10s  %-10s  %zu\n", c->tag[i].tag, c->tag[i].date, brought(c, &c->tag[i]));
	str_addf(out, "  %-10s  %-10s  %zu\n", "master", "", unreleased(c, product));
}

/* The note is the last column, since it is a sentence. */
static void show_charms(const struct catalog *c, const char *product, struct str *out)
{
	str_addf(out, "  %-10s  %-10s  %s\n", _("charm from"), _("to"), _("carries"));
	for (size_t i = 0; i < c->charms; i++) {
		const struct catalog_charm *r = &c->charm[i];

		if (strcmp(r->product, product) == 0)
			str_addf(out, "  %-10s  %-10s  %s%s%s\n", r->from, r->to, r->version, *r->note ? "  " : "", r->note);
	}
}

/* Prints the installed catalogue, which may be older than a source tree's. */
static int show(const struct options *o)
{
	struct catalog c;
	struct err err = { 0 };
	struct str out;
	int code;

	if (!input_catalog(&c, &err)) {
		err_wrap(&err, _("what Teal ships about releases"));
		err.kind = ERR_ENVIRONMENT;
		return cli_fail(&err);
	}
	str_init(&out, OUTPUT_MAX);
	for (size_t p = 0; p < PRODUCTS; p++) {
		if (!is_wanted(o, p))
			continue;
		str_add(&out, out.len ? "\n" : "");
		show_age(&c, product_at(p)->name, &out);
		show_releases(&c, product_at(p)->name, &out);
		show_charms(&c, product_at(p)->name, &out);
	}
	code = cli_print(str_text(&out));
	str_release(&out);
	catalog_release(&c);
	return code;
}

/* ---- The folder ---- */

/* One refresh, from reading the folder to writing it. Release is safe on zeroed memory. */
struct refresh {
	const struct options *options;
	char *api, *raw;
	struct str text[CATALOG_FILES]; /* the files as they were read */
	struct catalog catalog;
	struct loop *loop;
	struct catalog_refresh *of[PRODUCTS]; /* NULL: not asked for */
	bool ok[PRODUCTS]; /* all documents of the product were fetched and could be read */
	struct catalog_news news[PRODUCTS]; /* empty for a product that is not ok */
	struct str out; /* the text to print */
	int code; /* the exit status so far */
};

/* The largest code wins: EXIT_ENVIRONMENT over EXIT_FAILED over EXIT_FINISHED. */
static void ends_with(struct refresh *r, int code)
{
	if (code > r->code)
		r->code = code;
}

/* Owned. */
static char *path_of(const struct refresh *r, enum catalog_file file)
{
	return mem_printf("%s/%s", r->options->refresh, catalog_file_name(file));
}

/* The bytes of the files, which are compared with the new texts before anything is written. */
static bool read_files(struct refresh *r, struct err *err)
{
	bool ok = true;

	for (int f = 0; ok && f < CATALOG_FILES; f++) {
		char *path = path_of(r, (enum catalog_file)f);

		str_init(&r->text[f], CATALOG_MAX);
		ok = file_read(path, CATALOG_MAX, &r->text[f], err);
		free(path);
	}
	return ok;
}

/* A catalogue needs all three files; on failure *out is released. */
static bool parse(const struct str text[CATALOG_FILES], struct catalog *out, struct err *err)
{
	const struct str *m = &text[CATALOG_FILE_MIGRATIONS], *t = &text[CATALOG_FILE_RELEASES], *c = &text[CATALOG_FILE_CHARMS];

	if (!catalog_parse(str_text(m), m->len, str_text(t), t->len, out, err))
		return false;
	if (catalog_add_charms(out, str_text(c), c->len, err))
		return true;
	catalog_release(out);
	return false;
}

/* Every error here is ERR_INPUT, since the operator named the folder. A folder that cannot be written is refused before the network is
 * asked. */
static bool open_folder(struct refresh *r, struct err *err)
{
	const char *now = _("Name the folder data/ of the source tree, which holds the three files of the catalogue.");
	char *why;

	if (read_files(r, err) && parse(r->text, &r->catalog, err)) {
		if (access(r->options->refresh, W_OK) == 0)
			return true;
		why = mem_dup(strerror(errno));
	} else {
		why = mem_dup(err->why);
	}
	err_set(err, ERR_INPUT, r->options->refresh, why, now);
	free(why);
	return err_wrap(err, _("the folder of --refresh cannot be used"));
}

/* ---- Asking ---- */

/* A product is still being asked for. */
static bool is_busy(const struct refresh *r)
{
	for (size_t p = 0; p < PRODUCTS; p++)
		if (r->of[p] && catalog_refresh_busy(r->of[p]))
			return true;
	return false;
}

/* Asks for all wanted products at the same time and waits. The error of one product is printed, and the other one is used all the same. */
static void ask(struct refresh *r)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "teal: %s\n", _("asking for releases and their migrations …"));
	r->loop = loop_new();
	for (size_t p = 0; p < PRODUCTS; p++) {
		struct catalog_refresh_spec spec = {
			.catalog = &r->catalog, .product = product_at(p)->name, .api = r->api, .raw = r->raw, .ca_file = r->options->ca_file
		};

		if (is_wanted(r->options, p))
			r->of[p] = catalog_refresh_new(r->loop, &spec);
	}
	while (is_busy(r))
		loop_turn(r->loop, -1);
	for (size_t p = 0; p < PRODUCTS; p++) {
		struct err err = { 0 };

		r->ok[p] = r->of[p] && catalog_refresh_take(r->of[p], &r->news[p], &err);
		if (r->of[p] && !r->ok[p])
			ends_with(r, cli_fail(&err));
	}
}

/* ---- Printing the result ---- */

/* One line for each product, also when nothing is new, so that the product is known to have been asked for. */
static void sum_up(struct refresh *r, size_t p)
{
	const struct catalog_news *n = &r->news[p];
	size_t moved = 0;

	if (catalog_news_empty(n)) {
		str_addf(&r->out, _("%s: nothing new.\n"), product_at(p)->name);
		return;
	}
	for (size_t i = 0; i < n->migrations; i++)
		moved += catalog_migration_find(&r->catalog, n->migration[i].product, n->migration[i].version) != NULL;
	/* TRANSLATORS: the first hole is a product; numbers follow. */
	str_addf(&r->out, _("%s: new releases: %zu; new migrations: %zu; migrations that left master: %zu; rows of charms: %zu.\n"),
	         product_at(p)->name, n->tags, n->migrations - moved, moved, n->charms);
}

/* The sentences about rows that a person has to enter by hand. A sentence may have the name of a foreign file in it, so it is escaped. */
static void list_manual(struct refresh *r, size_t p)
{
	const char *hand;

	for (size_t i = 0; (hand = catalog_refresh_hand(r->of[p], i)); i++) {
		str_add(&r->out, "! ");
		str_add_safe(&r->out, hand, strlen(hand), STR_ONE_LINE);
		str_add(&r->out, "\n");
		ends_with(r, EXIT_FAILED);
	}
}

/* ---- Writing ---- */

/* Writes a file and gives it the rights of the one that it replaces: file_write makes 0600, and a source tree's data is for every user. */
static bool replace(const char *path, const struct str *text, struct err *err)
{
	struct stat old;
	bool had = stat(path, &old) == 0;

	if (!file_write(path, str_text(text), text->len, err))
		return false;
	if (had && chmod(path, old.st_mode & 07777) < 0)
		return err_set(err, ERR_ENVIRONMENT, path, strerror(errno), _("Give it the rights that the other files have."));
	return true;
}

/* Makes the new texts and parses them before anything is written, so that a catalogue that Teal can read is never replaced by one that it
 * cannot. */
static bool make_texts(const struct refresh *r, struct str text[CATALOG_FILES], struct err *err)
{
	struct catalog again;
	bool full = false;

	for (int f = 0; f < CATALOG_FILES; f++) {
		str_init(&text[f], CATALOG_MAX);
		catalog_write(&r->catalog, r->news, PRODUCTS, (enum catalog_file)f, &text[f]);
		full = full || text[f].full;
	}
	if (full)
		return err_set(err, ERR_WORLD, _("the catalogue would be too large"), "", _("Nothing was written."));
	if (!parse(text, &again, err))
		return err_set(err, ERR_WORLD, _("the catalogue could not be read any more"), err->why, _("Nothing was written."));
	catalog_release(&again);
	return true;
}

/* The file of the releases is written last: a refresh finds what is new by it, so one that was cut short finds the same again. */
static bool write_texts(struct refresh *r, const struct str text[CATALOG_FILES], struct err *err)
{
	static const enum catalog_file order[] = { CATALOG_FILE_MIGRATIONS, CATALOG_FILE_CHARMS, CATALOG_FILE_RELEASES };
	bool ok = true;

	for (size_t i = 0; ok && i < mem_count(order); i++) {
		enum catalog_file f = order[i];
		char *path = path_of(r, f);

		if (strcmp(str_text(&text[f]), str_text(&r->text[f])) != 0) {
			ok = replace(path, &text[f], err);
			if (ok)
				str_addf(&r->out, _("written: %s\n"), path);
		}
		free(path);
	}
	return ok;
}

/* An error is printed, and the difference is printed afterwards all the same. */
static void write_files(struct refresh *r)
{
	struct str text[CATALOG_FILES];
	struct err err = { 0 };

	if (!make_texts(r, text, &err) || !write_texts(r, text, &err))
		ends_with(r, cli_fail(&err));
	for (int f = 0; f < CATALOG_FILES; f++)
		str_release(&text[f]);
}

/* Prints and writes the result of all products together, since they share the files. */
static void answer(struct refresh *r)
{
	bool any = false;

	str_init(&r->out, OUTPUT_MAX);
	for (size_t p = 0; p < PRODUCTS; p++)
		catalog_write_difference(&r->catalog, &r->news[p], &r->out);
	for (size_t p = 0; p < PRODUCTS; p++) {
		any = any || !catalog_news_empty(&r->news[p]);
		if (r->ok[p]) {
			list_manual(r, p);
			sum_up(r, p);
		}
	}
	if (any)
		write_files(r);
	ends_with(r, cli_print(str_text(&r->out)));
}

/* The products' refreshes are waiters of the loop, so they are freed before it. */
static void refresh_release(struct refresh *r)
{
	for (size_t p = 0; p < PRODUCTS; p++) {
		catalog_refresh_free(r->of[p]);
		catalog_news_release(&r->news[p]);
	}
	if (r->loop)
		loop_free(r->loop);
	for (int f = 0; f < CATALOG_FILES; f++)
		str_release(&r->text[f]);
	catalog_release(&r->catalog);
	str_release(&r->out);
	free(r->api);
	free(r->raw);
}

/* The addresses and the certificates, before anything is read. */
static bool check_options(struct refresh *r, struct err *err)
{
	const struct options *o = r->options;

	if (o->mirror_api && !(r->api = input_mirror("mirror-api", o->mirror_api, err)))
		return false;
	if (o->mirror_raw && !(r->raw = input_mirror("mirror-raw", o->mirror_raw, err)))
		return false;
	return input_certificates("--ca-file", o->ca_file, err);
}

/* The checks that cost least come first: options, then the folder, then the network. */
static int refresh(const struct options *o)
{
	struct refresh r = { .options = o };
	struct err err = { 0 };

	if (!check_options(&r, &err) || !open_folder(&r, &err)) {
		ends_with(&r, cli_fail(&err));
	} else {
		ask(&r);
		answer(&r);
	}
	refresh_release(&r);
	return r.code;
}

/* An option that has an effect only with --refresh is refused without it, instead of being ignored. */
int catalog_run(const struct options *o)
{
	struct err err = { 0 };

	if (o->refresh)
		return refresh(o);
	if (!o->mirror_api && !o->mirror_raw && !o->ca_file)
		return show(o);
	err_set(&err, ERR_INPUT, _("an option that belongs to --refresh"), _("without it nobody is asked"),
	        _("Add --refresh=DIR, or leave the option away."));
	return cli_fail(&err);
}
