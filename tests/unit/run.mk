# Tests of the performing half of src/engine.
check_PROGRAMS += tests/unit/fence_test
tests_unit_fence_test_SOURCES = tests/unit/fence_test.c tests/unit/cluster.c tests/unit/cluster.h tests/unit/asking.h tests/unit/check.h
tests_unit_fence_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/verify_test
tests_unit_verify_test_SOURCES = tests/unit/verify_test.c tests/unit/cluster.c tests/unit/cluster.h tests/unit/asking.h tests/unit/check.h
tests_unit_verify_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/run_test
tests_unit_run_test_SOURCES = tests/unit/run_test.c tests/unit/run_home.h tests/unit/cluster.h tests/unit/asking.h tests/unit/check.h
tests_unit_run_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/run_acts_test
tests_unit_run_acts_test_SOURCES = tests/unit/run_acts_test.c tests/unit/cluster.c tests/unit/cluster.h
tests_unit_run_acts_test_SOURCES += tests/unit/run_home.h tests/unit/asking.h tests/unit/check.h
tests_unit_run_acts_test_LDADD = $(io_ldadd)
