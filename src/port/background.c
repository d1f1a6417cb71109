/* Two holders share one struct: the owner and the thread. Whoever lets go last releases it. They share
 * nothing but the count and the flag, so there is no lock, and nobody ever waits for the other. */
#include "config.h"

#include "port/background.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/mem.h"

struct background {
	/* work runs on the thread; release on the side that lets go last, whichever that is. */
	void (*work)(void *data);
	void (*release)(void *data);
	void *data;
	atomic_int holders; /* the owner and the thread */
	atomic_bool finished;
	int pipe[2]; /* nothing is written: it becomes readable when the thread closes its end */
};

/* The pipe is not closed here: each side closes the end that it alone uses, by a copy of its number,
 * since the struct may be gone by then. */
static void let_go(struct background *a)
{
	if (atomic_fetch_sub(&a->holders, 1) > 1)
		return;
	a->release(a->data);
	free(a);
}

/* Calls under way, of anybody. */
static atomic_int under_way;

void background_wait(int ms)
{
	for (int waited = 0; atomic_load(&under_way) && waited < ms; waited += 5)
		poll(NULL, 0, 5);
}

/* The thread. The flag is set before the pipe is closed, so whoever is woken by the pipe finds the work
 * finished. */
static void *run(void *self)
{
	struct background *a = self;
	int end = a->pipe[1];

	a->work(a->data);
	atomic_fetch_sub(&under_way, 1);
	atomic_store(&a->finished, true);
	let_go(a);
	close(end);
	return NULL;
}

/* Signals stay with the thread of the loop, so the new one is born with all of them blocked. */
static bool spawn(struct background *a)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;
	bool ok;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	atomic_fetch_add(&under_way, 1);
	ok = pthread_create(&thread, &attr, run, a) == 0;
	if (!ok)
		atomic_fetch_sub(&under_way, 1);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return ok;
}

/* Detached, since nobody joins: an owner that joined would wait for what it wanted to be rid of. */
struct background *background_start(void (*work)(void *data), void (*release)(void *data), void *data)
{
	struct background *a = mem_zalloc(1, sizeof *a);

	a->work = work;
	a->release = release;
	a->data = data;
	atomic_init(&a->holders, 2);
	if (pipe2(a->pipe, O_CLOEXEC) == 0) {
		if (spawn(a))
			return a;
		close(a->pipe[0]);
		close(a->pipe[1]);
	}
	release(data);
	free(a);
	return NULL;
}

int background_fd(const struct background *a)
{
	return a->pipe[0];
}

/* The atomic load also makes what the thread wrote into data visible to the loop. */
bool background_finished(struct background *a)
{
	return atomic_load(&a->finished);
}

/* No pthread_cancel: a library that is cancelled half-way keeps its locks and its memory. */
void background_drop(struct background *a)
{
	int fd;

	if (!a)
		return;
	fd = a->pipe[0];
	let_go(a);
	close(fd);
}
