/* Figures of codec/changelog.h over a real file: how long it takes at once, four and sixteen times its length, and how much memory.
 *   make tests/bench/changelog_bench && tests/bench/changelog_bench CHANGELOG.md
 * Not a test: nothing here passes or fails. */
#include "config.h"

#include "codec/changelog.h"

#include <malloc.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/read_file.h"

#define ROUNDS 9

struct figures {
	double parse_ms, ask_ms;
	size_t entries, held; /* held: bytes that the parsed changelog owns */
	long peak_kb; /* what the process grew by at most */
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A line of /proc/self/status in kB; -1 when it is not there. */
static long status_kb(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kb = -1;

	while (f && kb < 0 && fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			kb = strtol(line + strlen(name) + 1, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

static size_t allocated(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* Everything that is asked of each entry. */
static void ask_all(const struct changelog *c)
{
	for (size_t i = 0; i < c->entries; i++) {
		changelog_demands(c, &c->entry[i], NULL);
		changelog_breaking(c, &c->entry[i], NULL);
	}
}

static bool measure(const char *text, size_t n, struct figures *out)
{
	*out = (struct figures){ .parse_ms = 1e9, .ask_ms = 1e9, .peak_kb = status_kb("VmRSS:") };
	for (int i = 0; i < ROUNDS; i++) {
		size_t before = allocated();
		double start = now_ms(), parsed;
		struct changelog c;
		struct err err;

		if (!changelog_parse(text, n, &c, &err)) {
			fprintf(stderr, "%s: %s %s\n", err.what, err.why, err.now);
			return false;
		}
		parsed = now_ms();
		out->entries = c.entries;
		out->held = allocated() - before;
		ask_all(&c);
		out->ask_ms = now_ms() - parsed < out->ask_ms ? now_ms() - parsed : out->ask_ms;
		out->parse_ms = parsed - start < out->parse_ms ? parsed - start : out->parse_ms;
		changelog_release(&c);
	}
	out->peak_kb = status_kb("VmHWM:") - out->peak_kb;
	return true;
}

/* In a process of its own, so that each length has its own peak. */
static bool measure_apart(const char *text, size_t n, struct figures *out)
{
	int status = 1, fd[2];
	pid_t pid = pipe(fd) == 0 ? fork() : -1;

	if (pid == 0) {
		bool ok = measure(text, n, out);

		_exit(ok && write(fd[1], out, sizeof *out) == (ssize_t)sizeof *out ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 && read(fd[0], out, sizeof *out) == (ssize_t)sizeof *out;
}

int main(int argc, char **argv)
{
	static const size_t times[] = { 1, 4, 16 };
	struct figures one = { 0 }, f;
	size_t n = 0;
	char *text = argc == 2 ? read_file(argv[1], &n) : NULL;

	if (!text || !n) {
		fprintf(stderr, "usage: changelog_bench CHANGELOG.md\n");
		return 2;
	}
	printf("%6s %10s %8s %9s %6s %9s %6s %11s %11s\n", "times", "bytes", "entries", "parse ms", "ratio", "asked ms", "ratio",
	       "held bytes", "peak kB");
	for (size_t i = 0; i < mem_count(times); i++) {
		char *big = mem_zalloc(n, times[i]);

		for (size_t k = 0; k < times[i]; k++)
			memcpy(big + k * n, text, n);
		if (!measure_apart(big, n * times[i], &f))
			return 1;
		if (!i)
			one = f;
		printf("%6zu %10zu %8zu %9.2f %6.1f %9.2f %6.1f %11zu %11ld\n", times[i], n * times[i], f.entries, f.parse_ms,
		       f.parse_ms / one.parse_ms, f.ask_ms, f.ask_ms / one.ask_ms, f.held, f.peak_kb);
		free(big);
	}
	free(text);
	return 0;
}
