# Sourced, after lib.bash, by the tests that end teal at exact moments or let time jump. What they do stands in night_shim.c.

# shim: compiles it; without a compiler there is no such test.
shim() {
	local cc=${TEAL_CC:-cc}
	command -v "${cc%% *}" >/dev/null || { echo "1..0 # SKIP no C compiler ($cc)"; exit 0; }
	$cc -std=gnu11 -O1 -shared -fPIC -o "$room/shim.so" "$TEAL_SRC/tests/e2e/night_shim.c" -ldl -lpthread || { verdict "the shim compiles" "it does not"; finish; }
	chmod 755 "$room/shim.so"
	: >"$room/moments"
	head -c 16 /dev/zero >"$room/clock" && chmod 666 "$room/clock"
}

# A run of the autopilot under the shim; NIGHT_* are the caller's. Its status.
play() { # in a process of its own, which keeps to itself that somebody was killed
	(timeout -k 5 "${PLAY_LIMIT:-300}" env LD_PRELOAD="$room/shim.so" NIGHT_MOMENTS="$room/moments" "$TEAL_BUILD/teal" --plain --run=night \
		--answers "$room/answers.json" --settings "$room/settings.json" >>"$room/out" 2>>"$room/err" </dev/null 9>&-
		exit $?) 2>/dev/null
}

last_moment() { tail -n 1 "$room/moments"; }
# Where the journal stands: step and how it got on, in one line.
stands() { event '.event | test("^(step|act|undo|run)-")' | tail -n 1 | jq -r '"\(.event) \(.step // "-") \(.data.act // "") \(.data.what // "") \(.data.why // "")"' | cut -c1-160; }

# What a killed program must leave behind: the journal is one chain but for a torn end, and begins with the lines that it had.
record_lost() {
	local now lines
	now=$(journal)
	[ -e "$room/kept" ] || return 0
	lines=$(wc -l <"$room/kept")
	[ "$lines" -eq 0 ] || cmp -s <(head -n "$lines" "$now") "$room/kept" || echo "what stood in the journal is not there any more"
}
record_keep() { jq -cR 'fromjson? // empty' "$(journal)" >/dev/null && grep -a '}$' "$(journal)" >"$room/kept"; }

# cross: plays until it ends, starting again after each kill. Writes a table row for each moment to $room/table: moment, what came of it.
# A try that ends otherwise than by the kill or as it should (CROSS_ENDS, 0) is stuck; after STUCK_MOST of them in a row (2) the rest is not tried.
# Sets rc.
cross() {
	local stuck=0 moment lost before kept
	: >"$room/table"
	rc=137
	while :; do
		before=$(wc -l <"$room/moments")
		play
		rc=$?
		[ "$rc" -ne "${CROSS_ENDS:-0}" ] || break
		if [ "$rc" -eq 137 ] && [ "$(wc -l <"$room/moments")" -gt "$before" ]; then
			moment=$(last_moment)
			lost=''
			# A power cut takes what was not synced; a kill takes nothing.
			if [ "${NIGHT_DOES:-}${NIGHT_CUTS:-}" = kill ]; then lost=$(record_lost); fi
			record_keep
			printf '%s\t%s\n' "$moment" "${lost:+LOST: $lost}" >>"$room/table"
			stuck=0
			continue
		fi
		stuck=$((stuck + 1))
		kept=$(tail -n 1 "$room/err" | cut -c1-300)
		printf '%s\t%s\n' "after $(last_moment)" "STUCK: status $rc, $(stands): $kept" >>"$room/table"
		[ "$stuck" -lt "${STUCK_MOST:-2}" ] || break
	done
}

