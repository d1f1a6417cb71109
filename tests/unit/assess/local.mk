# Tests of src/assess.
check_PROGRAMS += tests/unit/assess/hazards_table_test
tests_unit_assess_hazards_table_test_SOURCES = tests/unit/assess/hazards_table_test.c tests/unit/read_file.h tests/unit/shipped_catalog.h
tests_unit_assess_hazards_table_test_SOURCES += tests/unit/check.h
tests_unit_assess_hazards_table_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/assess/assess_test
tests_unit_assess_assess_test_SOURCES = tests/unit/assess/assess_test.c tests/unit/shipped_catalog.h tests/unit/check.h
tests_unit_assess_assess_test_SOURCES += tests/unit/read_file.h
tests_unit_assess_assess_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/assess/assess_text_test
tests_unit_assess_assess_text_test_SOURCES = tests/unit/assess/assess_text_test.c tests/unit/shipped_catalog.h tests/unit/check.h
tests_unit_assess_assess_text_test_SOURCES += tests/unit/read_file.h
tests_unit_assess_assess_text_test_LDADD = $(core_ldadd)
check_PROGRAMS += tests/unit/assess/unwrap_test
tests_unit_assess_unwrap_test_SOURCES = tests/unit/assess/unwrap_test.c tests/unit/check.h
tests_unit_assess_unwrap_test_LDADD = $(core_ldadd)
