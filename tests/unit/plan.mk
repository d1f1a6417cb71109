check_PROGRAMS += tests/unit/plan_test
tests_unit_plan_test_SOURCES = tests/unit/plan_test.c tests/unit/model_make.c tests/unit/model_make.h tests/unit/check.h
tests_unit_plan_test_LDADD = $(core_ldadd)
