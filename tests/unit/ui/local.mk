# Tests of ui.
stage_sources = tests/unit/ui/stage.c tests/unit/ui/stage.h tests/unit/check.h tests/unit/golden.c tests/unit/golden.h
