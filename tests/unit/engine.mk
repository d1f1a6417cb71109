check_PROGRAMS += tests/unit/engine_test
tests_unit_engine_test_SOURCES = tests/unit/engine_test.c tests/unit/model_make.c tests/unit/model_make.h tests/unit/check.h
tests_unit_engine_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/crossing_test
tests_unit_crossing_test_SOURCES = tests/unit/crossing_test.c tests/unit/crossing.c tests/unit/crossing.h
tests_unit_crossing_test_SOURCES += tests/unit/model_make.c tests/unit/model_make.h tests/unit/check.h
tests_unit_crossing_test_LDADD = $(core_ldadd)
