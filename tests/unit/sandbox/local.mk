# Tests of src/sandbox.
check_PROGRAMS += tests/unit/sandbox/scenario_test
tests_unit_sandbox_scenario_test_SOURCES = tests/unit/sandbox/scenario_test.c tests/unit/check.h
tests_unit_sandbox_scenario_test_LDADD = $(sandbox_ldadd)
