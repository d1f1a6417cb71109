#!/usr/bin/env bash
# SIGKILL at each act-intent, act-outcome and step-started of one crossing; after each, teal is started again.
# limit: 2400
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 300 --rate 20 --world odd
odd_settings
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
jq '.retries = 3 | .patience_s = 60 | '"$odd_waiver" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
export NIGHT_DOES=kill NIGHT_KINDS=,act-intent,act-outcome,step-started, NIGHT_TABLE=1
odd_writer
cross
told_table "killed as the line is written" 80
ODD=1 ODD_WRITES=1 crossed "killed"
silent "nothing that was done is asked for again" acts_repeated
finish
