#!/usr/bin/env bash
# The way back: the run is undone after the drain, by its answers and by a person's lines, and blue serves as before. And leaving by Ctrl-C.
# limit: 300
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 400 --rate 30
settings_edit '.limits.lag_sustain_s = 1'
secrets_note

blue_fenced() { sql blue "SELECT 'trigger on ' || tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'teal%'"; }
green_left() { "$dir/bin/juju" status -m iam-green --format json | jq -r '.applications | keys[] | select(. != "s3-integrator")'; }
served() { [ "$(jq -r .app "$dir/workload.json")" = iam/kratos ] && [ "$(date -d "$(jq -r .last_ok "$dir/workload.json")" +%s)" -ge "$1" ]; }
written() { jq -c --argjson from "$1" 'select(.app == "iam/kratos" and (.at[0:19] + "Z" | fromdate) >= $from)' "$dir/committed.jsonl" | grep -q .; }
# undone NAME: all that must be true after an undo.
undone() {
	local since
	since=$(date +%s)
	holds "$1: blue serves its users" wait_until 20 served "$since"
	holds "$1: blue takes their writes" wait_until 20 written "$since"
	silent "$1: no fence is left on blue" blue_fenced
	silent "$1: nothing of the replication is left on either side" replication_left
	holds "$1: green is removed" wait_until 30 bash -c '[ -z "$("$0/bin/juju" status -m iam-green --format json | jq -r ".applications | keys[] | select(. != \"s3-integrator\")")" ]' "$dir"
	silent "$1: the journal is one chain of hashes" chain_broken
	holds "$1: the journal says so" has_event '.event == "run-ended" and .data.how == "undone"'
	holds "$1: the report says so" grep -q '| How it ended | undone' "$(run_dir)/report.md"
}

# ---- From the answers file ----
jq '.undo_at = "verify-copy"' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
teal --plain --answers "$room/answers.json" --settings "$room/settings.json" >"$room/out" 2>"$room/err" </dev/null
rc=$?
holds "an undo that was asked for ends with status 4" is 4 "$rc"
[ "$rc" -eq 4 ] || { tail -n 40 "$room/out" "$room/err" | sed 's/^/# /'; finish; }
silent "its last words do not say that users are locked out" grep 'locked out' "$room/err"
holds "it had drained before" step_done drain
undone "undone by answers"

# ---- In a terminal: Ctrl-C twice, then the undo by lines ----
if command -v tmux >/dev/null; then
	jq '.stop_before = "drain"' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	terminal_start 80 24 "$TEAL_BUILD/teal" --settings "$room/settings.json" --answers "$room/answers.json" --new
	holds "the answers drive the full screen too" wait_for_screen 'Follow the synchronisation' 120
	keys C-c
	keys C-c
	holds "Ctrl-C twice leaves" wait_until 10 terminal_over
	holds "with status 3" is 3 "$(cat "$room/rc" 2>/dev/null)"
	holds "the terminal is as it was" diff "$room/stty.before" "$room/stty.after"
	holds "what is left on it says that the run is kept" wait_for_screen 'is kept; the next start of teal goes on' 5
	silent "the journal is one chain of hashes" chain_broken
	kept=$(run_dir)

	teal --plain --settings "$room/settings.json" --answers "$room/answers.json" >"$room/out" 2>"$room/err" </dev/null
	holds "the answers stop before the drain, with status 3" is 3 "$?"
	holds "it is the same run" is "$kept" "$(run_dir)"
	holds "blue is fenced" test -n "$(blue_fenced)"
	holds "and the last line says since when, and both ways" eval 'tail -n 1 "$room/err" | grep -qE "Users are locked out since 20.* UTC \\(.*To go on: teal --run=$(basename "$kept")\. To give blue back: the same, then undo\.$"'

	mkfifo "$room/lines"
	"$TEAL_BUILD/teal" --plain --settings "$room/settings.json" <"$room/lines" >"$room/out" 2>"$room/err" 9>&- &
	player=$!
	exec 8>"$room/lines"
	holds "it offers to go on" wait_until 20 grep -q 'Go on with this run' "$room/out"
	echo 'go on' >&8
	holds "it stands before the drain" wait_until 30 grep -q 'Drain what is under way' "$room/out"
	echo undo >&8
	holds "undo says its plan, and wants the name" wait_until 20 grep -q "Type the application's name, kratos, to undo all of this" "$room/out"
	echo blue >&8
	holds "another word is no" wait_until 20 grep -q 'Nothing was done' "$room/out"
	echo undo >&8
	wait_until 20 bash -c '[ "$(grep -c "to undo all of this" "$0")" -ge 2 ]' "$room/out"
	echo kratos >&8
	exec 7>&8 8>&-
	wait "$player"
	rc=$?
	exec 7>&-
	holds "the name undoes it, with status 4" is 4 "$rc"
	[ "$rc" -eq 4 ] || tail -n 40 "$room/out" "$room/err" | sed 's/^/# /'
	undone "undone by lines"
fi

clients_stop
silent "blue has every write that a client was told" told_and_missing blue
finish
