/* The daemon's side of the stand-in: a Unix socket, one connection for each command, and the turn of the models. One line of JSON comes
 * in, lines go out as the command prints (client.c). Bounded are the number of connections, the size of a request and the output that waits
 * to be sent. */
#include "config.h"

#include "sandbox/juju/juju.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "port/loop.h"
#include "port/paths.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/command.h"

/* The longest time between two turns of the models. */
#define TICK_MS 40
/* A request carries the files of its options. */
#define REQUEST_MAX ((size_t)8 << 20)
#define CONNECTIONS 64

/* A client's connection: first the request as one line of JSON, then answers to questions, a line each. One exchange,
 * the client's lines marked with >:
 *
 *   > {"argv":["remove-application","web"],"cwd":"/","env":{},"files":{},"zone":{"offset":0,"name":"UTC"}}
 *     {"err":"\nContinue [y/N]? "}
 *     {"out":"will remove application web\n- will remove unit web/0\n"}
 *     {"ask":1}
 *   > {"answer":"y"}
 *     {"exit":0} */
struct conn {
	int fd;
	struct str in, out; /* bytes that are no whole line yet; bytes that are not sent yet */
	struct json *request; /* owned; NULL while reading */
	struct call call; /* not initialised while reading */
	/* CONN_LEAVING: the exit code is in out, and the connection closes when out is sent. */
	enum { CONN_READING, CONN_WORKING, CONN_LEAVING } state;
};

/* The stand-in as a whole. */
struct server {
	struct juju juju; /* first: juju_start hands out its address, juju_stop casts it back */
	struct waiter waiter;
	int listener, log;
	int unrecorded; /* commands whose record could not be written */
	char *path;
	struct conn *conn[CONNECTIONS];
};

/* ---- The record of the commands ---- */

/* Matches within words, so it masks some harmless values as well. */
static bool is_secret_word(const char *key, size_t len)
{
	static const char *const words[] = { "password", "secret", "token", "smtp" };

	for (size_t i = 0; i < mem_count(words); i++)
		if (memmem(key, len, words[i], strlen(words[i])))
			return true;
	return false;
}

/* The name of a secret option or parameter is recorded, its value is not. */
static void add_argument(struct str *line, const char *text)
{
	const char *equals = strchr(text, '=');

	str_add(line, " ");
	if (equals && is_secret_word(text, (size_t)(equals - text))) {
		str_add_safe(line, text, (size_t)(equals - text), STR_ONE_LINE);
		str_add(line, "=***");
	} else {
		str_add_safe(line, text, strlen(text), STR_ONE_LINE);
	}
}

/* One line for each command that ended; a client that left earlier has none. */
static void record(struct server *s, const struct conn *c, int rc)
{
	struct str line;
	char when[CLOCK_TEXT];

	str_init(&line, STR_LINE);
	clock_iso(s->juju.wall, when);
	str_addf(&line, "%s rc=%d juju", when, rc);
	for (const struct json *a = json_first(json_get(c->request, "argv")); a; a = json_next(a))
		if (json_text(a))
			add_argument(&line, json_text(a));
	str_add(&line, "\n");
	/* A full disk must not stop a training. */
	s->unrecorded += write(s->log, line.s, line.len) != (ssize_t)line.len;
	str_release(&line);
}

/* ---- Connections ---- */

/* Adds a line {"key":value} to the output; takes value. */
static void conn_say(struct conn *c, const char *key, struct json *value)
{
	struct json *o = json_object();
	char *line;

	json_put(o, key, value);
	line = json_line(o);
	str_add(&c->out, line);
	str_add(&c->out, "\n");
	free(line);
	json_free(o);
}

/* stderr before stdout: the order between the two streams within a step is not kept. */
static void conn_flush_call(struct conn *c)
{
	if (c->call.err.len)
		conn_say(c, "err", json_new_str(str_text(&c->call.err)));
	if (c->call.out.len)
		conn_say(c, "out", json_new_str(str_text(&c->call.out)));
	str_clear(&c->call.err);
	str_clear(&c->call.out);
}

/* Tasks and changes that the command started go on. */
static void conn_free(struct conn *c)
{
	close(c->fd);
	if (c->state != CONN_READING)
		call_release(&c->call);
	json_free(c->request);
	str_release(&c->in);
	str_release(&c->out);
	free(c);
}

