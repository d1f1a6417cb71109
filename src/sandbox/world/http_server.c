/* The small HTTP server behind the health endpoints and the mirror of GitHub. Each connection is a struct http_request that goes through
 * the phases READING, THINKING and WRITING, and is closed after its answer. */
#include "config.h"

#include "sandbox/world/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/hash.h"
#include "port/loop.h"

/* PATIENCE_MS is the deadline of the reading, and again of the writing. */
#define MOST_CONNECTIONS 16
#define MOST_REQUEST ((size_t)4096)
#define MOST_ANSWER ((size_t)4 << 20)
#define PATIENCE_MS 5000

/* THINKING: the handler has the request and has not answered yet. */
enum phase { FREE, READING, THINKING, WRITING };

/* One connection with its one request. */
struct http_request {
	enum phase phase;
	int fd;
	int64_t by; /* monotonic: when the connection is closed; without meaning while THINKING */
	struct str in, out;
	size_t sent; /* bytes of out that are sent */
	bool head_only; /* a HEAD request: the answer has no body */
};

/* The listener and all its connections. */
struct http_server {
	struct loop *loop;
	struct waiter waiter;
	int fd;
	http_handler *handler;
	void *self;
	struct http_request request[MOST_CONNECTIONS];
};

/* Safe on a request that is FREE. */
static void request_close(struct http_request *r)
{
	if (r->phase == FREE)
		return;
	close(r->fd);
	str_release(&r->in);
	str_release(&r->out);
	*r = (struct http_request){ .phase = FREE };
}

/* The reason phrase of a status; programs read the number only (RFC 9112, 4). */
static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 304:
		return "Not Modified";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 503:
		return "Service Unavailable";
	default:
		return "Status";
	}
}

/* Prepares the head for a body of n bytes. It is sent in the server's next turn, so that a handler may answer from within the read.
 * more: further headers, each with its end of line. */
static void answer_head(struct http_request *r, int status, const char *content_type, const char *more, size_t n)
{
	str_addf(&r->out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%sConnection: close\r\n\r\n", status,
	         reason(status), content_type, n, more);
	r->phase = WRITING;
	r->by = loop_now() + PATIENCE_MS;
}

/* A HEAD request gets the length of the body and no body. */
void http_answer(struct http_request *r, int status, const char *content_type, const char *body, size_t n)
{
	answer_head(r, status, content_type, "", n);
	if (!r->head_only)
		str_addn(&r->out, body, n);
}

/* The value of a header of the request, up to its end of line; NULL when there is none. */
static const char *header(const struct http_request *r, const char *name)
{
	const char *line = str_text(&r->in);
	size_t n = strlen(name);

	while ((line = strstr(line, "\r\n")) && line[2] != '\r') {
		line += 2;
		if (strncasecmp(line, name, n) == 0 && line[n] == ':')
			return line + n + 1;
	}
	return NULL;
}

/* The request names the tag in If-None-Match, or any tag (*); weak tags count (RFC 9110, 13.1.2). The tag is searched with its quotes, so
 * that only a whole one matches. */
static bool has_it(const struct http_request *r, const char *tag)
{
	const char *value = header(r, "if-none-match");
	char *known = value ? mem_dupn(value, strcspn(value, "\r")) : NULL;
	bool has = known && (strstr(known, tag) || known[strspn(known, " \t")] == '*');

	free(known);
	return has;
}

/* A 304 has no body; its Content-Length is 0. */
void http_answer_tagged(struct http_request *r, const char *content_type, const char *body, size_t n)
{
	char hex[HASH_HEX], *tag, *more;

	hash_sha256_hex(body, n, hex);
	tag = mem_printf("\"%s\"", hex);
	more = mem_printf("ETag: %s\r\n", tag);
	if (has_it(r, tag)) {
		answer_head(r, 304, content_type, more, 0);
	} else {
		answer_head(r, 200, content_type, more, n);
		if (!r->head_only)
			str_addn(&r->out, body, n);
	}
	free(tag);
	free(more);
}

/* The answer to a request that does not reach the handler. */
static void refuse(struct http_request *r, int status)
{
	static const char body[] = "{\"error\":\"not understood\"}";

	http_answer(r, status, "application/json", body, sizeof(body) - 1);
}

