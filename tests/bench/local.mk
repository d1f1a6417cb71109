# Measurements: built when asked for by name, run by hand, never a part of make check.
EXTRA_PROGRAMS = tests/bench/changelog_bench
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/run.sh
tests_bench_changelog_bench_SOURCES = tests/bench/changelog_bench.c tests/unit/read_file.h
tests_bench_changelog_bench_LDADD = $(core_ldadd)
