/* The assessment of two versions that were named on the command line: read what is shipped, fetch what can be fetched, look at the source
 * when it was named, print. Everything that is wrong with the words is told before anything is asked. */
#include "config.h"

#include "cli/releases.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "assess/report.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "fetch/collect.h"
#include "fetch/database.h"
#include "plan/product.h"
#include "port/loop.h"
#include "port/pg.h"

#define OUTPUT_MAX ((size_t)16 << 20) /* bytes of a report */

/* One question, from the words to the answer. Zeroed is empty. */
struct question {
	const struct options *options;
	const char *product;
	struct catalog catalog;
	struct release_ref from, to;
	struct library library;
	struct database_facts source;
	char *api, *raw; /* owned, without a slash at the end; NULL: the usual ones */
};

/* ---- The words ---- */

/* Else it is a file, which somebody expects to be there. */
static bool is_url(const char *where)
{
	return strncmp(where, "http://", 7) == 0 || strncmp(where, "https://", 8) == 0;
}

/* Before the catalogue, so that a slip is told even where that is missing. */
static bool check_options(struct question *q, struct err *err)
{
	const struct options *o = q->options;

	if (o->mirror_api && !(q->api = input_mirror("mirror-api", o->mirror_api, err)))
		return false;
	if (o->mirror_raw && !(q->raw = input_mirror("mirror-raw", o->mirror_raw, err)))
		return false;
	if (!input_certificates("--ca-file", o->ca_file, err))
		return false;
	return !o->source_db || pg_conninfo_check(o->source_db, err) || err_wrap(err, "--source-db");
}

/* What Teal ships is this machine's trouble, whatever is wrong with it. */
static bool read_shipped(struct question *q, struct err *err)
{
	if (input_catalog(&q->catalog, err))
		return true;
	err_wrap(err, _("what Teal ships about releases"));
	err->kind = ERR_ENVIRONMENT;
	return false;
}

/* The product is judged with the first version. */
static bool read_words(struct question *q, struct err *err)
{
	const char *const *word = q->options->operand;

	q->product = word[0];
	return release_ref_read(&q->catalog, q->product, word[1], &q->from, err) &&
	       release_ref_read(&q->catalog, q->product, word[2], &q->to, err);
}

/* ---- Asking ---- */

/* A line on standard error for each document that has come or failed, for whoever sits there and waits. */
static void came(void *self, const struct document_news *news)
{
	struct question *q = self;

	library_learn(&q->library, news);
	if (news->origin != ORIGIN_WAITING && isatty(STDERR_FILENO))
		fprintf(stderr, "teal: %s: %s\n", document_name(news->document),
		        q->library.doc[news->document].usable ? _("read") : _("not at hand"));
}

/* A script gets no progress: standard error is for what went wrong there. */
static struct collection *open_reading(struct question *q, struct loop *loop)
{
	const struct options *o = q->options;

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "teal: %s\n", _("asking for changelogs and lists of migrations …"));
	snprintf(q->library.product, sizeof q->library.product, "%s", q->product);
	return collect_new(loop,
	                   &(struct collect_spec){
				   .product = q->product,
				   .from = q->from,
				   .to = q->to,
				   .catalog = &q->catalog,
				   .offline = o->flags & OPTION_OFFLINE,
				   .changelog = o->changelog,
				   .api = q->api,
				   .raw = q->raw,
				   .ca_file = o->ca_file,
			   },
	                   came, q);
}

/* Somebody who names a file wants it read. Of a URL the assessment itself says that it did not answer. */
static bool check_changelog(const struct question *q, struct err *err)
{
	const struct document_state *s = &q->library.doc[DOC_CHANGELOG];

	if (!q->options->changelog || is_url(q->options->changelog) || s->usable)
		return true;
	err_set(err, ERR_INPUT, _("the file of --changelog cannot be used"), s->why ? s->why : q->options->changelog, "");
	return false;
}

/* The same assessment in one of two forms. */
static int print(const struct question *q, const struct assessment *a)
{
	struct str out;
	struct json *root;
	char *text;
	int code;

	str_init(&out, OUTPUT_MAX);
	if (q->options->flags & OPTION_JSON) {
		root = assess_json(a, &q->library);
		text = json_pretty(root);
		str_addf(&out, "%s\n", text);
		free(text);
		json_free(root);
	} else {
		assess_report(a, &q->library, &out);
	}
	if (out.full) {
		struct err err = { 0 };

		err_set(&err, ERR_ENVIRONMENT, _("the answer is too long to be printed"),
		        _("some document names more than any release has"), _("Look at the mirror or the file that was given."));
		code = cli_refuse(q->options, &err);
	} else {
		code = cli_print(str_text(&out));
	}
	str_release(&out);
	return code;
}

/* It is printed all the same: a script reads "direction" there. */
static int refuse_downgrade(const struct question *q)
{
	struct err err = { 0 };
	char *what = mem_printf(_("%s %s -> %s is a downgrade"), q->product, q->from.version, q->to.version);

	err_set(&err, ERR_WORLD, what, _("Ory's migrations go up only"),
	        _("Name the older version first, or restore a backup that was made before the upgrade."));
	free(what);
	return cli_fail(&err);
}

/* The answer is printed whatever it is; only the status tells a downgrade apart. */
static int answer(const struct question *q)
{
	const struct product *p = product_find(q->product);
	struct assessment a;
	int code;

	assess(
		&(struct assess_spec){
			.catalog = &q->catalog,
			.library = &q->library,
			.product = q->product,
			.go_since = p ? p->go_since : 0,
			.from = q->from,
			.to = q->to,
			.table = q->source.table,
			.tables = q->source.tables,
			.recorded = q->source.recorded,
			.extensions = q->source.extensions,
			.size = q->source.size,
		},
		&a);
	code = print(q, &a);
	if (code == EXIT_FINISHED && a.direction == GOES_DOWN)
		code = refuse_downgrade(q);
	assessment_release(&a);
	return code;
}

/* Everything is asked at once, and what is slow sets the time. The answers are used while whoever gave them still holds them. */
static int ask(struct question *q)
{
	struct loop *loop = loop_new();
	struct database_probe *look = q->options->source_db ? database_probe_new(loop, q->options->source_db) : NULL;
	struct collection *space = open_reading(q, loop);
	struct err err = { 0 };
	bool ok = true;
	int code;

	/* A database that cannot be used ends the wait for the rest. */
	while (ok && (collect_busy(space) || (look && database_probe_busy(look)))) {
		loop_turn(loop, -1);
		ok = !look || database_probe_busy(look) || database_probe_result(look, &q->source, &err);
	}
	ok = ok && (!look || database_probe_result(look, &q->source, &err)) && check_changelog(q, &err);
	code = ok ? answer(q) : cli_refuse(q->options, &err);
	collect_free(space);
	database_probe_free(look);
	loop_free(loop);
	return code;
}

/* What is cheap to refuse is refused first, before the network and the database. */
int releases_run(const struct options *o)
{
	struct question q = { .options = o, .source = { .size = -1 } };
	struct err err = { 0 };
	int code;

	library_init(&q.library);
	if (!check_options(&q, &err) || !read_shipped(&q, &err) || !read_words(&q, &err))
		code = cli_refuse(o, &err);
	else if (version_compare(&q.to.parsed, &q.from.parsed) < 0)
		code = answer(&q); /* there is nothing to be asked about it */
	else
		code = ask(&q);
	library_release(&q.library);
	catalog_release(&q.catalog);
	free(q.api);
	free(q.raw);
	return code;
}
