# Tests of src/verify.
check_PROGRAMS += tests/unit/verify/verify_test
tests_unit_verify_verify_test_SOURCES = tests/unit/verify/verify_test.c tests/unit/verify/sides.h tests/unit/cluster.c tests/unit/cluster.h
tests_unit_verify_verify_test_SOURCES += tests/unit/asking.h tests/unit/check.h
tests_unit_verify_verify_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/verify/verify_campaign_test
tests_unit_verify_verify_campaign_test_SOURCES = tests/unit/verify/verify_campaign_test.c tests/unit/verify/campaign.c
tests_unit_verify_verify_campaign_test_SOURCES += tests/unit/verify/campaign.h tests/unit/cluster.c tests/unit/cluster.h
tests_unit_verify_verify_campaign_test_SOURCES += tests/unit/asking.h tests/unit/check.h
tests_unit_verify_verify_campaign_test_LDADD = $(io_ldadd)
check_PROGRAMS += tests/unit/verify/verify_live_test
tests_unit_verify_verify_live_test_SOURCES = tests/unit/verify/verify_live_test.c tests/unit/verify/sides.h tests/unit/cluster.c
tests_unit_verify_verify_live_test_SOURCES += tests/unit/cluster.h
tests_unit_verify_verify_live_test_SOURCES += tests/unit/asking.h tests/unit/check.h
tests_unit_verify_verify_live_test_LDADD = $(io_ldadd)
