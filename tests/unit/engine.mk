check_PROGRAMS += tests/unit/engine_test
tests_unit_engine_test_SOURCES = tests/unit/engine_test.c tests/unit/model_make.c tests/unit/model_make.h tests/unit/check.h
tests_unit_engine_test_LDADD = $(core_ldadd)
