#include "config.h"

#include "port/http.h"

#include "base/err.h"
#include "base/mem.h"
#include "port/loop.h"
#include "port/paths.h"
#include "tests/unit/check.h"
#include "tests/unit/web.h"

enum { PATIENCE_MS = 20000 };

/* 1000 times x. */
static const char zipped[] =
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xa8\x18\x05\xa3\x60\x14\x0c\x77\x00\x00\xe6\xc9\x41\x3b\xe8\x03\x00\x00";

static struct web server;
static char folder[64];

/* One answer, named by the path; the request itself is at hand for echo. */
static void answer(int fd, const char *request)
{
	char *text = NULL;

	if (strncmp(request, "GET /ok ", 8) == 0)
		web_say_text(fd, "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\nContent-Length: 5\r\nX-RateLimit-Remaining: 59\r\nx-ratelimit-reset: "
		                 "1800000000\r\n\r\nhello");
	else if (strncmp(request, "GET /cached ", 12) == 0)
		web_say_text(fd, strstr(request, "If-None-Match: \"abc\"\r\n") ? "HTTP/1.1 304 Not Modified\r\nETag: \"abc\"\r\n\r\n"
		                                                               : "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
	else if (strncmp(request, "GET /busy ", 10) == 0)
		web_say_text(fd, "HTTP/1.1 503 Busy\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n");
	else if (strncmp(request, "GET /dated ", 11) == 0)
		web_say_text(fd, "HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n");
	else if (strncmp(request, "GET /short ", 11) == 0)
		web_say_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
	else if (strncmp(request, "GET /zip ", 9) == 0) {
		web_say_text(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
		web_say(fd, zipped, sizeof zipped - 1);
	} else if (strncmp(request, "GET /drip ", 10) == 0) {
		web_say_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
		web_drip(fd, 1, 20);
	} else if (strncmp(request, "GET /flood ", 11) == 0) {
		web_say_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
		web_drip(fd, 4096, 0);
	} else if (strncmp(request, "GET /silent ", 12) == 0)
		web_wait(PATIENCE_MS);
	else if (strncmp(request, "GET /away ", 10) == 0)
		web_say_text(fd,
		             text = mem_printf(
				     "HTTP/1.1 302 Found\r\nETag: \"old\"\r\nLocation: http://127.0.0.1:%d/ok\r\nContent-Length: 0\r\n\r\n",
				     server.port));
	else if (strncmp(request, "GET /tls/", 9) == 0)
		web_say_text(
			fd, text = mem_printf(
				    "HTTP/1.1 302 Found\r\nETag: \"old\"\r\nLocation: https://localhost:%.*s/\r\nContent-Length: 0\r\n\r\n",
				    (int)strcspn(request + 9, " "), request + 9));
	else
		web_say_text(fd, text = mem_printf("HTTP/1.1 500 Oops\r\nContent-Length: %zu\r\n\r\n%s", strlen(request), request));
	free(text);
}

static bool need_server(void)
{
	return server.pid || CHECK(web_start(&server, answer));
}

struct got {
	struct http_result r;
	char *body, *etag, *why;
	int done;
	struct http **free_it;
};

static void on_done(void *self, const struct http_result *r)
{
	struct got *g = self;

	g->r = *r;
	mem_set(&g->body, str_text(&r->body));
	mem_set(&g->etag, r->etag);
	mem_set(&g->why, r->why);
	g->done++;
	if (g->free_it) {
		http_free(*g->free_it);
		*g->free_it = NULL;
	}
}

static void got_release(struct got *g)
{
	free(g->body);
	free(g->etag);
	free(g->why);
	*g = (struct got){ 0 };
}

static void wait_done(struct loop *l, struct got *g)
{
	int64_t until = loop_now() + PATIENCE_MS;

	while (!g->done && loop_now() < until)
		loop_turn(l, 100);
	CHECK_INT(g->done, 1);
}

static void get_spec(struct got *g, struct http_spec spec)
{
	struct loop *l = loop_new();
	struct http *h = http_new(l);

	got_release(g);
	spec.deadline_ms = spec.deadline_ms ? spec.deadline_ms : PATIENCE_MS;
	spec.max_body = spec.max_body ? spec.max_body : 10000;
	http_get(h, &spec, on_done, g);
	CHECK_INT(g->done, 0);
	wait_done(l, g);
	loop_turn(l, 0);
	CHECK_INT(g->done, 1);
	http_free(h);
	loop_free(l);
}

static void get(struct got *g, const char *path, struct http_spec spec)
{
	char *url = mem_printf("http://127.0.0.1:%d%s", server.port, path);

	spec.url = url;
	get_spec(g, spec);
	free(url);
}

static void whole_answer(void)
{
	struct got g = { 0 };

	if (!need_server())
		return;
	get(&g, "/ok", (struct http_spec){ 0 });
	CHECK(g.r.ok && !g.r.timed_out && !g.r.too_large);
	CHECK_INT(g.r.status, 200);
	CHECK_STR(g.body, "hello");
	CHECK_STR(g.etag, "\"abc\"");
	CHECK_STR(g.why, "");
	CHECK_INT(g.r.ratelimit_remaining, 59);
	CHECK_INT(g.r.ratelimit_reset, 1800000000);
	CHECK_INT(g.r.retry_after_s, -1);
	got_release(&g);
}

static void conditional_request(void)
{
	struct got g = { 0 };

	if (!need_server())
		return;
	get(&g, "/cached", (struct http_spec){ .etag = "\"abc\"" });
	CHECK(g.r.ok && g.r.status == 304);
	CHECK_STR(g.body, "");
	get(&g, "/cached", (struct http_spec){ .etag = "\"other\"" });
	CHECK(g.r.ok && g.r.status == 200);
	CHECK_STR(g.body, "new");
	CHECK_STR(g.etag, NULL);
	got_release(&g);
}

static void server_errors_are_answers(void)
{
	struct got g = { 0 };

	if (!need_server())
		return;
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	get(&g, "/echo", (struct http_spec){ .accept = "application/json" });
	CHECK(g.r.ok && g.r.status == 500);
	CHECK(strstr(g.body, "User-Agent: " PACKAGE "/" VERSION "\r\n") && strstr(g.body, "Accept: application/json\r\n"));
	unsetenv("http_proxy");
	get(&g, "/busy", (struct http_spec){ 0 });
	CHECK(g.r.ok && g.r.status == 503);
	CHECK_INT(g.r.retry_after_s, 17);
	get(&g, "/dated", (struct http_spec){ 0 });
	CHECK(g.r.retry_after_s > 1000000);
	got_release(&g);
}

static void broken_answers_are_not_ok(void)
{
	struct got g = { 0 };

	if (!need_server())
		return;
	get(&g, "/short", (struct http_spec){ 0 });
	CHECK(!g.r.ok && !g.r.timed_out && g.why[0]);
	CHECK_INT(g.r.fault, HTTP_FAULT_CUT);
	get(&g, "/ok", (struct http_spec){ .max_body = 4 });
	CHECK(!g.r.ok && g.r.too_large && g.why[0]);
	get(&g, "/flood", (struct http_spec){ .max_body = 1000000 });
	CHECK(!g.r.ok && g.r.too_large);
	get(&g, "/zip", (struct http_spec){ .max_body = 1000 });
	CHECK(g.r.ok && strlen(g.body) == 1000);
	get(&g, "/zip", (struct http_spec){ .max_body = 999 });
	CHECK(!g.r.ok && g.r.too_large);
	got_release(&g);
}

static void deadline_holds(void)
{
	struct got g = { 0 };
	int64_t before = loop_now();

	if (!need_server())
		return;
	get(&g, "/drip", (struct http_spec){ .deadline_ms = 300 });
	CHECK(!g.r.ok && g.r.timed_out && g.why[0]);
	CHECK_INT(g.r.fault, HTTP_FAULT_TIME);
	get(&g, "/silent", (struct http_spec){ .deadline_ms = 300 });
	CHECK(!g.r.ok && g.r.timed_out);
	CHECK(loop_now() - before >= 600 && loop_now() - before < 5000);
	got_release(&g);
}

static void refused(const char *url, enum http_fault fault)
{
	struct got g = { 0 };

	get_spec(&g, (struct http_spec){ .url = url });
	CHECK(!g.r.ok && g.why[0]);
	CHECK_INT(g.r.status, 0);
	CHECK_INT(g.r.fault, fault);
	got_release(&g);
}

static void other_schemes_and_nobody_there(void)
{
	int port, fd = web_listen(&port);
	char *url = mem_printf("http://localhost:%d/", port);

	close(fd);
	refused("file:///etc/passwd", HTTP_FAULT_ADDRESS);
	refused("ftp://127.0.0.1/x", HTTP_FAULT_ADDRESS);
	refused("not a url", HTTP_FAULT_ADDRESS);
	refused("", HTTP_FAULT_ADDRESS);
	refused(url, HTTP_FAULT_CONNECT);
	free(url);
}

static void redirect_to_http_is_refused(void)
{
	struct got g = { 0 };

	if (!need_server())
		return;
	get(&g, "/away", (struct http_spec){ 0 });
	CHECK(!g.r.ok && strstr(g.why, "https"));
	CHECK_INT(g.r.fault, HTTP_FAULT_REDIRECT);
	CHECK_STR(g.etag, NULL);
	got_release(&g);
}

static void certificates_are_checked(void)
{
	struct got g = { 0 };
	struct web tls = { 0 };
	struct err err;
	char *cert, *url, away[32];

	if (!need_server())
		return;
	snprintf(folder, sizeof folder, "/tmp/teal-http-XXXXXX");
	if (!CHECK(mkdtemp(folder) != NULL))
		return;
	cert = mem_printf("%s/cert.pem", folder);
	if (web_start_tls(&tls, folder)) {
		url = mem_printf("https://localhost:%d/", tls.port);
		get_spec(&g, (struct http_spec){ .url = url, .ca_file = cert, .max_body = 100000 });
		if (!CHECK(g.r.ok && g.r.status == 200))
			printf("# %s\n", g.why);
		get_spec(&g, (struct http_spec){ .url = url, .max_body = 100000 });
		CHECK(!g.r.ok && strstr(g.why, "certificate"));
		CHECK_INT(g.r.fault, HTTP_FAULT_TRUST);
		free(url);
		url = mem_printf("https://127.0.0.1:%d/", tls.port);
		get_spec(&g, (struct http_spec){ .url = url, .ca_file = cert, .max_body = 100000 });
		CHECK(!g.r.ok && g.why[0]);
		CHECK_INT(g.r.fault, HTTP_FAULT_TRUST);
		get_spec(&g, (struct http_spec){ .url = url, .ca_file = "/no/such/file", .max_body = 100000 });
		CHECK_INT(g.r.fault, HTTP_FAULT_TRUST);
		free(url);
		snprintf(away, sizeof away, "/tls/%d", tls.port);
		get(&g, away, (struct http_spec){ .ca_file = cert, .max_body = 100000 });
		if (!CHECK(g.r.ok && g.r.status == 200))
			printf("# %d %s\n", g.r.status, g.why);
		CHECK_STR(g.etag, NULL);
		CHECK(web_stop(&tls));
	} else {
		SKIP("openssl cannot serve here");
	}
	got_release(&g);
	CHECK(paths_remove(folder, &err));
	free(cert);
}

static void many_at_once_and_freed_in_between(void)
{
	enum { MANY = 12 };
	struct loop *l = loop_new();
	struct http *h = http_new(l), *other = http_new(l);
	struct got g[MANY] = { 0 }, none = { 0 }, last = { .free_it = &h };
	char *url, *silent;

	if (!need_server())
		return;
	url = mem_printf("http://127.0.0.1:%d/ok", server.port);
	silent = mem_printf("http://127.0.0.1:%d/silent", server.port);
	for (int i = 0; i < MANY; i++)
		http_get(h, &(struct http_spec){ .url = url, .deadline_ms = PATIENCE_MS, .max_body = 100 }, on_done, &g[i]);
	for (int i = 0; i < MANY; i++) {
		wait_done(l, &g[i]);
		CHECK_STR(g[i].body, "hello");
		got_release(&g[i]);
	}
	http_get(h, &(struct http_spec){ .url = silent, .deadline_ms = PATIENCE_MS, .max_body = 100 }, on_done, &none);
	http_get(h, &(struct http_spec){ .url = "nonsense://", .deadline_ms = PATIENCE_MS, .max_body = 100 }, on_done, &last);
	http_get(other, &(struct http_spec){ .url = silent, .deadline_ms = PATIENCE_MS, .max_body = 100 }, on_done, &none);
	wait_done(l, &last);
	CHECK(h == NULL);
	loop_turn(l, 0);
	http_free(other);
	CHECK_INT(none.done, 0);
	got_release(&last);
	free(url);
	free(silent);
	loop_free(l);
}

/* Proxies that curl cannot use are quoted by it with all that stands in them. */
static void no_password_in_a_reason(void)
{
	static const char *const proxies[] = { "ftp://me:hush@127.0.0.1:1", "http://me:hush@127.0.0.1:port", "http://me:hush@no such host",
		                               "http://me:hush@127.0.0.1:1" };
	struct got g = { 0 };

	for (size_t i = 0; i < mem_count(proxies); i++) {
		setenv("http_proxy", proxies[i], 1);
		get_spec(&g, (struct http_spec){ .url = "http://you:hush@web.invalid/x", .deadline_ms = 3000 });
		CHECK(!g.r.ok && g.why[0] && g.r.fault != HTTP_NO_FAULT);
		if (!CHECK(!strstr(g.why, "hush")))
			printf("# %s: %s\n", proxies[i], g.why);
	}
	unsetenv("http_proxy");
	got_release(&g);
}

static void url_is(const char *url, const char *clean, const char *host)
{
	struct http_url got;

	CHECK(http_url_read(url, &got) == (clean != NULL));
	CHECK_STR(got.clean, clean);
	CHECK_STR(got.host, host);
	http_url_release(&got);
}

static void urls_are_taken_apart(void)
{
	url_is("https://me:hush@Example.org:8443/a/b?c=d@e#f", "https://Example.org:8443/a/b?c=d@e", "example.org:8443");
	url_is("HTTP://me@[::1]/x", "http://[::1]/x", "[::1]");
	url_is("https://me:hu/sh@example.org/x", NULL, NULL);
	url_is("https://me:hu sh@example.org/x", NULL, NULL);
	url_is("ftp://me:hush@example.org/x", NULL, NULL);
	url_is("", NULL, NULL);
}

static void server_goes(void)
{
	CHECK(web_stop(&server));
}

static const struct check_case cases[] = {
	{ "a whole answer with its headers", whole_answer },
	{ "a conditional request", conditional_request },
	{ "a server's error is an answer; the proxy is not asked for loopback", server_errors_are_answers },
	{ "a cut or too large body is not ok, zipped or not", broken_answers_are_not_ok },
	{ "the deadline holds against drip and silence", deadline_holds },
	{ "other schemes are refused, nobody there is told", other_schemes_and_nobody_there },
	{ "a redirect to http is refused", redirect_to_http_is_refused },
	{ "certificates are checked, a redirect to https is followed", certificates_are_checked },
	{ "no reason holds a password", no_password_in_a_reason },
	{ "a URL is taken apart, and shown without user and password", urls_are_taken_apart },
	{ "many at once, and freed while requests run", many_at_once_and_freed_in_between },
	{ "the server goes", server_goes },
};

CHECK_MAIN(cases)
