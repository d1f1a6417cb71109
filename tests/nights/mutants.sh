#!/usr/bin/env bash
# Every small fault of tests/mutants.
# limit: 2400
set -o pipefail
"$TEAL_SRC/tests/mutants/run" | sed 's/^# tried/# table: mutants: tried/'
