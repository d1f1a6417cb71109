# Tests of src/cli.
check_PROGRAMS += tests/unit/cli/inputs_test
tests_unit_cli_inputs_test_SOURCES = tests/unit/cli/inputs_test.c src/cli/inputs.c tests/unit/model_make.c tests/unit/model_make.h
tests_unit_cli_inputs_test_SOURCES += tests/unit/short_strategy.c tests/unit/short_strategy.h tests/unit/check.h
tests_unit_cli_inputs_test_LDADD = libui.a $(io_ldadd)
