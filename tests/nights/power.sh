#!/usr/bin/env bash
# A power cut at each kind of event of one crossing: what was not synced is gone, or half of the last line is there; then teal is started again.
# limit: 2400
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 300 --rate 20
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
jq '.retries = 5 | .patience_s = 60' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
# The events that are not synced are where something can be lost; those that are, are cut before they were.
export NIGHT_DOES=cut NIGHT_KINDS=,act-done,act-outcome,step-done,verified, NIGHT_TABLE=1
cross
told_table "power cut" 40
crossed "power cut"
finish
