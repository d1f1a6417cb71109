#!/usr/bin/env bash
# teal is killed with SIGKILL at three steps, and started again each time: it goes on where it was, repeats nothing that is done, and loses nothing.
# limit: 420
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 2000 --rate 30
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_fence
answers=$room/answers.json
# What was cut off and is not seen to be done breaks its step, and is tried again.
jq '.retries = 3' "$TEAL_SRC/tests/e2e/answers.json" >"$answers"
log=$dir/juju.log

# play: teal in the background; its id is in $player.
play() {
	"$TEAL_BUILD/teal" --plain --answers "$answers" --settings "$room/settings.json" >>"$room/out" 2>>"$room/err" </dev/null 9>&- &
	player=$!
}
# killed_when NAME SECONDS COMMAND...
killed_when() {
	local name=$1 seconds=$2
	shift 2
	if ! wait_until "$seconds" "$@"; then
		verdict "teal comes to $name" "$(tail -n 30 "$room/out" "$room/err")"
		finish
	fi
	kill -KILL "$player"
	wait "$player" 2>/dev/null
	holds "SIGKILL ends it $name" is 137 "$?"
	holds "what is in the journal can be read" test -n "$(event true | tail -n 1)"
}
# At once: the fence takes a few milliseconds.
began_fence() {
	until grep -q '"act-intent".*"act":"fence"' "$(journal)" || ! kill -0 "$player" 2>/dev/null; do sleep 0.01; done
	kill -0 "$player"
}
asked() { grep -cE "rc=0 juju $1" "$log"; }

# ---- While green is deployed ----
play
killed_when "while green is deployed" 90 grep -q ' juju deploy -m train:admin/iam-green postgresql-k8s' "$log"

# ---- As soon as the fence began; a person takes it up again ----
play
killed_when "when the fence has begun" 120 began_fence
blue_traffic() { jq -r '.app // "nobody"' "$dir/route"; }
holds "no user is sent to blue meanwhile" is nobody "$(blue_traffic)"

if command -v tmux >/dev/null; then
	terminal_start 80 24 "$TEAL_BUILD/teal" --settings "$room/settings.json"
	holds "it offers to go on with the run" wait_for_screen 'There is a run to go on with' 10
	holds "and says where it stands" wait_for_line 'Stop the writes to blue|Drain what is under way' 10
	keys Enter
	holds "it is at that step, or past it" wait_for_line '(Stop the writes to blue|Drain what is under way)' 20
	holds "the clock of the write-stop went on" wait_for_line 'WRITE-STOP 0[0-9]:' 20
	# A fence that was cut off before the server heard of it is for the person to try again.
	wait_for_line 'Drain what is under way|^ Enter try again' 60 >/dev/null
	if screen_has 'Enter try again'; then
		keys Enter
		wait_for_screen '[ No ]' 10 >/dev/null
		keys Right
		wait_for_screen '[ Yes' 10 >/dev/null
		keys Enter
	fi
	holds "the step comes to its end" wait_for_screen 'Drain what is under way' 60
	keys C-c
	holds "Ctrl-C asks" wait_for_screen 'Leave the wizard?' 5
	keys Right Enter
	holds "and leaves" wait_until 10 terminal_over
	holds "with status 3: it can be taken up again" is 3 "$(cat "$room/rc" 2>/dev/null)"
fi

# ---- While the migration runs ----
fault 'migrate-slow-ms 500'
play
killed_when "while the migration runs" 90 grep -q '"migrate.task"' "$(journal)"
fault ''

# ---- To the end ----
play
wait "$player"
rc=$?
holds "the last one finishes" is 0 "$rc"
[ "$rc" -eq 0 ] || { tail -n 40 "$room/out" "$room/err" | sed 's/^/# /'; finish; }

repeated() {
	local what n
	while IFS='|' read -r n what; do
		[ "$(asked "$what")" -eq "$n" ] || echo "$(asked "$what") times, not $n: juju $what"
	done <<'LIST'
1|deploy -m train:admin/iam-green postgresql-k8s
1|deploy -m train:admin/iam-green kratos
1|integrate -m train:admin/iam-green kratos:pg-database
1|remove-relation -m train:admin/iam kratos:public-ingress
1|refresh -m train:admin/iam-green kratos
1|integrate -m train:admin/iam-green kratos:public-ingress
1|scale-application -m train:admin/iam-green kratos 0
LIST
}
silent "nothing that was done was repeated" repeated
migrations_asked() { "$dir/bin/juju" operations -m iam-green --actions run-migration --format json | jq length; }
holds "run-migration was asked for once" is 1 "$(migrations_asked)"
steps_twice() { event '.event == "step-done"' | jq -r .step | sort | uniq -d; }
silent "no step was done twice" steps_twice
holds "all twenty-one were done" is 21 "$(event '.event == "step-done"' | wc -l)"
clients_stop
silent "green has every write that a client was told" told_and_missing
silent "no client of blue was told a write after the fence" told_after_fence
silent "blue is as it was when the fence stood" content_unchanged
silent "the 12 migrations are recorded on green, and not on blue" migrations_wrong
silent "nothing of the replication is left on either side" replication_left
silent "the journal is one chain of hashes through all of it" chain_broken
holds "it was taken up again after each kill" test "$(event '.event == "run-resumed"' | wc -l)" -ge 3
finish