/* After each step of a command: hands on its output, then a new question or its end. */
static void conn_step(struct server *s, struct conn *c, int rc)
{
	/* Only in the step in which the question was printed: later steps of the same call wait for the answer. */
	bool asks = c->call.asking && !c->call.answered && c->call.err.len;

	conn_flush_call(c);
	if (rc == CALL_WAIT) {
		if (asks)
			conn_say(c, "ask", json_new_int(1));
		return;
	}
	/* The client writes the file of --output: the daemon may have no rights in that folder. */
	if (c->call.file) {
		struct json *file = json_object();

		json_put_str(file, "path", call_option(&c->call, "o"));
		json_put_str(file, "text", c->call.file);
		conn_say(c, "file", file);
	}
	conn_say(c, "exit", json_new_int(rc));
	record(s, c, rc);
	c->state = CONN_LEAVING;
}

/* The first line is the request, each later one the answer to a question. A line that is no JSON ends the connection. */
static void conn_line(struct server *s, struct conn *c, const char *text, size_t len)
{
	struct json *line = json_parse(text, len, NULL);

	if (!line) {
		c->state = c->state == CONN_READING ? CONN_READING : CONN_LEAVING;
		shutdown(c->fd, SHUT_RDWR);
	} else if (c->state == CONN_READING) {
		c->request = line;
		c->state = CONN_WORKING;
		conn_step(s, c, call_begin(&c->call, &s->juju, c->request));
		return;
	} else if (c->call.asking && !c->call.answered) {
		mem_set(&c->call.answer, json_str(line, "answer", NULL));
		c->call.answered = true;
	}
	json_free(line);
}

/* Whole lines only; an incomplete one stays in the buffer. */
static void conn_lines(struct server *s, struct conn *c)
{
	char *end;

	while (c->in.len && (end = memchr(c->in.s, '\n', c->in.len))) {
		size_t len = (size_t)(end - c->in.s);

		conn_line(s, c, c->in.s, len);
		str_cut(&c->in, len + 1);
	}
}

/* false: the client is gone, or sends more than REQUEST_MAX. */
static bool conn_read(struct server *s, struct conn *c)
{
	char bytes[16384];
	ssize_t n;

	while ((n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		if (!str_addn(&c->in, bytes, (size_t)n))
			return false;
	if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
		return false;
	conn_lines(s, c);
	return true;
}

/* false: all is sent and the command has ended, or the client is gone. */
static bool conn_write(struct conn *c)
{
	while (c->out.len) {
		ssize_t n = send(c->fd, c->out.s, c->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
		str_cut(&c->out, (size_t)n);
	}
	return c->state != CONN_LEAVING;
}

/* Reads, goes on, writes: output of this turn leaves in this turn, if the socket takes it. */
static void conn_turn(struct server *s, struct conn **slot, short events)
{
	struct conn *c = *slot;
	bool alive = true;

	/* A hang-up is read as the end of the input. */
	if (events & (POLLIN | POLLHUP | POLLERR))
		alive = conn_read(s, c);
	if (alive && c->state == CONN_WORKING)
		conn_step(s, c, call_go_on(&c->call));
	/* After the last byte the connection is closed from this side. */
	if (alive)
		alive = conn_write(c);
	if (!alive) {
		conn_free(c);
		*slot = NULL;
	}
}

/* One connection a turn is enough: the socket's queue keeps the others. */
static void conn_accept(struct server *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

	/* Without a free slot the client is refused at once, instead of waiting without an answer. */
	for (size_t i = 0; fd >= 0 && i < CONNECTIONS; i++)
		if (!s->conn[i]) {
			s->conn[i] = mem_zalloc(1, sizeof(*s->conn[i]));
			s->conn[i]->fd = fd;
			/* A request carries files, and an answer may be larger than the request. */
			str_init(&s->conn[i]->in, REQUEST_MAX);
			str_init(&s->conn[i]->out, 2 * REQUEST_MAX);
			return;
		}
	if (fd >= 0)
		close(fd);
}

/* ---- The waiter of the loop ---- */

/* Also a turn every TICK_MS, so that the models change while no client asks. */
static void server_ask(void *self, struct loop_ask *ask)
{
	struct server *s = self;

	loop_want_fd(ask, s->listener, POLLIN);
	for (size_t i = 0; i < CONNECTIONS; i++)
		if (s->conn[i])
			loop_want_fd(ask, s->conn[i]->fd, (short)(POLLIN | (s->conn[i]->out.len ? POLLOUT : 0)));
	loop_want_by(ask, loop_now() + TICK_MS);
}

/* The time is read once, so that everything in a turn has the same time. */
static void server_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct server *s = self;

	s->juju.now = now;
	s->juju.wall = loop_wall_system();
	for (size_t i = 0; i < CONNECTIONS; i++)
		if (s->conn[i])
			conn_turn(s, &s->conn[i], loop_revents(ready, s->conn[i]->fd));
	if (loop_revents(ready, s->listener) & POLLIN)
		conn_accept(s);
	agent_turn(&s->juju);
}

/* ---- Start and stop ---- */

/* Only this user may connect (0600, in a folder of 0700): a client may change everything in the training. */
static bool listen_at(struct server *s, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	/* 108 bytes with the final zero (unix(7)): a folder deep in a build tree does not fit. */
	if (strlen(s->path) >= sizeof(address.sun_path))
		return err_set(err, ERR_ENVIRONMENT, _("The training sandbox cannot listen for juju commands"),
		               _("the path of its folder is too long for a Unix socket"), _("Choose a folder with a shorter path."));
	memcpy(address.sun_path, s->path, strlen(s->path) + 1);
	/* The socket of a daemon that ran in this folder before. */
	unlink(s->path);
	s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&address, sizeof(address)) || chmod(s->path, 0600) ||
	    listen(s->listener, 16))
		return err_whyf(err, ERR_ENVIRONMENT, _("The training sandbox cannot listen for juju commands"),
		                _("Look at the folder's rights and free space."), "%s: %s", s->path, strerror(errno));
	return true;
}

