/* A server that is commanded through shared memory, since each answer is a process of its own. */
#include "config.h"

#include "tests/unit/fetch/documents_web.h"

#include <sys/mman.h>

#include "base/err.h"
#include "base/mem.h"
#include "port/paths.h"

struct web_shared *web_shared;
struct web desk_server;
char desk_root[64];

static void say_status(int fd, int status, const char *extra)
{
	char *text = mem_printf("HTTP/1.1 %d Said\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n", status, extra);

	web_say_text(fd, text);
	free(text);
}

static void say_doc(int fd, const char *request)
{
	char etag[32], *text;

	snprintf(etag, sizeof etag, "\"v%d\"", web_shared->etag);
	if (web_shared->status) {
		say_status(fd, web_shared->status, web_shared->extra);
		return;
	}
	if (strstr(request, etag)) {
		say_status(fd, 304, "");
		return;
	}
	text = mem_printf("HTTP/1.1 200 OK\r\nETag: %s\r\nConnection: close\r\nContent-Length: 6\r\n\r\nbody %d", etag, web_shared->etag);
	web_say_text(fd, text);
	free(text);
}

/* 50 MB, told in the headers or not. */
static void say_large(int fd, const char *length)
{
	char *text = mem_printf("HTTP/1.1 200 OK\r\n%sConnection: close\r\n\r\n", length);

	web_say_text(fd, text);
	free(text);
	text = mem_zalloc(50, 1000000);
	memset(text, 'x', 50000000);
	web_say(fd, text, 50000000);
	free(text);
}

static void say_slowly(int fd)
{
	int now = __atomic_add_fetch(&web_shared->now, 1, __ATOMIC_SEQ_CST), most = __atomic_load_n(&web_shared->most, __ATOMIC_SEQ_CST);

	while (now > most && !__atomic_compare_exchange_n(&web_shared->most, &most, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		;
	web_wait(100);
	__atomic_sub_fetch(&web_shared->now, 1, __ATOMIC_SEQ_CST);
	say_status(fd, 200, "");
}

static bool path_is(const char *request, const char *path)
{
	return strncmp(request, "GET ", 4) == 0 && strncmp(request + 4, path, strlen(path)) == 0;
}

static void answer(int fd, const char *request)
{
	char *away;

	__atomic_add_fetch(&web_shared->asked, 1, __ATOMIC_SEQ_CST);
	snprintf(web_shared->seen, sizeof web_shared->seen, "%s", request);
	if (path_is(request, "/doc")) {
		say_doc(fd, request);
	} else if (path_is(request, "/flaky")) {
		if (__atomic_fetch_sub(&web_shared->bad, 1, __ATOMIC_SEQ_CST) > 0)
			say_status(fd, 500, "");
		else
			say_status(fd, 200, "");
	} else if (path_is(request, "/cut")) {
		web_say_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
	} else if (path_is(request, "/large-told")) {
		say_large(fd, "Content-Length: 50000000\r\n");
	} else if (path_is(request, "/large")) {
		say_large(fd, "");
	} else if (path_is(request, "/drip")) {
		web_say_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
		web_drip(fd, 1, 20);
	} else if (path_is(request, "/silent")) {
		web_wait(PATIENCE_MS);
	} else if (path_is(request, "/away")) {
		away = mem_printf("Location: http://127.0.0.1:%d/doc\r\n", desk_server.port);
		say_status(fd, 302, away);
		free(away);
	} else if (path_is(request, "/slow")) {
		say_slowly(fd);
	} else {
		say_status(fd, 404, "");
	}
}

bool desk_start(void)
{
	snprintf(desk_root, sizeof desk_root, "/tmp/teal-sources-XXXXXX");
	if (!web_shared)
		web_shared = mmap(NULL, sizeof *web_shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (web_shared == MAP_FAILED || !mkdtemp(desk_root))
		return false;
	setenv("XDG_CACHE_HOME", desk_root, 1);
	*web_shared = (struct web_shared){ .etag = 1 };
	return web_start(&desk_server, answer);
}

bool desk_stop(void)
{
	struct err err;
	bool stopped = web_stop(&desk_server);

	return paths_remove(desk_root, &err) && stopped;
}

const char *desk_url(const char *path)
{
	static char text[2][256];
	static int turn;

	turn = !turn;
	snprintf(text[turn], sizeof text[turn], "http://127.0.0.1:%d%s", desk_server.port, path);
	return text[turn];
}
