# Tests of src/sandbox/github.
check_PROGRAMS += tests/unit/sandbox/github/mirror_test
tests_unit_sandbox_github_mirror_test_SOURCES = tests/unit/sandbox/github/mirror_test.c tests/unit/web.c tests/unit/web.h
tests_unit_sandbox_github_mirror_test_SOURCES += tests/unit/check.h tests/unit/read_file.h
tests_unit_sandbox_github_mirror_test_LDADD = $(sandbox_ldadd)
