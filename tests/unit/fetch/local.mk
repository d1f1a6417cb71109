# Tests of src/fetch.
documents_desk = tests/unit/fetch/documents_web.c tests/unit/fetch/documents_web.h tests/unit/fetch/documents_desk.h
documents_desk += tests/unit/web.c tests/unit/web.h tests/unit/check.h
check_PROGRAMS += tests/unit/fetch/documents_test
tests_unit_fetch_documents_test_SOURCES = tests/unit/fetch/documents_test.c $(documents_desk)
tests_unit_fetch_documents_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/fetch/catalog_refresh_test
tests_unit_fetch_catalog_refresh_test_SOURCES = tests/unit/fetch/catalog_refresh_test.c tests/unit/web.c tests/unit/web.h
tests_unit_fetch_catalog_refresh_test_SOURCES += tests/unit/read_file.h tests/unit/check.h
tests_unit_fetch_catalog_refresh_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/fetch/documents_where_test
tests_unit_fetch_documents_where_test_SOURCES = tests/unit/fetch/documents_where_test.c $(documents_desk)
tests_unit_fetch_documents_where_test_LDADD = $(io_ldadd)
