# Tests of src/sandbox. A test program is three lines:
# check_PROGRAMS += tests/unit/x_test
# tests_unit_x_test_SOURCES = tests/unit/x_test.c tests/unit/check.h
# tests_unit_x_test_LDADD = $(sandbox_ldadd)
