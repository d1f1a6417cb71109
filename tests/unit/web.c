/* A process that accepts, and one more for each request. All die with the test. */
#include "config.h"

#include "tests/unit/web.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "port/loop.h"

enum { UP_MS = 20000 };

int web_listen(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 16) < 0 || getsockname(fd, (struct sockaddr *)&at, &n) < 0)
		return -1;
	*port = ntohs(at.sin_port);
	return fd;
}

void web_say(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t w = send(fd, bytes, n, MSG_NOSIGNAL);

		if (w <= 0)
			_exit(0);
		bytes += w;
		n -= (size_t)w;
	}
}

void web_say_text(int fd, const char *text)
{
	web_say(fd, text, strlen(text));
}

void web_wait(int ms)
{
	poll(NULL, 0, ms);
}

void web_drip(int fd, size_t n, int pause_ms)
{
	static char bytes[4096];

	memset(bytes, 'd', sizeof bytes);
	for (;;) {
		web_say(fd, bytes, n < sizeof bytes ? n : sizeof bytes);
		web_wait(pause_ms);
	}
}

static void serve(int listener, web_answer *answer)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		char request[4096] = "";
		size_t n = 0;

		if (fork() != 0) {
			close(fd);
			continue;
		}
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (n < sizeof request - 1 && !strstr(request, "\r\n\r\n")) {
			ssize_t got = read(fd, request + n, sizeof request - 1 - n);

			if (got <= 0)
				_exit(0);
			n += (size_t)got;
			request[n] = '\0';
		}
		answer(fd, request);
		_exit(0);
	}
}

bool web_start(struct web *w, web_answer *answer)
{
	int fd = web_listen(&w->port);

	if (fd < 0)
		return false;
	w->pid = fork();
	if (w->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(fd, answer);
	}
	close(fd);
	return w->pid > 0;
}

bool web_stop(struct web *w)
{
	bool ok = w->pid <= 0 || (kill(w->pid, SIGKILL) == 0 && waitpid(w->pid, NULL, 0) == w->pid);

	*w = (struct web){ 0 };
	return ok;
}

static int spawn(const char *const *argv, int *status)
{
	int pid = fork(), null;

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (status)
		waitpid(pid, status, 0);
	return pid;
}

static bool wait_until_up(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int64_t until = loop_now() + UP_MS;
	bool up = false;

	while (!up && loop_now() < until) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		up = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
		close(fd);
		if (!up)
			web_wait(10);
	}
	return up;
}

bool web_start_tls(struct web *w, const char *folder)
{
	char *cert = mem_printf("%s/cert.pem", folder), *key = mem_printf("%s/key.pem", folder), *at;
	int status = -1, listener = web_listen(&w->port);
	bool up = false;

	spawn((const char *[]){ "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
	                        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert, NULL },
	      &status);
	close(listener);
	at = mem_printf("127.0.0.1:%d", w->port);
	if (status == 0) {
		w->pid = spawn((const char *[]){ "openssl", "s_server", "-quiet", "-www", "-accept", at, "-cert", cert, "-key", key, NULL },
		               NULL);
		up = wait_until_up(w->port);
	}
	free(at);
	free(cert);
	free(key);
	return up;
}
