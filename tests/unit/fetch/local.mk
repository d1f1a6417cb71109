# Tests of src/fetch.
sources_desk = tests/unit/fetch/sources_web.c tests/unit/fetch/sources_web.h tests/unit/fetch/sources_desk.h
sources_desk += tests/unit/web.c tests/unit/web.h tests/unit/check.h
check_PROGRAMS += tests/unit/fetch/sources_test
tests_unit_fetch_sources_test_SOURCES = tests/unit/fetch/sources_test.c $(sources_desk)
tests_unit_fetch_sources_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/fetch/catalog_refresh_test
tests_unit_fetch_catalog_refresh_test_SOURCES = tests/unit/fetch/catalog_refresh_test.c tests/unit/web.c tests/unit/web.h
tests_unit_fetch_catalog_refresh_test_SOURCES += tests/unit/read_file.h tests/unit/check.h
tests_unit_fetch_catalog_refresh_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/fetch/sources_where_test
tests_unit_fetch_sources_where_test_SOURCES = tests/unit/fetch/sources_where_test.c $(sources_desk)
tests_unit_fetch_sources_where_test_LDADD = $(io_ldadd)
