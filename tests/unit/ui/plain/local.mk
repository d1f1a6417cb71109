# Tests of ui/plain.
check_PROGRAMS += tests/unit/ui/plain/plain_test
tests_unit_ui_plain_plain_test_SOURCES = tests/unit/ui/plain/plain_test.c tests/unit/ui/between.c tests/unit/ui/between.h
tests_unit_ui_plain_plain_test_SOURCES += $(stage_sources)
tests_unit_ui_plain_plain_test_LDADD = $(ui_ldadd)
