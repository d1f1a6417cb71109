# Tests of src/sandbox/juju.
check_PROGRAMS += tests/unit/sandbox/juju/juju_state_test
tests_unit_sandbox_juju_juju_state_test_SOURCES = tests/unit/sandbox/juju/juju_state_test.c
tests_unit_sandbox_juju_juju_state_test_SOURCES += tests/unit/sandbox/juju/sandbox_double.c
tests_unit_sandbox_juju_juju_state_test_SOURCES += tests/unit/sandbox/juju/sandbox_double.h tests/unit/check.h
tests_unit_sandbox_juju_juju_state_test_LDADD = $(sandbox_ldadd)
