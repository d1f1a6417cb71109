# Tests of src/engine.
check_PROGRAMS += tests/unit/engine/engine_phases_test
tests_unit_engine_engine_phases_test_SOURCES = tests/unit/engine/engine_phases_test.c tests/unit/model_make.c
tests_unit_engine_engine_phases_test_SOURCES += tests/unit/model_make.h tests/unit/check.h
tests_unit_engine_engine_phases_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/engine/engine_test
tests_unit_engine_engine_test_SOURCES = tests/unit/engine/engine_test.c tests/unit/model_make.c tests/unit/model_make.h
tests_unit_engine_engine_test_SOURCES += tests/unit/check.h
tests_unit_engine_engine_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/engine/crossing_test
tests_unit_engine_crossing_test_SOURCES = tests/unit/engine/crossing_test.c tests/unit/engine/crossing.c
tests_unit_engine_crossing_test_SOURCES += tests/unit/engine/crossing.h tests/unit/model_make.c tests/unit/model_make.h
tests_unit_engine_crossing_test_SOURCES += tests/unit/check.h
tests_unit_engine_crossing_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/engine/undo_test
tests_unit_engine_undo_test_SOURCES = tests/unit/engine/undo_test.c tests/unit/model_make.c tests/unit/model_make.h
tests_unit_engine_undo_test_SOURCES += tests/unit/check.h
tests_unit_engine_undo_test_LDADD = $(core_ldadd)