/* <dir>/bin/juju: a script that runs the client with the sandbox's folder in TEAL_SANDBOX. */
static bool write_program(struct server *s, struct err *err)
{
	const struct sandbox *sb = s->juju.sb;
	char *bin = mem_printf("%s/bin", sb->dir), *path = mem_printf("%s/bin/juju", sb->dir);
	/* The variable is set in the script, so that the caller's environment needs nothing but PATH. */
	char *text = mem_printf("#!/bin/sh\nTEAL_SANDBOX='%s' exec '%s' \"$@\"\n", sb->dir, sb->juju_program);
	bool ok = paths_make(bin, err) && file_write(path, text, strlen(text), err);

	if (ok && chmod(path, 0700))
		ok = err_whyf(err, ERR_ENVIRONMENT, _("The training sandbox cannot make its juju program"),
		              _("Look at the folder's rights."), "%s: %s", path, strerror(errno));
	free(bin);
	free(path);
	free(text);
	return ok;
}

/* Without a path to teal-juju (tests) there is the socket and no script. */
static bool server_open(struct server *s, struct err *err)
{
	char *log = mem_printf("%s/juju.log", s->juju.sb->dir);

	s->log = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	free(log);
	if (s->log < 0)
		return err_whyf(err, ERR_ENVIRONMENT, _("The training sandbox cannot write its record of juju commands"),
		                _("Look at the folder's rights and free space."), "%s", strerror(errno));
	return listen_at(s, err) && (!s->juju.sb->juju_program || write_program(s, err));
}

/* Safe after a server_open that failed halfway. */
static void server_free(struct server *s)
{
	for (size_t i = 0; i < CONNECTIONS; i++)
		if (s->conn[i])
			conn_free(s->conn[i]);
	if (s->listener >= 0)
		close(s->listener);
	if (s->log >= 0)
		close(s->log);
	unlink(s->path);
	free(s->path);
	free(s);
}

/* The socket listens before the models are seeded; no client is answered before the first turn. */
struct juju *juju_start(struct sandbox *sb, struct err *err)
{
	struct server *s = mem_zalloc(1, sizeof(*s));

	s->juju.sb = sb;
	s->listener = s->log = -1;
	s->path = mem_printf("%s/juju.sock", sb->dir);
	if (!server_open(s, err)) {
		server_free(s);
		return NULL;
	}
	s->juju.now = loop_now();
	s->juju.wall = loop_wall_system();
	agent_seed(&s->juju);
	s->waiter = (struct waiter){ .ask = server_ask, .turn = server_turn, .self = s };
	loop_add(sb->loop, &s->waiter);
	return &s->juju;
}

/* Clients that wait get no answer: their connection closes, and they report that the sandbox went away. */
void juju_stop(struct juju *juju)
{
	struct server *s = (struct server *)juju;

	if (!s)
		return;
	loop_remove(juju->sb->loop, &s->waiter);
	agent_release(juju);
	server_free(s);
}
