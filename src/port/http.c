/* libcurl's multi interface under Teal's loop: curl says by two callbacks which sockets and which timer it
 * wants, and is called when one of them is due (libcurl manual, curl_multi_socket_action). Whether a status is
 * good or bad is for the caller to judge. */
#include "config.h"

#include "port/http.h"

#include <curl/curl.h>
#include <sys/stat.h>
#include <poll.h>
#include <strings.h>

#include "base/intl.h"
#include "base/mem.h"
#include "port/loop.h"

enum { REDIRECTS_MAX = 5, HEADER_MAX = 1024 };

/* In the list from http_get until done was called; the list is in the order of asking. */
struct request {
	struct request *next;
	struct http *http;
	CURL *easy; /* NULL: it failed before it was begun */
	struct curl_slist *headers;
	http_done *done;
	void *self;
	int64_t started;
	struct http_result r;
	char *etag;
	/* curl writes into it while the transfer goes on, so it lives as long as easy. */
	char why[CURL_ERROR_SIZE];
	bool finished;
};

/* A socket that curl waits for, and POLLIN or POLLOUT or both. */
struct watched {
	curl_socket_t fd;
	short events;
};

struct http {
	struct loop *loop;
	struct waiter waiter;
	CURLM *multi;
	struct request *requests;
	struct watched *watched; /* what curl waits for, as it said last */
	size_t count, cap;
	int64_t by; /* when curl wants to be called, INT64_MAX: not */
	/* Turns of this file on the stack: while there is one, a done may ask for the end, but nothing
	 * is freed. */
	int inside;
	bool closed;
};

/* Notes what curl waits for on a socket. events 0: nothing any longer. */
static void watch(struct http *h, curl_socket_t fd, short events)
{
	size_t i = 0;

	while (i < h->count && h->watched[i].fd != fd)
		i++;
	if (!events) {
		if (i < h->count)
			h->watched[i] = h->watched[--h->count];
		return;
	}
	if (i == h->cap) {
		h->watched = mem_grow(h->watched, h->cap, h->cap + 8, sizeof *h->watched);
		h->cap += 8;
	}
	if (i == h->count)
		h->count++;
	h->watched[i] = (struct watched){ .fd = fd, .events = events };
}

/* CURLMOPT_SOCKETFUNCTION. Only takes a note, since curl is on the stack and must not be called from here. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *unused)
{
	static const short events[] = {
		[CURL_POLL_NONE] = 0,   [CURL_POLL_IN] = POLLIN, [CURL_POLL_OUT] = POLLOUT, [CURL_POLL_INOUT] = POLLIN | POLLOUT,
		[CURL_POLL_REMOVE] = 0,
	};

	(void)easy;
	(void)unused;
	watch(self, fd, what >= 0 && what < (int)mem_count(events) ? events[what] : 0);
	return 0;
}

/* CURLMOPT_TIMERFUNCTION: -1 takes the timer back. */
static int on_timer(CURLM *multi, long ms, void *self)
{
	(void)multi;
	((struct http *)self)->by = ms < 0 ? INT64_MAX : loop_now() + ms;
	return 0;
}

/* Counts the bytes after decompression, so that a small answer cannot unpack into a large one. */
static size_t on_body(char *bytes, size_t size, size_t n, void *self)
{
	struct request *q = self;

	if (str_addn(&q->r.body, bytes, size * n))
		return size * n;
	q->r.too_large = true;
	return 0; /* which ends the transfer */
}

/* The value of a header line if the line has this name; owned. NULL for another name and for a value that is
 * too long. */
