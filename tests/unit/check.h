/* The smallest test harness: a table of named cases, TAP lines on standard output ("ok 1 - name", "not ok 1 - name", "ok 1 - name # SKIP
 * why"), a diagnostic line per failed check. A test program is: cases, CHECKs, and CHECK_MAIN(cases). */
#ifndef TEAL_TESTS_CHECK_H
#define TEAL_TESTS_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct check_case {
	const char *name; /* the behaviour that is promised */
	void (*run)(void);
};

/* Weak, so that all files of a test program share them: a check that fails in a helper's file fails the case. */
__attribute__((weak)) int check_failed;
__attribute__((weak)) const char *check_skipped;

/* Each yields whether it held. */
#define CHECK(cond) check_that((cond), #cond, __FILE__, __LINE__)
#define CHECK_STR(got, want) check_str((got), (want), #got, __FILE__, __LINE__)
#define CHECK_INT(got, want) check_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define SKIP(why) (check_skipped = (why))

static inline bool check_that(bool ok, const char *text, const char *file, int line)
{
	if (!ok) {
		check_failed++;
		printf("# %s:%d: does not hold: %s\n", file, line, text);
	}
	return ok;
}

static inline bool check_str(const char *got, const char *want, const char *text, const char *file, int line)
{
	bool ok = got == want || (got && want && strcmp(got, want) == 0);

	if (!ok) {
		check_failed++;
		printf("# %s:%d: %s\n#   got:  %s\n#   want: %s\n", file, line, text, got ? got : "(null)", want ? want : "(null)");
	}
	return ok;
}

static inline bool check_int(long long got, long long want, const char *text, const char *file, int line)
{
	if (got != want) {
		check_failed++;
		printf("# %s:%d: %s is %lld, want %lld\n", file, line, text, got, want);
	}
	return got == want;
}

static inline int check_main(const struct check_case *cases, int n)
{
	int bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		check_failed = 0;
		check_skipped = NULL;
		cases[i].run();
		printf("%sok %d - %s", check_failed ? "not " : "", i + 1, cases[i].name);
		printf(check_skipped && !check_failed ? " # SKIP %s\n" : "\n", check_skipped);
		bad += check_failed != 0;
	}
	return bad != 0;
}

#define CHECK_MAIN(cases) \
	int main(void) \
	{ \
		return check_main(cases, (int)(sizeof(cases) / sizeof((cases)[0]))); \
	}

#endif
