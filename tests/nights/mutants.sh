#!/usr/bin/env bash
# Every small fault of tests/mutants is noticed by a test.
# limit: 2400
exec "$TEAL_SRC/tests/mutants/run"
