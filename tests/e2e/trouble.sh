#!/usr/bin/env bash
# What goes wrong in one migration: juju is away, green's server dies and hangs, a second operator comes, a client leaks a transaction into the fence,
# the migration fails. Each is said with what, why and what to do; each goes on when it is mended; nothing is lost.
# limit: 300
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 400 --rate 30
settings_edit '.limits.lag_sustain_s = 6 | .limits.lag_seconds = 60 | .limits.soak_s = 1'
watch_fence
jq '.retries = 20' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
"$TEAL_BUILD/teal" --plain --answers "$room/answers.json" --settings "$room/settings.json" >"$room/out" 2>"$room/err" </dev/null 9>&- &
player=$!

# until_then SECONDS COMMAND...: the next trouble's moment; without it the rest has no meaning.
until_then() {
	wait_until "$@" && return
	verdict "the run comes to: ${*:2}" "$(tail -n 40 "$room/out" "$room/err")"
	finish
}
failures() { grep -c '^FAILED: ' "$room/out"; }
failed_more_than() { [ "$(failures)" -gt "$1" ]; }
# The last failure as it was said: what, why, now.
said_whole() { grep -B1 -A1 "^Why: " "$room/out" | tail -n 3 | paste -sd" " | grep -qE "^FAILED: .+ Why: .+ Now: .+" || grep -A3 "^FAILED: " "$room/out"; }

# ---- juju is away while the first backup is made ----
until_then 60 act_began find-primary
fault 'juju-fail 1'
until_then 60 failed_more_than 0
silent "juju away: the step breaks with what, why and what to do now" said_whole
holds "juju away: the reason is juju's own" grep -q 'unable to connect to API' "$room/out"
fault ''
until_then 60 step_done backup-before
verdict "juju back: the step is tried again and done"

# ---- A second operator ----
teal --plain --answers "$room/answers.json" --settings "$room/settings.json" >"$room/second" 2>&1 </dev/null
holds "a second teal on the same run ends with status 5" is 5 "$?"
holds "and says who has it" grep -qE "$(id -un)@.*$player|$player.*$(id -un)" "$room/second"
XDG_STATE_HOME=$room/elsewhere "$TEAL_BUILD/teal" --plain --answers "$room/answers.json" --settings "$room/settings.json" >"$room/third" 2>&1 </dev/null 9>&- &
third=$!
helpers+=($third)

# ---- Green's server dies, and hangs ----
until_then 90 step_done start-sync
until_then 20 grep -q 'Follow the synchronisation' "$room/out"
# Not before: a server that dies between the two ends of a table's copy can lose the second, and PostgreSQL then waits for a slot that is gone.
until_then 60 grep -q '^ok: all tables are copied and follow' "$room/out"
kill "$third" 2>/dev/null
wait "$third" 2>/dev/null
holds "a run elsewhere on the same source is told that there is another" grep -q 'no second operator works on this source: held by' "$room/third"
green=$(head -n 1 "$dir/green/postmaster.pid")
before=$(wc -l <"$room/out")
kill -STOP "$green"
pkill -KILL -P "$green"
gate_said() { tail -n "+$before" "$room/out" | grep -qE '^(FAIL|wait|\?): (all tables|no table|the lag|the subscription|the initial|replication|nothing stops|every table|the copy)'; }
wait_until 40 gate_said
silent "green dead: the gates do not hold, and say why" eval 'gate_said || tail -n "+$before" "$room/out"'
holds "green dead: the step is not done" eval '! step_done follow-sync'
holds "green dead: the program lives" kill -0 "$player"
kill -CONT "$green"

# ---- A client that leaks a transaction into the fence ----
copied_again() { tail -n "+$before" "$room/out" | grep -q '^ok: all tables are copied and follow'; }
until_then 90 copied_again
verdict "green back: the copy goes on to its end"
{
	PGPASSFILE=$dir/pgpass PGAPPNAME=leaking-writer psql -XAtq -d "$(conninfo blue)" \
		-c "BEGIN; UPDATE identities SET state = 'leaked' WHERE id = (SELECT min(id::text)::uuid FROM identities); SELECT pg_backend_pid(); SELECT pg_sleep(300)"
} >"$room/leak" 2>&1 9>&- &
helpers+=($!)
until_then 60 act_done fence
silent "the fence waited for the leaking client" eval '[ -s "$room/leak" ] || echo "it was not there"'
leaker=$(head -n 1 "$room/leak")
holds "the leaking client is named" has_event ".event == \"log\" and (.data.text | test(\"\\\\b$leaker\\\\b\"))"
holds "and ended" wait_until 10 grep -q 'terminating connection' "$room/leak"
holds "what it did not commit is nowhere" is "0 0" "$(sql blue "SELECT count(*) FROM identities WHERE state = 'leaked'") $(sql green "SELECT count(*) FROM identities WHERE state = 'leaked'")"

# ---- The migration fails ----
until_then 60 act_began refresh
fault 'migrate-fail 1'
n=$(failures)
until_then 90 failed_more_than "$n"
silent "migration failed: the step breaks with what, why and what to do now" said_whole
holds "migration failed: the reason is the charm's" grep -q 'canceling statement due to statement timeout' "$room/out"
holds "migration failed: blue is still fenced" test -n "$(sql blue "SELECT 1 FROM pg_trigger WHERE tgname = 'teal_fence' LIMIT 1")"
fault ''

wait "$player"
rc=$?
holds "in the end it finishes" is 0 "$rc"
[ "$rc" -eq 0 ] || tail -n 40 "$room/out" "$room/err" | sed 's/^/# /'
clients_stop
silent "green has every write that a client was told" told_and_missing
silent "no client of blue was told a write after the fence" told_after_fence
silent "blue is as it was when the fence stood" content_unchanged
silent "the 12 migrations are recorded on green, and not on blue" migrations_wrong
silent "nothing of the replication is left on either side" replication_left
silent "the journal is one chain of hashes" chain_broken
finish
