/* Stands between a program and its C library (LD_PRELOAD), so that a test can end teal at an exact moment of its journal, take away what
 * a power cut would take, and let time jump between two steps. It reads the journal as it is written; the program knows nothing of it.
 *
 * NIGHT_MOMENTS  a file: a line for each moment at which this shim did something; what stands in it is passed over
 * NIGHT_KINDS    at which events: ",act-intent,step-started,"; or whole moments, "act-intent stop-writes fence" between commas
 * NIGHT_DOES     what happens there: kill (SIGKILL, the line is written), late (SIGKILL some milliseconds later), cut (what was not synced is
 *                gone, or half of it, then SIGKILL), jump (the clocks go on by NIGHT_JUMP and the program lives)
 * NIGHT_CUTS     at these the power is cut, whatever else is done at others
 * NIGHT_LATE     milliseconds
 * NIGHT_JUMP     "REAL MONOTONIC" in milliseconds
 * NIGHT_CLOCK    a file of 16 bytes, shared by all who shall see the same time: how far the two clocks are ahead
 *
 * A child that is forked keeps the true time and is left alone; what it starts does not get the shim at all: PostgreSQL is never shifted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *moments, *kinds, *cuts, *does;
static volatile int64_t *ahead; /* ms: wall clock, monotonic */
static off_t synced = -1; /* how much of the journal is surely on the disk */
static int journal = -1, off;
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fdatasync)(int), (*real_clock)(clockid_t, struct timespec *);

static void left_alone(void)
{
	off = 1;
}

static void __attribute__((constructor)) begin(void)
{
	const char *clock = getenv("NIGHT_CLOCK");
	int fd;

	*(void **)&real_write = dlsym(RTLD_NEXT, "write");
	*(void **)&real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	moments = getenv("NIGHT_MOMENTS");
	kinds = getenv("NIGHT_KINDS");
	cuts = getenv("NIGHT_CUTS");
	does = getenv("NIGHT_DOES");
	if (clock && (fd = open(clock, O_RDWR | O_CLOEXEC)) >= 0) {
		ahead = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (ahead == MAP_FAILED)
			ahead = NULL;
		close(fd);
	}
	unsetenv("LD_PRELOAD");
	pthread_atfork(NULL, NULL, left_alone);
}

/* ---- Time ---- */

static int64_t shift(clockid_t id)
{
	if (off || !ahead)
		return 0;
	if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
		return ahead[0];
	return id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_MONOTONIC_RAW || id == CLOCK_BOOTTIME ? ahead[1] : 0;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	int64_t ms = shift(id);
	int rc;

	/* Somebody else's constructor may come first. */
	if (!real_clock)
		*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	rc = real_clock(id, t);
	if (rc != 0 || ms == 0)
		return rc;
	t->tv_sec += ms / 1000;
	t->tv_nsec += ms % 1000 * 1000000;
	if (t->tv_nsec < 0) {
		t->tv_nsec += 1000000000;
		t->tv_sec--;
	} else if (t->tv_nsec >= 1000000000) {
		t->tv_nsec -= 1000000000;
		t->tv_sec++;
	}
	return 0;
}

time_t time(time_t *out)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*out = (struct timeval){ t.tv_sec, t.tv_nsec / 1000 };
	return 0;
}

/* ---- Moments of the journal ---- */

/* The text of a member of this line, as far as to; the journal's own order and form are relied on, nothing else. */
static void member(const char *line, const char *key, char *out, size_t size)
{
	char want[64];
	const char *at;
	size_t n;

	snprintf(want, sizeof(want), "\"%s\":\"", key);
	at = strstr(line, want);
	out[0] = '\0';
	if (!at)
		return;
	at += strlen(want);
	n = strcspn(at, "\"");
	snprintf(out, size, "%.*s", (int)n, at);
}

/* "act-intent stop-writes fence", with "undo" behind it when it is one. */
static void moment_of(const char *line, char *out, size_t size)
{
	char event[64], step[64], act[64];

	member(line, "event", event, sizeof(event));
	member(line, "step", step, sizeof(step));
	member(line, "act", act, sizeof(act));
	if (!act[0])
		member(line, "key", act, sizeof(act));
	if (!act[0])
		member(line, "table", act, sizeof(act));
	snprintf(out, size, "%s %s %s%s", event, step[0] ? step : "-", act[0] ? act : "-", strstr(line, "\"undo\":true") ? " undo" : "");
}

static int is_among(const char *list, const char *moment)
{
	char kind[80], whole[260];

	if (!list)
		return 0;
	snprintf(kind, sizeof(kind), ",%.*s,", (int)strcspn(moment, " "), moment);
	snprintf(whole, sizeof(whole), ",%s,", moment);
	return strstr(list, kind) || strstr(list, whole);
}

/* Returns whether it is new; then it stands in the file from here on. */
static int is_new(const char *moment)
{
	char line[300];
	size_t n = 0;
	FILE *f = fopen(moments, "a+e");

	if (!f)
		abort();
	rewind(f);
	while (fgets(line, sizeof(line), f)) {
		n++;
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, moment) == 0) {
			fclose(f);
			return 0;
		}
	}
	fprintf(f, "%s\n", moment);
	fclose(f);
	return (int)n + 1;
}

static void *end_later(void *ms)
{
	usleep((useconds_t)(intptr_t)ms * 1000);
	kill(getpid(), SIGKILL);
	return NULL;
}

/* n: the how many-th moment this is; every other power cut leaves half of what was not synced. */
static void act_on(const char *what, int n)
{
	const char *late = getenv("NIGHT_LATE"), *jump = getenv("NIGHT_JUMP");
	long long wall, mono;
	struct stat st;
	pthread_t thread;

	if (strcmp(what, "jump") == 0) {
		if (ahead && jump && sscanf(jump, "%lld %lld", &wall, &mono) == 2) {
			ahead[0] += wall;
			ahead[1] += mono;
		}
	} else if (strcmp(what, "late") == 0) {
		pthread_create(&thread, NULL, end_later, (void *)(intptr_t)(late ? atoi(late) : 5));
	} else {
		if (strcmp(what, "cut") == 0 && fstat(journal, &st) == 0 &&
		    ftruncate(journal, synced + (n % 2 ? 0 : (st.st_size - synced) / 2)) != 0)
			abort();
		kill(getpid(), SIGKILL);
	}
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	char moment[256], *line;
	struct stat st;
	ssize_t written;
	int number, cut;

	if (!real_write)
		*(void **)&real_write = dlsym(RTLD_NEXT, "write");
	if (off || !moments || n < 8 || memcmp(bytes, "{\"seq\":", 7) != 0)
		return real_write(fd, bytes, n);
	/* What was there when the journal was opened was synced then. */
	if (fd != journal && fstat(fd, &st) == 0) {
		journal = fd;
		synced = st.st_size;
	}
	written = real_write(fd, bytes, n);
	line = strndup(bytes, n);
	moment_of(line, moment, sizeof(moment));
	free(line);
	cut = is_among(cuts, moment);
	if (written == (ssize_t)n && (cut || is_among(kinds, moment)) && (number = is_new(moment)))
		act_on(cut ? "cut" : does, number);
	return written;
}

int fdatasync(int fd)
{
	struct stat st;
	int rc = real_fdatasync(fd);

	if (rc == 0 && fd == journal && fstat(fd, &st) == 0)
		synced = st.st_size;
	return rc;
}
