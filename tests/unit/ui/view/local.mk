# Tests of ui/view.
check_PROGRAMS += tests/unit/ui/view/autopilot_test
tests_unit_ui_view_autopilot_test_SOURCES = tests/unit/ui/view/autopilot_test.c tests/unit/ui/between.c tests/unit/ui/between.h
tests_unit_ui_view_autopilot_test_SOURCES += $(stage_sources)
tests_unit_ui_view_autopilot_test_LDADD = $(ui_ldadd)