static char *header_value(const char *line, size_t n, const char *name)
{
	size_t len = strlen(name);

	if (n <= len || strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	for (len++; len < n && (line[len] == ' ' || line[len] == '\t');)
		len++;
	while (n > len && strchr("\r\n \t", line[n - 1]))
		n--;
	return n - len > HEADER_MAX ? NULL : mem_dupn(line + len, n - len);
}

/* A value that is no number leaves *out as it is: the header counts as absent. */
static void read_number(const char *line, size_t n, const char *name, int64_t *out)
{
	char *value = header_value(line, n, name);

	if (value)
		str_to_int(value, 0, INT64_MAX, out);
	free(value);
}

/* The header holds seconds or a date (RFC 9110, 10.2.3); a date that has passed means now. */
static void read_retry_after(const char *line, size_t n, int64_t *out)
{
	char *value = header_value(line, n, "retry-after");
	int64_t at, now = loop_wall() / 1000;

	if (value && !str_to_int(value, 0, INT64_MAX, out)) {
		at = (int64_t)curl_getdate(value, NULL);
		*out = at < 0 ? -1 : at > now ? at - now : 0;
	}
	free(value);
}

/* -1 means that the server did not say, which differs from "0 left". */
static void forget_headers(struct request *q)
{
	free(q->etag);
	q->etag = NULL;
	q->r.retry_after_s = q->r.ratelimit_remaining = q->r.ratelimit_reset = -1;
}

/* A new status line begins the headers of the next answer: those of a redirect are not the answer's. */
static size_t on_header(char *line, size_t size, size_t n, void *self)
{
	struct request *q = self;
	char *etag;

	n *= size;
	if (n > 5 && memcmp(line, "HTTP/", 5) == 0)
		forget_headers(q);
	etag = header_value(line, n, "etag");
	if (etag) {
		free(q->etag);
		q->etag = etag;
	}
	read_retry_after(line, n, &q->r.retry_after_s);
	read_number(line, n, "x-ratelimit-remaining", &q->r.ratelimit_remaining);
	read_number(line, n, "x-ratelimit-reset", &q->r.ratelimit_reset);
	return n;
}

/* Parses url into parts; false when it is no http or https URL. */
static bool is_web(CURLU *parts, const char *url)
{
	char *scheme = NULL;
	bool ok = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	          curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	          (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

	curl_free(scheme);
	return ok;
}

/* Owned. Host names are compared without regard to case (RFC 3986, 6.2.2.1). Only ASCII letters change: other
 * bytes of a host are foreign text. */
static char *lower(const char *host, const char *port)
{
	char *text = port ? mem_printf("%s:%s", host, port) : mem_dup(host);

	for (char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return text;
}

/* User, password and fragment are removed, since the clean form is shown and written down. */
bool http_url_read(const char *url, struct http_url *out)
{
	CURLU *parts = curl_url();
	char *host = NULL, *port = NULL, *clean = NULL;

	*out = (struct http_url){ 0 };
	if (is_web(parts, url) && curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		curl_url_get(parts, CURLUPART_PORT, &port, 0);
		curl_url_set(parts, CURLUPART_USER, NULL, 0);
		curl_url_set(parts, CURLUPART_PASSWORD, NULL, 0);
		curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0);
		if (curl_url_get(parts, CURLUPART_URL, &clean, 0) == CURLUE_OK)
			*out = (struct http_url){ .clean = mem_dup(clean), .host = lower(host, port) };
	}
	curl_free(host);
	curl_free(port);
	curl_free(clean);
	curl_url_cleanup(parts);
	return out->clean != NULL;
}

void http_url_release(struct http_url *u)
{
	free(u->clean);
	free(u->host);
	*u = (struct http_url){ 0 };
}

/* The host may end with ":port". */
static bool is_loopback(const char *host)
{
	size_t n = strcspn(host, ":");

	return (n == 9 && strncmp(host, "localhost", n) == 0) || strncmp(host, "127.", 4) == 0 || strncmp(host, "[::1]", 5) == 0;
}

/* curl 7.85 gave the protocols names and deprecated the bits. Before 7.87 curl has no quick exit: there a
 * dropped request waits for the thread of the name look-up, and the loop with it. */
static void allow_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* dropping a request must not wait for its name look-up */
#endif
}

/* The list belongs to the request, because curl borrows it until the transfer is over. */
static void add_header(struct request *q, const char *name, const char *value)
{
	char *line = mem_printf("%s: %s", name, value);

	q->headers = curl_slist_append(q->headers, line);
	free(line);
}

/* A named pipe or a folder is none. */
static bool is_plain_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* NOSIGNAL, because curl must not touch SIGALRM. No proxy for a loopback address, since the proxy would connect
 * to its own loopback. */
static void set_up(struct request *q, const struct http_spec *spec, bool loopback)
{
	CURL *easy = q->easy;

	allow_protocols(easy);
	curl_easy_setopt(easy, CURLOPT_URL, spec->url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, q);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	/* 0 would be no limit at all. */
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(spec->deadline_ms > 0 ? spec->deadline_ms : 1));
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, PACKAGE "/" VERSION);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, q->why);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, q);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, q);
	if (loopback)
		curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	/* curl opens the file on the thread of the loop: a named pipe would block the loop for ever. */
	if (spec->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, is_plain_file(spec->ca_file) ? spec->ca_file : "/dev/null");
	if (spec->accept)
		add_header(q, "Accept", spec->accept);
	if (spec->etag)
		add_header(q, "If-None-Match", spec->etag);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, q->headers);
}