# The table, for people; and its verdicts.
told_table() {
	local tried lost stuck
	tried=$(grep -vc 'STUCK' "$room/table")
	lost=$(grep -c 'LOST' "$room/table")
	stuck=$(grep -c 'STUCK' "$room/table")
	[ -z "${NIGHT_TABLE:-}" ] || awk -F'\t' '{ printf "# table: %-64s %s\n", $1, $2 == "" ? "ok" : $2 }' "$room/table"
	echo "# table: $1: tried $tried, lost $lost, stuck $stuck"
	verdict "$1: at least $2 moments were tried" "$([ "$tried" -ge "$2" ] || echo "only $tried")"
	silent "$1: nothing that was in the journal is lost" grep LOST "$room/table"
	silent "$1: it is never stuck" grep STUCK "$room/table"
	holds "$1: it comes to its end" is "${CROSS_ENDS:-0}" "$rc"
	[ "$rc" -eq "${CROSS_ENDS:-0}" ] && return
	tail -n 30 "$room/out" "$room/err" | sed 's/^/# /'
	finish
}

# What was done once is not done again: an act whose done gate passed has no later intent. The undo's own and what only looks are apart.
acts_repeated() {
	jq -rR 'fromjson? | select((.event == "act-done" or .event == "act-intent") and (.data.undo | not)) | "\(.event) \(.step) \(.data.act)"' "$(journal)" |
		awk '$3 ~ /^(verify-|find-|target-quiet|beat)/ { next } $1 == "act-done" { done[$2 " " $3] = 1 } $1 == "act-intent" && done[$2 " " $3] && !told[$2 $3]++ { print "asked for again after it was done: " $2 " " $3 }'
}

# All that must be true of a crossing that came to its end, whatever happened on the way.
crossed() {
	holds "$1: the users are with green" is iam-green/kratos "$(jq -r .app "$dir/route")"
	clients_stop
	silent "$1: green has every write that a client was told" told_and_missing
	silent "$1: blue is as it was when the fence stood" content_unchanged
	silent "$1: the 12 migrations are recorded on green, and not on blue" migrations_wrong
	silent "$1: nothing of the replication is left on either side" replication_left
	silent "$1: no relation of blue takes a write" fence_gaps
	[ -z "${ODD:-}" ] || silent "$1: green holds what blue held of the odd tables and sequences" odd_differs
	silent "$1: the journal is one chain of hashes through all of it" chain_broken
	holds "$1: each step was done" is 21 "$(event '.event == "step-done"' | jq -r .step | sort -u | wc -l)"
}

# blue_serves NAME: all that must be true after an undo that came to its end.
blue_serves() {
	silent "$1: no fence is left on blue" eval 'sql blue "SELECT tgname FROM pg_trigger WHERE tgname LIKE '"'teal%'"'"'
	silent "$1: nothing of the replication is left on either side" replication_left
	holds "$1: the users are with blue" is iam/kratos "$(jq -r .app "$dir/route")"
	holds "$1: green is removed" is s3-integrator "$("$dir/bin/juju" status -m iam-green --format json | jq -r '.applications | keys | join(" ")')"
	holds "$1: blue takes a write" sql blue 'BEGIN; UPDATE networks SET updated_at = now(); ROLLBACK'
	clients_stop
	silent "$1: blue has every write that a client was told" told_and_missing blue
	silent "$1: the journal is one chain of hashes through all of it" chain_broken
}

# jumps NAME WALL MONOTONIC WHOSE: a crossing in which the clocks go on by so many milliseconds at each new step-done. WHOSE: both, and the
# controller's go along, as when time goes by; or operator, this machine's alone, as when somebody sets its clock. PostgreSQL keeps its own.
jumps() {
	shim
	export NIGHT_DOES=jump NIGHT_KINDS=,step-done, NIGHT_JUMP="$2 $3" NIGHT_CLOCK=$room/clock NIGHT_TABLE=1
	[ "$4" = operator ] || sandbox_env=("LD_PRELOAD=$room/shim.so")
	sandbox_start --identities 200 --rate 15
	# Hours that only the clock has seen are no write-stop that anybody felt.
	settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1 | .limits.write_stop_s = 100000000'
	watch_fence
	jq '.retries = 3 | .patience_s = 60' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	cross
	# A jump ends nothing, so that the table has only what was stuck.
	sed 's/$/\t/' "$room/moments" >>"$room/table"
	told_table "$1" 20
	TOLD_LEAST=30 crossed "$1"
	finish
}