/* Reads the request line and calls the handler; http_answer_tagged reads the one header that matters. */
static void dispatch(struct http_server *s, struct http_request *r)
{
	/* The widths in the format are these sizes less one. */
	char method[8], path[1024];

	if (sscanf(str_text(&r->in), "%7s %1023s", method, path) != 2 || path[0] != '/') {
		refuse(r, 400);
		return;
	}
	r->head_only = strcmp(method, "HEAD") == 0;
	if (!r->head_only && strcmp(method, "GET") != 0) {
		refuse(r, 405);
		return;
	}
	/* The endpoints have no parameters. */
	path[strcspn(path, "?#")] = '\0';
	/* Before the handler is called, since the handler may answer within the call. */
	r->phase = THINKING;
	s->handler(s->self, r, path);
}

/* Reads until the head is whole; a body is not expected and not read. */
static void request_read(struct http_server *s, struct http_request *r)
{
	char bytes[1024];
	ssize_t n = recv(r->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		request_close(r);
		return;
	}
	str_addn(&r->in, bytes, (size_t)n);
	/* An empty line ends the head; a head larger than MOST_REQUEST is refused. */
	if (strstr(str_text(&r->in), "\r\n\r\n"))
		dispatch(s, r);
	else if (r->in.full)
		refuse(r, 400);
}

/* Closes the connection when all is sent, and also when the client has gone. */
static void request_write(struct http_request *r)
{
	ssize_t n = send(r->fd, r->out.s + r->sent, r->out.len - r->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		r->sent += (size_t)n;
	if (n <= 0 || r->sent == r->out.len)
		request_close(r);
}

/* One connection for each free slot; the others wait in the listener's queue. */
static void take_connections(struct http_server *s)
{
	for (size_t i = 0; i < MOST_CONNECTIONS; i++) {
		struct http_request *r = &s->request[i];
		if (r->phase != FREE)
			continue;
		int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		*r = (struct http_request){ .phase = READING, .fd = fd, .by = loop_now() + PATIENCE_MS };
		str_init(&r->in, MOST_REQUEST);
		str_init(&r->out, MOST_ANSWER);
	}
}

/* Without a free slot the listener is not polled: poll would return at once every time. */
static bool has_space(const struct http_server *s)
{
	for (size_t i = 0; i < MOST_CONNECTIONS; i++)
		if (s->request[i].phase == FREE)
			return true;
	return false;
}

/* A request that is THINKING needs no descriptor and no deadline: the handler answers it. */
static void server_ask(void *self, struct loop_ask *ask)
{
	struct http_server *s = self;

	if (has_space(s))
		loop_want_fd(ask, s->fd, POLLIN);
	for (size_t i = 0; i < MOST_CONNECTIONS; i++) {
		struct http_request *r = &s->request[i];
		if (r->phase == FREE || r->phase == THINKING)
			continue;
		loop_want_fd(ask, r->fd, r->phase == READING ? POLLIN : POLLOUT);
		loop_want_by(ask, r->by);
	}
}

/* Writing is tried in every turn, not only when poll(2) said so, since an answer may have come after poll(2). */
static void server_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct http_server *s = self;

	if (loop_revents(ready, s->fd))
		take_connections(s);
	for (size_t i = 0; i < MOST_CONNECTIONS; i++) {
		struct http_request *r = &s->request[i];
		if (r->phase == READING && loop_revents(ready, r->fd))
			request_read(s, r);
		if (r->phase == WRITING)
			request_write(r);
		/* A request that is THINKING has the handler's deadline. */
		if ((r->phase == READING || r->phase == WRITING) && now >= r->by)
			request_close(r);
	}
}

/* SO_REUSEADDR, since the port of an application that comes back was closed a moment ago. */
static int listen_on(int port, struct err *err)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;

	if (fd < 0)
		goto failed;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)) == 0 && listen(fd, MOST_CONNECTIONS) == 0)
		return fd;
failed:
	err_whyf(err, ERR_WORLD, _("opening a port of the training"), _("End the program that holds the port, or start again."),
	         "127.0.0.1:%d: %s", port, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* self must outlive the server. */
struct http_server *http_server_new(struct loop *loop, int port, http_handler *handler, void *self, struct err *err)
{
	int fd = listen_on(port, err);

	if (fd < 0)
		return NULL;
	struct http_server *s = mem_zalloc(1, sizeof(*s));
	s->loop = loop;
	s->fd = fd;
	s->handler = handler;
	s->self = self;
	s->waiter = (struct waiter){ .ask = server_ask, .turn = server_turn, .self = s };
	loop_add(loop, &s->waiter);
	return s;
}

/* No answer is sent any more, also not to a request that has one. */
void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	loop_remove(s->loop, &s->waiter);
	for (size_t i = 0; i < MOST_CONNECTIONS; i++)
		request_close(&s->request[i]);
	close(s->fd);
	free(s);
}
