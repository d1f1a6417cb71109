/* The owner and the thread share one struct, and the last of the two to let go releases it. They share nothing
 * but the count and the flag, so that no lock is needed and neither ever waits for the other. */
#include "config.h"

#include "port/background.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/mem.h"

struct background {
	/* work runs on the thread; release runs on the owner's thread or on the other, where the last holder lets go. */
	void (*work)(void *data);
	void (*release)(void *data);
	void *data;
	atomic_int holders; /* the owner and the thread */
	atomic_bool finished;
	int pipe[2]; /* nothing is written: it becomes readable when the thread closes its end */
};

/* Gives up one of the two holds. The pipe is not closed here: each side closes its own end by a copy of the
 * number, since the struct may be freed by then. */
static void let_go(struct background *b)
{
	if (atomic_fetch_sub(&b->holders, 1) > 1)
		return;
	b->release(b->data);
	free(b);
}

/* Calls under way, of all owners. */
static atomic_int under_way;

/* Looks at the count every 5 ms, since the threads are detached and cannot be joined. */
void background_wait(int ms)
{
	for (int waited = 0; atomic_load(&under_way) && waited < ms; waited += 5)
		poll(NULL, 0, 5);
}

/* The thread's function. The flag is set before the pipe is closed, so that an owner that the pipe wakes finds
 * the work finished. */
static void *run(void *self)
{
	struct background *b = self;
	int end = b->pipe[1];

	b->work(b->data);
	atomic_fetch_sub(&under_way, 1);
	atomic_store(&b->finished, true);
	let_go(b);
	close(end);
	return NULL;
}

/* The new thread inherits a mask that blocks every signal: signals are for the thread of the loop. */
static bool spawn(struct background *b)
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
	ok = pthread_create(&thread, &attr, run, b) == 0;
	if (!ok)
		atomic_fetch_sub(&under_way, 1);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return ok;
}

/* The thread is detached. An owner that joined would wait for the very call that it must not wait for. */
struct background *background_start(void (*work)(void *data), void (*release)(void *data), void *data)
{
	struct background *b = mem_zalloc(1, sizeof *b);

	b->work = work;
	b->release = release;
	b->data = data;
	atomic_init(&b->holders, 2);
	if (pipe2(b->pipe, O_CLOEXEC) == 0) {
		if (spawn(b))
			return b;
		close(b->pipe[0]);
		close(b->pipe[1]);
	}
	release(data);
	free(b);
	return NULL;
}

int background_fd(const struct background *b)
{
	return b->pipe[0];
}

/* The atomic load also makes what the thread wrote into data visible to the loop. */
bool background_finished(struct background *b)
{
	return atomic_load(&b->finished);
}

/* No pthread_cancel: a library that is cancelled half-way keeps its locks and its memory. */
void background_drop(struct background *b)
{
	int fd;

	if (!b)
		return;
	fd = b->pipe[0];
	let_go(b);
	close(fd);
}
