# Tests of the data half of the sandbox.
check_PROGRAMS += tests/unit/schema_test
tests_unit_schema_test_SOURCES = tests/unit/schema_test.c tests/unit/check.h
tests_unit_schema_test_LDADD = $(sandbox_ldadd)

check_PROGRAMS += tests/unit/workload_test
tests_unit_workload_test_SOURCES = tests/unit/workload_test.c tests/unit/check.h
tests_unit_workload_test_LDADD = $(sandbox_ldadd)

check_PROGRAMS += tests/unit/mirror_test
tests_unit_mirror_test_SOURCES = tests/unit/mirror_test.c tests/unit/web.c tests/unit/web.h tests/unit/check.h tests/unit/read_file.h
tests_unit_mirror_test_LDADD = $(sandbox_ldadd)

# A real server.
check_PROGRAMS += tests/unit/migrate_test
tests_unit_migrate_test_SOURCES = tests/unit/migrate_test.c tests/unit/cluster.c tests/unit/cluster.h tests/unit/check.h
tests_unit_migrate_test_LDADD = $(sandbox_ldadd)
