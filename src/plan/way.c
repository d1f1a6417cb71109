#include "config.h"

#include "plan/way.h"

#include <string.h>

#include "base/intl.h"
#include "base/str.h"
#include "plan/model.h"

/* The walsender that serves a COPY is cancelled by its role's statement_timeout, and the copy begins again for ever. libpq hands options
 * on to the server; a green of PostgreSQL 15.0 to 18.1 loses them on the way, which the gate way-timeouts is for. */
static void add_options(const struct model *m, struct str *out)
{
	str_add(out,
	        " options='-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 -c idle_in_transaction_session_timeout=0");
	if (m->fact[FACT_SRC_SERVER].known && m->fact[FACT_SRC_SERVER].num >= 170000)
		str_add(out, " -c transaction_timeout=0");
	str_add(out, "'");
}

void way_add_conninfo(const struct model *m, struct str *out, const char *application)
{
	const char *given = m->settings.source_from_target;

	str_addf(out, "%s application_name=%s", given, application);
	if (!strstr(given, "options"))
		add_options(m, out);
	if (m->settings.side[BLUE].password != PASSWORD_NONE)
		str_add(out, " password=" COMMAND_PASSWORD);
}

/* The value as it is written, up to the next blank; blanks within quotes are not looked for. Its bytes in *length, NULL when it is
 * not there. */
static const char *written(const char *conninfo, const char *key, size_t *length)
{
	const char *at = conninfo;

	while (at && (at = strstr(at, key)) && at > conninfo && at[-1] != ' ')
		at++;
	if (!at)
		return NULL;
	at += strlen(key);
	*length = strcspn(at, " ");
	return at;
}

static bool written_alike(const char *one, const char *other, const char *key)
{
	size_t m = 0, n = 0;
	const char *a = written(one, key, &m), *b = written(other, key, &n);

	return a && b && m == n && memcmp(a, b, n) == 0;
}

/* A conninfo of blue that is a URI, or names no database, tells nothing. */
static const char *leads_elsewhere(const struct model *m)
{
	const char *given = m->settings.source_from_target, *blue = m->settings.side[BLUE].conninfo,
		   *green = m->settings.side[GREEN].conninfo;

	if (blue && strstr(blue, "dbname=") && !written_alike(given, blue, "dbname="))
		return _("its dbname is not that of blue.conninfo: it leads to another database");
	if (green && written_alike(given, green, "host=") && written_alike(given, green, "port=") && written_alike(given, green, "dbname="))
		return _("it leads to green itself: host, port and dbname are those of green.conninfo");
	return NULL;
}

/* libpq is not at hand here, and green's server reads it with its own. */
const char *way_flaw(const struct model *m)
{
	const char *given = m->settings.source_from_target;

	if (strncmp(given, "postgresql://", 13) == 0 || strncmp(given, "postgres://", 11) == 0)
		return _("it is a URI: write it as host=… port=… dbname=… user=…");
	if (!strstr(given, "host=") && !strstr(given, "hostaddr="))
		return _("it names no host: green's server would look for blue on its own machine");
	if (!strstr(given, "dbname="))
		return _("it names no database (dbname=)");
	if (strstr(given, "password="))
		return _("there is a password in it: take it out, Teal puts blue's in by itself");
	return leads_elsewhere(m);
}
