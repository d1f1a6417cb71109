/* A small HTTP/1.1 server on loopback for endpoints and documents: GET and HEAD only, one request a connection, everything bounded (16
 * connections, 4 KiB of request, 4 MiB of answer, five seconds for each). */
#ifndef TEAL_SANDBOX_WORLD_HTTP_SERVER_H
#define TEAL_SANDBOX_WORLD_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct http_request;
struct http_server;
struct loop;

/* path is without the query; valid during the call. The request is answered by http_answer, now or later, exactly once. */
typedef void http_handler(void *self, struct http_request *, const char *path);

/* Listens on 127.0.0.1:port. NULL and err when the port is taken. */
struct http_server *http_server_new(struct loop *, int port, http_handler *, void *self, struct err *);
/* Closes the listener and every connection. A request that was not answered yet must not be answered any more. Safe on NULL. */
void http_server_free(struct http_server *);

/* Answers with a body of n bytes, which is copied. content_type such as "application/json". */
void http_answer(struct http_request *, int status, const char *content_type, const char *body, size_t n);
/* 200 with an ETag made from the body; 304 without one when the request says that it has this body (RFC 9110, 13.1.2). */
void http_answer_tagged(struct http_request *, const char *content_type, const char *body, size_t n);

#endif
