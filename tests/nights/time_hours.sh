#!/usr/bin/env bash
# Two hours go by between any two steps of a crossing: checkpoints and comparisons grow old.
# limit: 900
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

jumps "two hours" 7200000 7200000 both
