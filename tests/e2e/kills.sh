#!/usr/bin/env bash
# Some of the moments of tests/nights/kills.sh and power.sh, in each phase of a crossing: killed, or without power; then started again.
# limit: 400
. "$(dirname "$0")/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 200 --rate 20 --world odd
odd_settings
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
jq '.retries = 3 | '"$odd_waiver" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
export NIGHT_DOES=kill
NIGHT_KINDS=",act-intent backup-before backup-before,act-outcome deploy-green relate-database,act-outcome start-sync create-subscription"
NIGHT_KINDS+=",step-started verify-live -,act-outcome stop-writes fence,act-intent migrate run-migration,act-outcome switch consumers"
NIGHT_KINDS+=",act-intent soak backup-after,"
NIGHT_CUTS=",act-done start-sync create-publication,act-outcome stop-writes routes-off,act-done upgrade-green refresh,"
export NIGHT_KINDS NIGHT_CUTS
odd_writer
cross
told_table "a kill or a power cut in each phase" 11
TOLD_LEAST=50 ODD=1 ODD_WRITES=1 crossed "killed"
silent "nothing that was done is asked for again" acts_repeated
finish
