#!/usr/bin/env bash
# A quarter of an hour goes by between any two steps of a crossing.
# limit: 900
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

jumps "a quarter of an hour" 900000 900000 both
