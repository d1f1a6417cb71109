# Tests of ui/screens.
desk_sources = tests/unit/ui/screens/desk.c tests/unit/ui/screens/desk.h $(stage_sources)
check_PROGRAMS += tests/unit/ui/screens/screens_test
tests_unit_ui_screens_screens_test_SOURCES = tests/unit/ui/screens/screens_test.c $(desk_sources)
tests_unit_ui_screens_screens_test_LDADD = $(ui_ldadd)
check_PROGRAMS += tests/unit/ui/screens/screens_keys_test
tests_unit_ui_screens_screens_keys_test_SOURCES = tests/unit/ui/screens/screens_keys_test.c $(stage_sources)
tests_unit_ui_screens_screens_keys_test_LDADD = $(ui_ldadd)
check_PROGRAMS += tests/unit/ui/screens/differences_test
tests_unit_ui_screens_differences_test_SOURCES = tests/unit/ui/screens/differences_test.c $(desk_sources)
tests_unit_ui_screens_differences_test_LDADD = $(ui_ldadd)
check_PROGRAMS += tests/unit/ui/screens/releases_test
tests_unit_ui_screens_releases_test_SOURCES = tests/unit/ui/screens/releases_test.c tests/unit/ui/between.c
tests_unit_ui_screens_releases_test_SOURCES += tests/unit/ui/between.h $(desk_sources)
tests_unit_ui_screens_releases_test_LDADD = $(ui_ldadd)
