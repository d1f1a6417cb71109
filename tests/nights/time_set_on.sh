#!/usr/bin/env bash
# The clock of the operator's machine is set on by two hours between any two steps of a crossing.
# limit: 900
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

jumps "set on by two hours" 7200000 0 operator
