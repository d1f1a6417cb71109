# Tests of src/report.
check_PROGRAMS += tests/unit/report/report_test
tests_unit_report_report_test_SOURCES = tests/unit/report/report_test.c tests/unit/report/report_lines.h tests/unit/check.h
tests_unit_report_report_test_SOURCES += tests/unit/golden.c tests/unit/golden.h
tests_unit_report_report_test_LDADD = $(core_ldadd)
