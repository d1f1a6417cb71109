#include "config.h"

#include "port/pg_connect.h"

#include <libpq-fe.h>
#include <poll.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/loop.h"
#include "port/pg.h"
#include "port/pg_params.h"
#include "port/pg_request.h"
#include "port/resolve.h"

static const char *option(const PQconninfoOption *all, const char *key)
{
	for (; all && all->keyword; all++)
		if (strcmp(all->keyword, key) == 0)
			return all->val;
	return NULL;
}

static PQconninfoOption *parse(const char *conninfo, char **why)
{
	PQconninfoOption *all = PQconninfoParse(conninfo, why);

	if (!all && !*why)
		mem_die("out of memory");
	return all;
}

bool pg_conninfo_check(const char *conninfo, struct err *err)
{
	const char *what = _("the connection text cannot be used");
	char *why = NULL;
	PQconninfoOption *all = parse(conninfo, &why);
	bool readable = all != NULL, secret = option(all, "password") || option(all, "sslpassword");

	PQconninfoFree(all);
	if (!readable) {
		/* libpq repeats the part that it does not understand, and that may be a password. */
		bool risky = strstr(conninfo, "pass") || strstr(conninfo, "://");

		err_set(err, ERR_INPUT, what, risky ? _("it is neither a list of key=value nor a URI") : why,
		        _("Write it as host=… port=… dbname=… user=…, or as postgresql://user@host:port/dbname."));
		PQfreemem(why);
	} else if (secret)
		err_set(err, ERR_INPUT, what, _("there is a password in it"),
		        _("Take it out: give the password when you are asked for it, or name a file with passfile=."));
	return readable && !secret;
}

char *pg_conninfo_get(const char *conninfo, const char *keyword)
{
	char *why = NULL, *value = NULL;
	PQconninfoOption *all = parse(conninfo, &why);

	mem_set(&value, option(all, keyword));
	PQconninfoFree(all);
	PQfreemem(why);
	return value;
}

char *pg_conninfo_with(const char *conninfo, const char *keyword, const char *value)
{
	struct params p = { .n = 0 };
	struct str out;
	char *why = NULL;
	PQconninfoOption *all = parse(conninfo, &why);

	if (!all) {
		PQfreemem(why);
		return mem_dup(conninfo);
	}
	for (const PQconninfoOption *o = all; o->keyword; o++)
		params_set(&p, o->keyword, o->val);
	params_set(&p, keyword, value);
	str_init(&out, STR_PAGE);
	params_write(&p, &out);
	PQconninfoFree(all);
	return str_take(&out);
}

static void ignore_notice(void *arg, const PGresult *r)
{
}

void connect_drop(struct connect *c)
{
	resolve_free(c->resolve);
	c->resolve = NULL;
	PQfinish(c->conn);
	c->conn = NULL;
}

/* Always false. */
static bool failed(struct connect *c)
{
	queue_fail_connect(c->queue, PQerrorMessage(c->conn));
	connect_drop(c);
	return false;
}

/* The arrays are libpq's way to be given a password without a text that holds it. */
static bool start(struct connect *c, const PQconninfoOption *all, const char *host, const char *hostaddr, const char *port)
{
	struct params p = { .n = 0 };
	const char *given = option(all, "options");
	bool any = given || c->options || c->read_only;
	char *options = mem_printf("%s %s %s", given ? given : "", c->options ? c->options : "",
	                           c->read_only ? "-c default_transaction_read_only=on" : "");

	params_set(&p, "gssencmode", "disable"); /* looking for a Kerberos ticket may block */
	params_set(&p, "fallback_application_name", c->application_name);
	for (const PQconninfoOption *o = all; o->keyword; o++)
		params_set(&p, o->keyword, o->val);
	params_set(&p, "client_encoding", "UTF8");
	params_set(&p, "options", any ? options : NULL);
	params_set(&p, "host", host);
	params_set(&p, "hostaddr", hostaddr);
	params_set(&p, "port", port);
	if (secret_known(&c->password))
		params_set(&p, "password", secret_reveal(&c->password));
	c->conn = PQconnectStartParams(p.key, p.value, 0);
	free(options);
	if (!c->conn)
		mem_die("out of memory");
	PQsetNoticeReceiver(c->conn, ignore_notice, NULL);
	PQsetErrorVerbosity(c->conn, PQERRORS_VERBOSE);
	c->events = POLLOUT;
	return PQstatus(c->conn) != CONNECTION_BAD || failed(c);
}

