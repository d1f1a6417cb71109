# Tests of the wizard's screens, of the plain front end and of the autopilot.
stage_sources = tests/unit/stage.c tests/unit/stage.h tests/unit/check.h tests/unit/golden.c tests/unit/golden.h
desk_sources = tests/unit/desk.c tests/unit/desk.h $(stage_sources)

check_PROGRAMS += tests/unit/screens_test
tests_unit_screens_test_SOURCES = tests/unit/screens_test.c $(desk_sources)
tests_unit_screens_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/screens_keys_test
tests_unit_screens_keys_test_SOURCES = tests/unit/screens_keys_test.c $(stage_sources)
tests_unit_screens_keys_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/differences_test
tests_unit_differences_test_SOURCES = tests/unit/differences_test.c $(desk_sources)
tests_unit_differences_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/releases_test
tests_unit_releases_test_SOURCES = tests/unit/releases_test.c tests/unit/between.c tests/unit/between.h $(desk_sources)
tests_unit_releases_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/plain_test
tests_unit_plain_test_SOURCES = tests/unit/plain_test.c tests/unit/between.c tests/unit/between.h $(stage_sources)
tests_unit_plain_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/autopilot_test
tests_unit_autopilot_test_SOURCES = tests/unit/autopilot_test.c tests/unit/between.c tests/unit/between.h $(stage_sources)
tests_unit_autopilot_test_LDADD = $(ui_ldadd)
