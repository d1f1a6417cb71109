# Fuzzers, built only by --enable-fuzz with clang. A fuzzer is a program with LLVMFuzzerTestOneInput, inside "if FUZZ":
# check_PROGRAMS += tests/fuzz/x_fuzz is wrong (it never ends by itself); use noinst_PROGRAMS and -fsanitize=fuzzer in its LDFLAGS.
# Replay with a plain compiler: cc -I. -Isrc tests/fuzz/x_fuzz.c tests/fuzz/drive.c libcore.a, then give it files.
EXTRA_DIST += tests/fuzz/drive.c
noinst_PROGRAMS =
if FUZZ
noinst_PROGRAMS += tests/fuzz/rx_fuzz
tests_fuzz_rx_fuzz_SOURCES = tests/fuzz/rx_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_rx_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_rx_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/lsn_fuzz
tests_fuzz_lsn_fuzz_SOURCES = tests/fuzz/lsn_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_lsn_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_lsn_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/version_fuzz
tests_fuzz_version_fuzz_SOURCES = tests/fuzz/version_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_version_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_version_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/juju_status_fuzz
tests_fuzz_juju_status_fuzz_SOURCES = tests/fuzz/juju_status_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_juju_status_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_juju_status_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/juju_task_fuzz
tests_fuzz_juju_task_fuzz_SOURCES = tests/fuzz/juju_task_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_juju_task_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_juju_task_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/juju_run_fuzz
tests_fuzz_juju_run_fuzz_SOURCES = tests/fuzz/juju_run_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_juju_run_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_juju_run_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/backups_fuzz
tests_fuzz_backups_fuzz_SOURCES = tests/fuzz/backups_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_backups_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_backups_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/catalog_fuzz
tests_fuzz_catalog_fuzz_SOURCES = tests/fuzz/catalog_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_catalog_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_catalog_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/changelog_fuzz
tests_fuzz_changelog_fuzz_SOURCES = tests/fuzz/changelog_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_changelog_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_changelog_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/git_tree_fuzz
tests_fuzz_git_tree_fuzz_SOURCES = tests/fuzz/git_tree_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_git_tree_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_git_tree_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/release_list_fuzz
tests_fuzz_release_list_fuzz_SOURCES = tests/fuzz/release_list_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_release_list_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_release_list_fuzz_LDADD = $(core_ldadd)
noinst_PROGRAMS += tests/fuzz/ddl_fuzz
tests_fuzz_ddl_fuzz_SOURCES = tests/fuzz/ddl_fuzz.c tests/fuzz/fuzz.h
tests_fuzz_ddl_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_ddl_fuzz_LDADD = $(core_ldadd)
endif
