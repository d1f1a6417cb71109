# Measurements: built when asked for by name, run by hand, never a part of make check.
EXTRA_PROGRAMS = tests/bench/changelog_bench tests/bench/verify_bench
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/run.sh tests/bench/verify.sh
tests_bench_changelog_bench_SOURCES = tests/bench/changelog_bench.c tests/unit/read_file.h
tests_bench_changelog_bench_LDADD = $(core_ldadd)
tests_bench_verify_bench_SOURCES = tests/bench/verify_bench.c
tests_bench_verify_bench_LDADD = $(sandbox_ldadd)
