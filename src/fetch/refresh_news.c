/* When every document is there: what they say becomes rows, and what cannot become a row becomes a sentence. */
#include "config.h"

#include "fetch/refresh_own.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog_news.h"
#include "codec/ddl.h"
#include "fetch/documents.h"
#include "fetch/refresh.h"

#define DAY_LENGTH 14 /* what the versions of Go migrations begin with, and the names of their files */

/* A row of the branch master keeps its classes while its SQL has the same effects, since a person may have
 * found better ones than the mapping does. */
static void add_migration(const struct catalog_refresh *r, const struct wanted *w, struct catalog_news *news)
{
	char *id = refresh_sql_id(w);
	const struct fetched *sql = documents_get(r->documents, id);
	struct str effects, classes;
	bool same;

	str_init(&effects, STR_PAGE);
	str_init(&classes, STR_LINE);
	ddl_effects(str_text(&sql->body), sql->body.len, &effects);
	catalog_classes(str_text(&effects), &classes);
	same = w->before && strcmp(w->before->effects, str_text(&effects)) == 0;
	catalog_news_migration(news, &(struct catalog_migration){
					     .product = r->product,
					     .version = w->file->version,
					     .name = w->file->name,
					     .classes = same ? w->before->classes : str_text(&classes),
					     .effects = str_text(&effects),
					     .first_tag = w->release->item.version,
					     .dialect = w->file->dialect,
					     .autocommit = w->file->autocommit,
				     });
	str_release(&effects);
	str_release(&classes);
	free(id);
}

/* A file counts as known when the catalogue has a Go migration of the same day. */
static bool go_known(const struct catalog_refresh *r, const char *file)
{
	for (size_t i = 0; i < r->catalog->migrations; i++) {
		const struct catalog_migration *m = &r->catalog->migration[i];

		if (m->dialect == CATALOG_GO && strcmp(m->product, r->product) == 0 && strncmp(m->version, file, DAY_LENGTH) == 0)
			return true;
	}
	return false;
}

/* A folder holds the files of all earlier releases; each file is reported once, with the first release that has
 * it. */
static bool in_earlier(const struct catalog_refresh *r, size_t release, const char *file)
{
	for (size_t i = 0; i < release; i++)
		for (size_t k = 0; k < r->fresh[i].go.gos; k++)
			if (strcmp(r->fresh[i].go.go[k], file) == 0)
				return true;
	return false;
}

/* The name of a Go file shows neither how many migrations it holds nor their versions, so a person has to enter them. */
static void ask_about_go(struct catalog_refresh *r, size_t release)
{
	const struct fresh *f = &r->fresh[release];

	for (size_t k = 0; k < f->go.gos; k++)
		if (!go_known(r, f->go.go[k]) && !in_earlier(r, release, f->go.go[k]))
			refresh_by_hand(
				r, mem_printf(_("%s %s: %s holds migrations written in Go, and no row has one of that day: read it and "
			                        "enter them by hand."),
			                      r->product, f->item.tag, f->go.go[k]));
}

/* The sentences come in one order, whichever document came first over the network. */
bool catalog_refresh_take(struct catalog_refresh *r, struct catalog_news *news, struct err *err)
{
	*news = (struct catalog_news){ 0 };
	if (r->failed) {
		if (err)
			*err = r->err;
		return false;
	}
	for (size_t i = 0; i < r->count; i++) {
		const struct release_item *item = &r->fresh[i].item;

		if (!r->fresh[i].known)
			catalog_news_tag(news, &(struct catalog_tag){ r->product, item->tag, item->date, item->version });
		ask_about_go(r, i);
	}
	if (r->charm_hand)
		refresh_by_hand(r, mem_dup(r->charm_hand));
	for (size_t i = 0; i < r->wants; i++)
		add_migration(r, &r->wanted[i], news);
	if (r->charm && r->carries[0])
		refresh_add_charm(r, news);
	return true;
}