/* The transfer leaves the multi handle first: curl calls on_socket for each socket that it closes, and the
 * struct http must still exist then. */
static void request_free(struct request *q)
{
	if (q->easy) {
		curl_multi_remove_handle(q->http->multi, q->easy);
		curl_easy_cleanup(q->easy);
	}
	curl_slist_free_all(q->headers);
	str_release(&q->r.body);
	free(q->etag);
	free(q);
}

/* Ends the request with Teal's own words in the place of curl's. */
static void fail(struct request *q, enum http_fault fault, const char *why)
{
	q->finished = true;
	q->r.fault = fault;
	snprintf(q->why, sizeof q->why, "%s", why);
}

/* The meaning of curl's codes for a caller that may try again (libcurl manual, libcurl-errors). */
static enum http_fault fault_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return HTTP_NO_FAULT;
	case CURLE_URL_MALFORMAT:
		return HTTP_FAULT_ADDRESS;
	case CURLE_COULDNT_RESOLVE_HOST:
		return HTTP_FAULT_NAME;
	case CURLE_COULDNT_RESOLVE_PROXY:
		return HTTP_FAULT_PROXY;
	case CURLE_COULDNT_CONNECT:
		return HTTP_FAULT_CONNECT;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return HTTP_FAULT_CUT;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_FAULT_TIME;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return HTTP_FAULT_TRUST;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_TOO_MANY_REDIRECTS:
		return HTTP_FAULT_REDIRECT;
	default:
		return HTTP_FAULT_OTHER;
	}
}

/* True when the server answered with another address and curl did not follow. */
static bool redirected(CURL *easy)
{
	char *to = NULL;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &to);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	return to || (status >= 300 && status < 400);
}

/* Teal's own sentences where the cause is known, curl's words for the rest. curl's words are replaced when they
 * hold an @: curl quotes a proxy address that it cannot read, with user and password. */
static void finish(struct request *q, CURLcode code)
{
	long status = 0;

	curl_easy_getinfo(q->easy, CURLINFO_RESPONSE_CODE, &status);
	q->r.status = (int)status;
	q->r.ok = code == CURLE_OK;
	q->r.timed_out = code == CURLE_OPERATION_TIMEDOUT;
	q->r.fault = fault_of(code);
	q->finished = true;
	if (q->r.too_large)
		fail(q, HTTP_FAULT_SIZE, _("The answer is larger than what is accepted."));
	else if (q->r.timed_out)
		fail(q, HTTP_FAULT_TIME, _("The answer did not come in time."));
	else if (code == CURLE_UNSUPPORTED_PROTOCOL && !redirected(q->easy))
		fail(q, HTTP_FAULT_CUT, _("The server does not speak HTTP."));
	else if (code == CURLE_UNSUPPORTED_PROTOCOL)
		fail(q, HTTP_FAULT_REDIRECT, _("The server points to an address that is not https; such a redirect is not followed."));
	else if (code != CURLE_OK && (!q->why[0] || strchr(q->why, '@')))
		fail(q, q->r.fault, curl_easy_strerror(code));
}

/* Only marks which transfers are over; done is called by give, when curl is no longer on the stack. */
static void collect(struct http *h)
{
	struct CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(h->multi, &left))) {
		char *private = NULL;

		if (msg->msg != CURLMSG_DONE || curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private) != CURLE_OK)
			continue;
		finish((struct request *)(void *)private, msg->data.result);
	}
}

