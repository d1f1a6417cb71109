/* The mirror of GitHub: reads the catalogue once, and makes each document for each request. */
#include "config.h"

#include "sandbox/github/mirror.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "port/paths.h"
#include "port/shipped.h"
#include "sandbox/product/kratos/releases.h"
#include "sandbox/world/http_server.h"

/* The mirror from mirror_new to mirror_free. */
struct mirror {
	struct catalog catalog; /* without rows when it could not be read */
	struct http_server *server; /* NULL until mirror_open */
};

/* One of the files that are installed with Teal. */
static bool read_shipped(const char *name, struct str *out, struct err *err)
{
	char *path = shipped_data(name);
	bool ok = file_read(path, CATALOG_MAX, out, err);

	free(path);
	return ok;
}

/* The catalogue's third file, about releases of the charm, is not needed: the training serves releases of its own (releases_text.c). */
static bool read_catalog(struct catalog *catalog, struct err *err)
{
	struct str migrations, releases;
	bool ok;

	str_init(&migrations, CATALOG_MAX);
	str_init(&releases, CATALOG_MAX);
	ok = read_shipped("migrations_by_tag.tsv", &migrations, err) && read_shipped("releases.tsv", &releases, err) &&
	     catalog_parse(str_text(&migrations), migrations.len, str_text(&releases), releases.len, catalog, err);
	str_release(&migrations);
	str_release(&releases);
	return ok;
}

/* A document is made within a few milliseconds, so it is made in the loop's thread at once. */
static void on_request(void *self, struct http_request *r, const char *path)
{
	static const char missing[] =
		"{\"message\":\"Not Found\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"404\"}";
	struct mirror *m = self;
	const char *type;
	struct str body;

	str_init(&body, RELEASES_MAX);
	/* A document that did not fit is not served, since its reader could not know that it is cut. */
	if (releases_document(&m->catalog, path, &body, &type) && !body.full)
		http_answer_tagged(r, type, str_text(&body), body.len);
	else
		http_answer(r, 404, "application/json; charset=utf-8", missing, sizeof(missing) - 1);
	str_release(&body);
}

/* A catalogue that cannot be read leaves the mirror without rows, and the training goes on. */
struct mirror *mirror_new(struct err *why)
{
	struct mirror *m = mem_zalloc(1, sizeof(*m));

	read_catalog(&m->catalog, why);
	return m;
}

/* The port is opened only after the setup, which has picked it. */
bool mirror_open(struct mirror *m, struct loop *loop, int port, struct err *err)
{
	m->server = http_server_new(loop, port, on_request, m, err);
	return m->server != NULL;
}

void mirror_free(struct mirror *m)
{
	if (!m)
		return;
	http_server_free(m->server);
	catalog_release(&m->catalog);
	free(m);
}
