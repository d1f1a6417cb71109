/* The catalogue's migrations between two versions, as lines of text. Release notes are not read: they never say that
 * none is needed (facts/ory.md section 1). */
#include "config.h"

#include "plan/releases.h"

#include "base/mem.h"
#include "codec/catalog.h"
#include "plan/model.h"

/* Blue's version as it was when the run began: after the switch juju status shows another one. */
static const char *from(const struct model *m)
{
	const char *noted = model_note(m, "blue.version");

	return noted ? noted : m->fact[FACT_BLUE_APP_VERSION].known ? m->fact[FACT_BLUE_APP_VERSION].text : "";
}

/* release, name, classes: the columns of a fixed-width list. A set without any migration is an array too, of none. */
char **releases_lines(const struct model *m, size_t *n)
{
	struct catalog_set set = { 0 };
	char **lines = NULL;

	*n = 0;
	if (m->catalog && catalog_between(m->catalog, m->settings.product, from(m), m->settings.target_version, &set, NULL)) {
		lines = mem_zalloc(set.count, sizeof *lines);
		for (size_t i = 0; i < set.count; i++) {
			char release[VERSION_TEXT];

			version_text(&set.item[i]->first_tag, release);
			lines[(*n)++] = mem_printf("%-7s %s  %s", release, set.item[i]->name, set.item[i]->classes);
		}
	}
	catalog_set_release(&set);
	return lines;
}

/* Safe on NULL with 0. */
void releases_lines_free(char **lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(lines[i]);
	free(lines);
}