/* What libpq would look up by itself, and block; NULL when there is nothing. A service file is read by libpq only, later. */
static const char *host_to_look_up(const PQconninfoOption *all)
{
	const char *host = option(all, "host");
	bool elsewhere = option(all, "hostaddr") || getenv("PGHOSTADDR") || option(all, "service");

	if (!host)
		host = getenv("PGHOST");
	return host && !elsewhere && resolve_needed(host) ? host : NULL;
}

bool connect_begin(struct connect *c, int64_t now)
{
	char *why = NULL;
	PQconninfoOption *all = parse(c->conninfo, &why);
	const char *host = host_to_look_up(all), *port = option(all, "port");
	bool ok = false;

	c->by = now + c->limit_ms;
	if (!all)
		queue_fail(c->queue, "", _("the connection text cannot be read"));
	else if (!host)
		ok = start(c, all, NULL, NULL, NULL);
	else if ((c->resolve = resolve_start(host, port ? port : getenv("PGPORT"))))
		ok = true;
	else
		queue_fail(c->queue, "", _("no thread could be made to look up the host name"));
	PQconninfoFree(all);
	PQfreemem(why);
	return ok;
}

static enum connect_state resolved(struct connect *c)
{
	char *host = NULL, *hostaddr = NULL, *port = NULL, *why = NULL;
	struct err err = { 0 };
	bool ok;

	if (!resolve_finished(c->resolve))
		return CONNECT_WAITS;
	ok = resolve_take(c->resolve, &host, &hostaddr, &port, &err);
	resolve_free(c->resolve);
	c->resolve = NULL;
	if (ok) {
		PQconninfoOption *all = parse(c->conninfo, &why);

		ok = start(c, all, host, hostaddr, port);
		PQconninfoFree(all);
	} else {
		queue_fail(c->queue, "", err.why);
	}
	free(host);
	free(hostaddr);
	free(port);
	return ok ? CONNECT_WAITS : CONNECT_FAILED;
}

/* The socket may be another one after each PQconnectPoll, so it is asked for anew in every turn (libpq manual, "PQconnectPoll"). */
static enum connect_state polled(struct connect *c, const struct loop_ready *ready)
{
	PostgresPollingStatusType polling;

	if (!loop_revents(ready, PQsocket(c->conn)))
		return CONNECT_WAITS;
	polling = PQconnectPoll(c->conn);
	if (polling == PGRES_POLLING_FAILED) {
		failed(c);
		return CONNECT_FAILED;
	}
	c->events = polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	return polling == PGRES_POLLING_OK ? CONNECT_READY : CONNECT_WAITS;
}

enum connect_state connect_turn(struct connect *c, const struct loop_ready *ready, int64_t now)
{
	if (now >= c->by) {
		connect_drop(c);
		queue_expire(c->queue, c->limit_ms);
		return CONNECT_FAILED;
	}
	return c->resolve ? resolved(c) : polled(c, ready);
}

void connect_ask(const struct connect *c, struct loop_ask *want)
{
	if (c->resolve)
		loop_want_fd(want, resolve_fd(c->resolve), POLLIN);
	else
		loop_want_fd(want, PQsocket(c->conn), c->events);
	loop_want_by(want, c->by);
}

/* Set up for the requests to come. */
PGconn *connect_take(struct connect *c)
{
	PGconn *conn = c->conn;

	c->conn = NULL;
	PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
	PQsetnonblocking(conn, 1);
	return conn;
}

void connect_release(struct connect *c)
{
	connect_drop(c);
	free(c->conninfo);
	free(c->application_name);
	free(c->options);
	secret_release(&c->password);
}
