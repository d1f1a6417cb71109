#!/usr/bin/env bash
# A whole migration line by line, answered from a file: from the first step to the report. Then our own SQL says what is true.
# limit: 300
# sanitize: yes
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 400 --rate 40 --world odd
odd_settings
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
watch_processes
watch_fence
jq "$odd_waiver" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
odd_writer

teal --plain --answers "$room/answers.json" --settings "$room/settings.json" >"$room/out" 2>"$room/err" </dev/null
rc=$?
holds "it ends with status 0" is 0 "$rc"
[ "$rc" -eq 0 ] || { tail -n 30 "$room/out" "$room/err" | sed 's/^/# /'; finish; }
verdict "standard error is empty" "$(cat "$room/err")"

# ---- What it said ----
said_steps() {
	local n
	for n in $(seq 21); do grep -q "^Step $n of 21, " "$room/out" || echo "step $n was not said"; done
	grep -o '^Step [0-9]*' "$room/out" | uniq -d | sed 's/$/ was said twice/'
}
silent "each step is said once" said_steps
holds "the literal commands are said before they run" grep -q '^  juju refresh -m train:admin/iam-green kratos --channel 0.3/stable --revision 409' "$room/out"
holds "what it prints has no control byte" bash -c '! LC_ALL=C grep -nP "[\x00-\x08\x0b-\x1f\x7f]" "$1"' _ "$room/out"

# ---- What is true ----
holds "the users are with green" is iam-green/kratos "$(jq -r .app "$dir/route")"
secrets_note
holds "their requests can be stopped" clients_stop
silent "green has every write that a client was told" told_and_missing
silent "the journal tells every act and gate of the plan" plan_unfollowed
silent "no client of blue was told a write after the fence" told_after_fence
silent "blue is as it was when the fence stood" content_unchanged
holds "blue still refuses a write, of the superuser too" bash -c '! "$@"' _ env PGPASSFILE="$dir/pgpass" psql -XAtq \
	-d "$(conninfo blue)" -c "UPDATE networks SET updated_at = now()"
ODD_WRITES=1
silent "green holds what blue held of odd tables and sequences, and nothing that was left out" odd_differs
silent "no relation of blue takes a write: neither root nor leaf, nor what was left out" fence_gaps
silent "the 12 migrations are recorded on green, and not on blue" migrations_wrong
silent "nothing of the replication is left on either side" replication_left
sequences_behind() {
	sql green "SELECT format('SELECT %L, (SELECT max(%I) FROM %s), last_value FROM %s', s.oid::regclass, a.attname, d.refobjid::regclass, s.oid::regclass)
		FROM pg_class AS s JOIN pg_depend AS d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_attribute AS a ON a.attrelid = d.refobjid
		AND a.attnum = d.refobjsubid WHERE s.relkind = 'S'" | sql green | awk -F'|' '$2 != "" && $3 + 0 < $2 + 0'
}
silent "no sequence of green is behind its table" sequences_behind

# ---- The record ----
report=$(run_dir)/report.md
holds "the report is beside the journal" test -s "$report"
report_steps() {
	local title
	sed -n 's/^Step [0-9]* of 21, [^:]*: \(.*\) ([a-z-]*)$/\1/p' "$room/out" | while read -r title; do
		grep -A2 -xF "### $title" "$report" | grep -q '^done, ' || echo "not reported as done: $title"
	done
}
left_out_told() { for table in "${odd_left_out[@]}"; do sed 's/\\//g' "$report" | grep -qF "$table" || echo "not told: $table"; done; }
silent "it tells what was left out" left_out_told
silent "it reports each step as done" report_steps
lsn=$(event '.event == "note" and .data.key == "fence.lsn"' | tail -n 1 | jq -r .data.text)
holds "it names the LSN of the fence" grep -qxF "Fence LSN: $lsn" "$report"
holds "that LSN is one" grep -qE '^[0-9A-F]+/[0-9A-F]+$' <<<"$lsn"
holds "it tells the write-stop as the wizard saw it" grep -qE '^Begun with the fence: .* Ended by the switch: .*, after [0-9]' "$report"
holds "it tells the write-stop as the clients felt it" grep -qE 'clients of the training felt it: [1-9][0-9]* requests failed' "$report"
teal report >"$room/report" 2>&1
holds "teal report prints the same from the journal" diff "$report" "$room/report"
holds "teal report --format json is JSON that says finished" bash -c '"$TEAL_BUILD/teal" report --format json | jq -e ".. | select(. == \"finished\")" >/dev/null'
holds "teal runs lists the run" bash -c '"$TEAL_BUILD/teal" runs | grep -q training'
silent "the journal is one chain of hashes" chain_broken
holds "journal and report are for their owner only" is "700 600 600" "$(stat -c %a "$(run_dir)" "$(journal)" "$report" | paste -sd' ')"
SECRETS_LEAST=4
silent "no password stands in journal, report, output, juju's arguments, server log, or among the processes" \
	secrets_shown "$XDG_STATE_HOME" "$room/out" "$room/report" "$room/ps" "$dir/juju.log" "$dir/log"
finish
