#!/usr/bin/env bash
# Three days go by between any two steps of a crossing.
# limit: 900
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

jumps "three days" 259200000 259200000 both
