/* For tests with a real web server on the loopback: each request is answered by a process of its own, so an answer may take its time, and
 * what the processes are to share lies in shared memory. */
#ifndef TEAL_TESTS_WEB_H
#define TEAL_TESTS_WEB_H

#include <stdbool.h>
#include <stddef.h>

struct web {
	int pid, port;
};

/* request: the request line and the headers. The connection is closed when it returns. */
typedef void web_answer(int fd, const char *request);

/* Port is set before the first answer, so an answer may name it. */
bool web_start(struct web *, web_answer *);
/* openssl's status page under https://localhost: 200, for any path. Makes cert.pem (for localhost alone) and key.pem in the folder. False
 * when there is no openssl. */
bool web_start_tls(struct web *, const char *folder);
bool web_stop(struct web *); /* safe when it never started */

/* For answers. The process ends when nobody listens any more. */
void web_say(int fd, const char *bytes, size_t n);
void web_say_text(int fd, const char *text);
void web_drip(int fd, size_t n, int pause_ms); /* n bytes at a time, until the client is gone */
void web_wait(int ms);

/* A socket on a free port; nobody answers there. */
int web_listen(int *port);

#endif
