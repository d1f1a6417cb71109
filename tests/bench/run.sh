#!/usr/bin/env bash
# Figures of the whole program, for people; nothing here passes or fails. Not a part of the tests.
#   tests/bench/run.sh [crossing] [drain] [keys]      all three without a word
# TEAL_BUILD: where the program was built (the source folder).
. "$(dirname "$0")/../e2e/lib.bash"
parts=${*:-crossing drain keys}
wants() { [[ " $parts " == *" $1 "* ]]; }

# ms FILTER: wall milliseconds of the last event that it selects.
ms() { event "$1" | tail -n 1 | jq -r '(.at[0:19] + "Z" | fromdate) * 1000 + (.at[20:23] | tonumber)'; }
figure() { printf '%-58s %s\n' "$1" "$2"; }
again() { # a fresh sandbox
	if [ -n "$sandbox" ]; then
		exec 9>&-
		wait "$sandbox" 2>/dev/null
		rm -rf "$room/in" "$room/ready" "$XDG_STATE_HOME"
	fi
	sandbox_start "$@"
}

# run ANSWERS: teal on the sandbox from the first step; its largest memory is noted while it runs. Sets rc and peak (kB).
run() {
	"$TEAL_BUILD/teal" --plain --answers "$1" --settings "$room/settings.json" >"$room/out" 2>"$room/err" </dev/null 9>&- &
	local pid=$!
	peak='' resident=''
	while kill -0 "$pid" 2>/dev/null; do
		local now
		now=$(sed -n 's/^VmHWM:[ \t]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
		[ -z "$now" ] || peak=$now
		now=$(sed -n 's/^VmRSS:[ \t]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
		[ -z "$now" ] || resident=$now
		sleep 0.2
	done
	wait "$pid"
	rc=$?
	[ "$rc" -eq "${2:-0}" ] || tail -n 20 "$room/out" "$room/err"
}

if wants crossing; then
	echo "== The training: 20 000 identities, 100 requests a second =="
	began=$(date +%s%3N)
	again --identities 20000 --rate 100
	up=$(date +%s%3N)
	run "$TEAL_SRC/tests/e2e/answers.json"
	ended=$(date +%s%3N)
	figure "ended with status" "$rc"
	figure "the sandbox is up after" "$((up - began)) ms"
	figure "from the first step to the report" "$((ended - up)) ms"
	figure "write-stop, by the journal" "$(sed -n 's/^Begun with the fence: .*, after \(.*\);.*/\1/p' "$(run_dir)/report.md")"
	figure "write-stop, as clients felt it" "$(sed -n 's/.*felt it: .*(\(.*\))\.$/\1/p' "$(run_dir)/report.md")"
	jq -r .op "$dir/clients.jsonl" | sort | uniq -c >"$room/failed"
	clients_stop
	lost=$(told_and_missing)
	figure "writes that clients were told are committed" "$(wc -l <"$room/told.csv")"
	figure "of them lost" "$(grep -c . <<<"$lost")"
	echo "requests that failed, by operation:"
	cat "$room/failed"
	figure "largest resident memory of teal (VmHWM)" "$peak kB"
	figure "resident memory at its end (VmRSS)" "$resident kB"
	echo "longest steps:"
	event '.event == "step-started" or .event == "step-done"' | jq -rs 'def ms: (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
		group_by(.step)[] | select(length > 1) | [(map(.at | ms) | max - min), .[0].step] | @tsv' | sort -rn | head -n 6 | sed 's/^/  /'
fi

if wants drain; then
	jq '.stop_before = "verify-copy"' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	for rate in 100 1000; do
		echo "== From fence to drained, at $rate requests a second =="
		again --identities 20000 --rate "$rate"
		run "$room/answers.json" 3
		begin=$(ms '.event == "act-intent" and .data.act == "fence"')
		figure "writes that blue's clients were told are committed" "$(wc -l <"$dir/committed.jsonl")"
		figure "fence asked for -> fence stands" "$(($(ms '.event == "act-outcome" and .data.act == "fence"') - begin)) ms"
		figure "fence asked for -> sentinel sent" "$(($(ms '.event == "act-outcome" and .data.act == "sentinel"') - begin)) ms"
		figure "fence asked for -> sentinel seen on green" "$(($(ms '.event == "act-done" and .data.act == "sentinel"') - begin)) ms"
		figure "fence asked for -> drained and durable" "$(($(ms '.event == "step-done" and .step == "drain"') - begin)) ms"
	done
fi

if wants keys; then
	echo "== From key to frame, while juju hangs for 30 s =="
	again --identities 500 --rate 20
	terminal_start 80 24 "$TEAL_BUILD/teal" --settings "$room/settings.json"
	wait_for_screen 'Look at blue' 20
	fault 'juju-hang-ms 30000'
	sleep 3
	# ? opens the help and Esc closes it: each is waited for on the screen, which is asked for without a pause. What one such question costs is
	# told beside it, since it is a part of every figure.
	us() { local t=${EPOCHREALTIME/[.,]/}; printf '%s' "$t"; }
	for _ in $(seq 20); do
		from=$(us)
		screen >/dev/null
		echo $(($(us) - from))
	done | sort -n >"$room/cost"
	: >"$room/latency"
	for n in $(seq 100); do
		if [ $((n % 2)) -eq 1 ]; then key='?' want='Goes one row up'; else key=Escape want='│ Look at blue'; fi
		from=$(us)
		keys "$key"
		until screen_has "$want"; do
			[ $(($(us) - from)) -lt 5000000 ] || break
		done
		echo $(($(us) - from)) >>"$room/latency"
		rest=$((200000 - ($(us) - from)))
		[ "$rest" -le 0 ] || sleep "0.$(printf %06d "$rest")"
	done
	hanging=$(pgrep -fc "$dir/bin/juju|teal-juju")
	sort -n -o "$room/latency" "$room/latency"
	figure "juju commands that hang meanwhile" "$hanging"
	figure "key to frame, median of 100" "$(sed -n 50p "$room/latency") us"
	figure "key to frame, 99 of 100 within" "$(sed -n 99p "$room/latency") us"
	figure "of that, sending and one look at the screen (median)" "$(sed -n 10p "$room/cost") us"
	fault ''
fi
