#!/usr/bin/env bash
# SIGKILL some milliseconds after each act-intent of one crossing: while the command is at work, or its answer comes; then teal is started again.
# limit: 2400
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 300 --rate 20 --world odd
odd_settings
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
jq '.retries = 5 | .patience_s = 60 | '"$odd_waiver" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
# In the middle of most SQL, and before most of juju's answers.
export NIGHT_DOES=late NIGHT_KINDS=,act-intent, NIGHT_TABLE=1 NIGHT_LATE=12
odd_writer
cross
told_table "killed while the act is at work" 30
ODD=1 ODD_WRITES=1 crossed "killed"
finish
