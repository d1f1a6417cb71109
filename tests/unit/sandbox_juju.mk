# Tests of the juju stand-in: the data half is a double that the linker takes instead of the library's.
check_PROGRAMS += tests/unit/juju_state_test
tests_unit_juju_state_test_SOURCES = tests/unit/juju_state_test.c tests/unit/sandbox_double.c tests/unit/sandbox_double.h tests/unit/check.h
tests_unit_juju_state_test_LDADD = $(sandbox_ldadd)
