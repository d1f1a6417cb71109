#!/usr/bin/env bash
# How the program ends while users are locked out: never with 1 or 2, and its last line says since when, how to go on and how to go back.
# The journal is written here, as far as the fence; nothing answers. Needs no PostgreSQL.
# sanitize: yes
# limit: 120
. "$TEAL_SRC/tests/house/tap.bash"
. "$TEAL_SRC/tests/e2e/unanswered.bash"

teal=$TEAL_BUILD/teal
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8 TZ=UTC
folder=$XDG_STATE_HOME/teal/runs/left
journal=$folder/journal.jsonl

settings >"$work/settings.json"

# ends NAME STATUS PATTERN ARGUMENT...: the status, and the last line of standard error.
ends() {
	local name=$1 want=$2 pattern=$3 status
	shift 3
	"$teal" "$@" </dev/null >"$work/out" 2>"$work/err"
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || echo "the status is $status, not $want"
		tail -n 1 "$work/err" | grep -qE -- "$pattern" || { echo "the last line is not like \"$pattern\":"; cat "$work/err"; })"
}

"$teal" --plain --settings "$work/settings.json" --run left </dev/null >/dev/null 2>&1
cp -r "$folder" "$work/kept"
append step-started stop-writes '{"gates":[]}'
append act-intent stop-writes '{"act":"routes-off","undo":false,"commands":["juju remove-relation"]}'
cp -r "$folder" "$work/fenced"

locked='^teal: Users are locked out since 2026-12-01 03:12:09 UTC \(.*\)\. To go on: teal --run=left\. To give blue back: the same, then undo\.$'
ends "left by the end of its input" 3 "$locked" --plain --run left
ends "left by an option that there is not" 3 "$locked" --plain --run left --bogus
ends "left by a value that is none" 3 "$locked" --plain --run=left --color=blue
ends "left by the lack of a terminal" 3 "$locked" --run left
echo '{"answer": {}}' >"$work/answers.json"
ends "left by answers that cannot be used" 3 "$locked" --plain --run left --answers "$work/answers.json"
ends "left by such answers, found by its settings" 3 "$locked" --plain --settings "$work/settings.json" --answers "$work/answers.json"
echo '{"answers": {"no.such.question": "x"}}' >"$work/answers.json"
ends "left by an answer that nobody asks for" 3 "$locked" --plain --run left --answers "$work/answers.json"
echo '{"product": 7}' >"$work/bad.json"
ends "left by settings that cannot be used" 3 "$locked" --plain --run left --settings "$work/bad.json"
echo '{"answers": {}, "patience_s": 0}' >"$work/answers.json"
ends "left by answers that lose their patience" 3 "$locked" --plain --run left --answers "$work/answers.json"
verdict "the reason is said, too" "$(grep -q 'waits for too long' "$work/err" || cat "$work/err")"
"$teal" --plain --run left --observe </dev/null >"$work/out" 2>"$work/err"
verdict "who observes is not told what to do" "$(cat "$work/err")"

mkfifo "$work/in"
"$teal" --plain --run left <"$work/in" >"$work/out" 2>"$work/err" &
pid=$!
exec 8>"$work/in"
until grep -q 'Look at blue' "$work/out"; do read -rt 0.1 <> <(:); done
ends "who finds it held by another has not left it" 2 'no such option' --plain --run left --bogus
kill -TERM "$pid"
wait "$pid"
status=$?
verdict "a signal keeps its status" "$([ $status -eq 143 ] || echo "the status is $status")"
verdict "and leaves the same last line" "$(tail -n 1 "$work/err" | grep -qE "$locked" || cat "$work/err")"
exec 8>&-

# A juju that will not end, and a terminal that is gone.
cat >"$work/juju" <<SH
#!/bin/sh
trap '' TERM HUP
env >"$work/env"
echo \$\$ >>"$work/pids"
sleep 600
SH
chmod +x "$work/juju"
jq --arg juju "$work/juju" '.juju = $juju' "$work/settings.json" >"$work/stubborn.json"
for signal in HUP TERM; do
	rm -f "$work/pids"
	PGPASSWORD=hush PGPASSFILE=/hush/pgpass PGSERVICEFILE=/hush/service JUJU_DATA=/srv/juju "$teal" --plain --run left --settings "$work/stubborn.json" \
		<"$work/in" >"$work/out" 2>"$work/err" &
	pid=$!
	exec 8>"$work/in"
	until [ -s "$work/pids" ]; do read -rt 0.1 <> <(:); done
	kill -"$signal" "$pid"
	wait "$pid"
	verdict "after SIG$signal no juju is left, whatever it does with SIGTERM" "$(for p in $(cat "$work/pids"); do kill -0 "$p" 2>&1 && { echo "$p lives"; kill -9 "-$p"; }; done | grep lives)"
	exec 8>&-
done
verdict "juju gets nothing that is secret" "$(grep hush "$work/env")"
verdict "and what it needs" "$(grep -qx JUJU_DATA=/srv/juju "$work/env" || cat "$work/env")"

append undo-started '' '{}'
ends "left while it is undone" 3 'UTC \(.*\)\. To go on giving blue back: teal --run=left\.$' --plain --run left
append step-undone stop-writes '{}'
ends "blue is open again" 2 'no such option' --plain --run left --bogus

rm -r "$folder" && cp -r "$work/fenced" "$folder"
append act-intent switch '{"act":"green-routes","undo":false,"commands":[]}'
ends "left in the switch" 3 'The switch has begun\. To go on: teal --run=left' --plain --run left
append step-failed switch '{"what":"w","why":"y","now":"n"}'
append step-done switch '{"gates":[]}'
ends "after the switch users are not locked out" 2 'no such option' --plain --run left --bogus

rm -r "$folder" && cp -r "$work/kept" "$folder"
ends "before the fence a wrong option is only that" 2 'no such option' --plain --run left --bogus
finish
