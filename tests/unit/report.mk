# Tests of the report and of the review of the plan.
check_PROGRAMS += tests/unit/report_test
tests_unit_report_test_SOURCES = tests/unit/report_test.c tests/unit/report_lines.h tests/unit/check.h tests/unit/golden.c tests/unit/golden.h
tests_unit_report_test_LDADD = $(core_ldadd)
