# Tests of src/base.
check_PROGRAMS += tests/unit/base/base_test
tests_unit_base_base_test_SOURCES = tests/unit/base/base_test.c tests/unit/check.h
tests_unit_base_base_test_LDADD = $(core_ldadd)
