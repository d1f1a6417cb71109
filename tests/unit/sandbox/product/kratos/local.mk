# Tests of src/sandbox/product/kratos.
check_PROGRAMS += tests/unit/sandbox/product/kratos/schema_test
tests_unit_sandbox_product_kratos_schema_test_SOURCES = tests/unit/sandbox/product/kratos/schema_test.c tests/unit/check.h
tests_unit_sandbox_product_kratos_schema_test_LDADD = $(sandbox_ldadd)
check_PROGRAMS += tests/unit/sandbox/product/kratos/workload_test
tests_unit_sandbox_product_kratos_workload_test_SOURCES = tests/unit/sandbox/product/kratos/workload_test.c tests/unit/check.h
tests_unit_sandbox_product_kratos_workload_test_LDADD = $(sandbox_ldadd)
check_PROGRAMS += tests/unit/sandbox/product/kratos/migrate_test
tests_unit_sandbox_product_kratos_migrate_test_SOURCES = tests/unit/sandbox/product/kratos/migrate_test.c tests/unit/cluster.c
tests_unit_sandbox_product_kratos_migrate_test_SOURCES += tests/unit/cluster.h tests/unit/check.h
tests_unit_sandbox_product_kratos_migrate_test_LDADD = $(sandbox_ldadd)
