/* A small HTTP/1.1 server on loopback for endpoints that answer with a few bytes: GET and HEAD only, one request a connection,
 * everything bounded (16 connections, 4 KiB of request, five seconds each). */
#ifndef TEAL_SANDBOX_HTTP_SERVER_H
#define TEAL_SANDBOX_HTTP_SERVER_H

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

/* content_type e.g. "application/json". The body is copied. */
void http_answer(struct http_request *, int status, const char *content_type, const char *body, size_t n);

#endif
