#!/usr/bin/env bash
# A power cut at each kind of event of one crossing: what was not synced is gone, or half of the last line is there; then teal is started again.
# limit: 2400
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 300 --rate 20 --world odd
odd_settings
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
jq '.retries = 5 | .patience_s = 60 | '"$odd_waiver" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
# The events that are not synced are where something can be lost; those that are, are cut before they were.
export NIGHT_DOES=cut NIGHT_KINDS=,act-done,act-outcome,step-done,verified, NIGHT_TABLE=1
odd_writer
cross
told_table "power cut" 40
ODD=1 ODD_WRITES=1 crossed "power cut"
finish