/* The request leaves the list before done is called, since done may change the list. */
static struct request *take_finished(struct http *h)
{
	for (struct request **at = &h->requests; *at; at = &(*at)->next) {
		struct request *q = *at;

		if (q->finished) {
			*at = q->next;
			return q;
		}
	}
	return NULL;
}

/* A done may start another request, or free the http: then the remaining requests are dropped. */
static void give(struct http *h)
{
	struct request *q;

	while (!h->closed && (q = take_finished(h))) {
		q->r.why = q->r.ok ? "" : q->why;
		q->r.etag = q->r.ok ? q->etag : NULL;
		q->r.took_ms = loop_now() - q->started;
		q->done(q->self, &q->r);
		request_free(q);
	}
}

/* Requests that are still under way are dropped without a call of done. The multi handle is freed after the
 * last of its transfers. */
static void http_destroy(struct http *h)
{
	while (h->requests) {
		struct request *q = h->requests;

		h->requests = q->next;
		request_free(q);
	}
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h->watched);
	free(h);
}

/* A request that failed before it was begun has no socket and no timer: it wants a turn at once. */
static void ask(void *self, struct loop_ask *want)
{
	const struct http *h = self;

	for (size_t i = 0; i < h->count; i++)
		loop_want_fd(want, h->watched[i].fd, h->watched[i].events);
	loop_want_by(want, h->by);
	for (const struct request *q = h->requests; q; q = q->next)
		if (q->finished)
			loop_want_by(want, 0);
}

/* curl may change its list of sockets while it is called, so the list is copied first. */
static void report_sockets(struct http *h, const struct loop_ready *ready)
{
	size_t n = h->count;
	struct watched *now = mem_zalloc(n, sizeof *now);
	int running;

	if (n)
		memcpy(now, h->watched, n * sizeof *now);
	for (size_t i = 0; i < n; i++) {
		short said = loop_revents(ready, now[i].fd);
		int mask = (said & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) | (said & POLLOUT ? CURL_CSELECT_OUT : 0) |
		           (said & (POLLERR | POLLNVAL) ? CURL_CSELECT_ERR : 0);

		if (mask)
			curl_multi_socket_action(h->multi, now[i].fd, mask, &running);
	}
	free(now);
}

/* The timer is cleared before curl is called, since curl may set it again meanwhile. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct http *h = self;
	int running;

	h->inside++;
	report_sockets(h, ready);
	if (now >= h->by) {
		h->by = INT64_MAX;
		curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	collect(h);
	give(h);
	if (--h->inside == 0 && h->closed)
		http_destroy(h);
}

/* curl counts its global initialisations: each struct http makes one and undoes one. */
struct http *http_new(struct loop *l)
{
	struct http *h = mem_zalloc(1, sizeof *h);

	h->loop = l;
	h->by = INT64_MAX;
	h->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = h };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(h->multi = curl_multi_init()))
		mem_die("libcurl cannot be made ready");
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	loop_add(l, &h->waiter);
	return h;
}

/* Inside a turn the memory must stay; then the turn frees it at its end. */
void http_free(struct http *h)
{
	if (!h || h->closed)
		return;
	h->closed = true;
	loop_remove(h->loop, &h->waiter);
	if (!h->inside)
		http_destroy(h);
}

/* A text that is no URL fails like every other request: later, through done. */
void http_get(struct http *h, const struct http_spec *spec, http_done *done, void *self)
{
	struct request *q = mem_zalloc(1, sizeof *q), **at = &h->requests;
	struct http_url url;

	q->http = h;
	q->done = done;
	q->self = self;
	q->started = loop_now();
	str_init(&q->r.body, spec->max_body);
	forget_headers(q);
	while (*at)
		at = &(*at)->next;
	*at = q;
	if (!http_url_read(spec->url, &url)) {
		fail(q, HTTP_FAULT_ADDRESS, _("This is not an http or https address."));
		return;
	}
	q->easy = curl_easy_init();
	if (!q->easy)
		mem_die("out of memory");
	set_up(q, spec, is_loopback(url.host));
	http_url_release(&url);
	curl_multi_add_handle(h->multi, q->easy);
}
