# Tests of src/base.
check_PROGRAMS += tests/unit/base_test
tests_unit_base_test_SOURCES = tests/unit/base_test.c tests/unit/check.h
tests_unit_base_test_LDADD = $(core_ldadd)
