#!/usr/bin/env bash
# Two products on one PostgreSQL server, two runs of one day with one name, from two machines: each makes its own, and removes only its own.
# limit: 900
. "$(dirname "$0")/../e2e/lib.bash"

# play NAME [JQ]: a run of this world; its status in rc.
play() {
	jq '.patience_s = 60 | .retries = 2 | '"${1:-.}" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	teal --plain --run=same --answers "$room/answers.json" --settings "$room/settings.json" >>"$room/out" 2>>"$room/err" </dev/null
	rc=$?
}
went() {
	holds "$1" is "$2" "$rc"
	[ "$rc" -eq "$2" ] || { tail -n 20 "$room/out" "$room/err" | sed 's/^/# /'; finish; }
}
blue_fenced() { sql blue "SELECT 'trigger on ' || tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'teal%'"; }
slots() { sql blue "SELECT slot_name FROM pg_replication_slots WHERE database = '$1' AND slot_type = 'logical'"; }

# ---- The second, in a process of its own, so that it has a room, a world and a state of its own ----
if [ "${SECOND:-}" ]; then
	sandbox_start --identities 200 --rate 15 --beside "$SECOND"
	settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
	play '.stop_before = "stop-writes"'
	went "the second follows" 3
	touch "$MEET/second"
	wait_until 300 test -e "$MEET/first"
	holds "each has its own slot on the one server" is "1 1" "$(slots iam_kratos | wc -l) $(slots iam_kratos_beside | wc -l)"
	holds "with names of their own" test "$(slots iam_kratos)" != "$(slots iam_kratos_beside)"
	play '.undo_at = "verify-copy"'
	went "the second is undone in its write-stop" 4
	silent "nothing of it is left" replication_left
	silent "its fence is gone" blue_fenced
	holds "the first still has its slot" is 1 "$(slots iam_kratos | wc -l)"
	clients_stop
	TOLD_LEAST=30
	silent "the second's blue has every write that a client was told" told_and_missing blue
	silent "its journal is one chain" chain_broken
	finish
fi

sandbox_start --identities 200 --rate 15
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
mkdir "$room/meet"
SECOND=$dir MEET=$room/meet bash "$0" >"$room/second" 2>&1 9>&- &
second=$!
helpers+=($second)
play '.stop_before = "stop-writes"'
went "the first follows" 3
touch "$room/meet/first"
met() { [ -e "$room/meet/second" ] || ! kill -0 "$second" 2>/dev/null; }
wait_until 300 met
wait "$second"
rc=$?
verdict "the second: each of its results" "$([ "$rc" -eq 0 ] && grep -q '^1\.\.' "$room/second" || cat "$room/second")"
play .
went "the first goes on to its end" 0
clients_stop
TOLD_LEAST=30
silent "green has every write that a client was told" told_and_missing
silent "blue is as it was when the fence stood" content_unchanged
silent "the 12 migrations are recorded on green, and not on blue" migrations_wrong
silent "nothing of the replication is left on either side" replication_left
silent "no relation of blue takes a write" fence_gaps
silent "the journal is one chain of hashes" chain_broken
finish
