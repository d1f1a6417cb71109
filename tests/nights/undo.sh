#!/usr/bin/env bash
# SIGKILL at each line of an undo from within the write-stop; after each, teal is started again and goes on with it.
# limit: 1200
. "$(dirname "$0")/../e2e/lib.bash"
. "$TEAL_SRC/tests/e2e/nights.bash"

shim
sandbox_start --identities 300 --rate 20
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
jq '.retries = 3 | .patience_s = 60 | .stop_before = "stop-sync"' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
play
rc=$?
holds "it stands drained and compared" is 3 "$rc"
[ "$rc" -eq 3 ] || { tail -n 20 "$room/out" "$room/err" | sed 's/^/# /'; finish; }
jq '.retries = 3 | .patience_s = 60 | .undo_at = "stop-sync"' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
export NIGHT_DOES=kill NIGHT_KINDS=,undo-started,act-intent,act-outcome,act-done,step-undone, NIGHT_TABLE=1
CROSS_ENDS=4
cross
told_table "killed while it is undone" 15
TOLD_LEAST=50 blue_serves "killed"
finish
