# Tests of ui. A test program is three lines:
# check_PROGRAMS += tests/unit/x_test
# tests_unit_x_test_SOURCES = tests/unit/x_test.c tests/unit/check.h
# tests_unit_x_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/canvas_test
tests_unit_canvas_test_SOURCES = tests/unit/canvas_test.c tests/unit/check.h
tests_unit_canvas_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/chart_test
tests_unit_chart_test_SOURCES = tests/unit/chart_test.c tests/unit/check.h tests/unit/golden.c tests/unit/golden.h
tests_unit_chart_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/field_test
tests_unit_field_test_SOURCES = tests/unit/field_test.c tests/unit/check.h
tests_unit_field_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/frame_test
tests_unit_frame_test_SOURCES = tests/unit/frame_test.c tests/unit/check.h tests/unit/golden.c tests/unit/golden.h
tests_unit_frame_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/key_test
tests_unit_key_test_SOURCES = tests/unit/key_test.c tests/unit/check.h
tests_unit_key_test_LDADD = $(ui_ldadd)

check_PROGRAMS += tests/unit/pager_test
tests_unit_pager_test_SOURCES = tests/unit/pager_test.c tests/unit/check.h
tests_unit_pager_test_LDADD = $(ui_ldadd)
