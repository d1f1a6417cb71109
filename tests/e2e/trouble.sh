#!/usr/bin/env bash
# What goes wrong in one migration: juju is away, green's server dies and hangs, a second operator comes, a client leaks a transaction into the fence,
# the migration fails. Each is said with what, why and what to do; each goes on when it is mended; nothing is lost.
# limit: 300
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 1000 --rate 30
settings_edit '.limits.lag_sustain_s = 15 | .limits.lag_seconds = 60 | .limits.soak_s = 1'
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
failures() { event '.event == "step-failed"' | wc -l; }
failed_more_than() { [ "$(failures)" -gt "$1" ]; }
last_failure() { event '.event == "step-failed"' | tail -n 1; }
# The last failure has all three, and the screen has them, too: what, why, now.
said_whole() {
	local part
	for part in what why now; do
		grep -qF -- "$(last_failure | jq -r ".data.$part" | tee "$room/part")" "$room/out" && [ -s "$room/part" ] && grep -q . "$room/part" || last_failure
	done
}
failed_by() { last_failure | jq -e --arg re "$1" '.data.why | test($re)' >/dev/null || last_failure; }
all_follow() { [ "$(sql green "SELECT count(*) > 0 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel" 2>/dev/null)" = t ]; }

# ---- juju is away while the first backup is made ----
until_then 60 act_began find-primary
fault 'juju-fail 1'
until_then 60 failed_more_than 0
silent "juju away: the step breaks with what, why and what to do now" said_whole
silent "juju away: the reason is juju's own" failed_by 'unable to connect to API'
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
# Not before: a server that dies between the two ends of a table's copy can lose the second, and PostgreSQL then waits for a slot that is gone.
until_then 60 all_follow
kill "$third" 2>/dev/null
wait "$third" 2>/dev/null
elsewhere() { jq -r 'select(.event == "step-done") | .step' "$room"/elsewhere/teal/runs/*/journal.jsonl; }
silent "a run elsewhere on the same source does not get past its first step" elsewhere
holds "and is told who works there" grep -qE 'held by .*[0-9]' "$room/third"
green=$(head -n 1 "$dir/green/postmaster.pid")
before=$(wc -l <"$room/out")
kill -STOP "$green"
pkill -KILL -P "$green"
gate_said() { tail -n "+$before" "$room/out" | grep -qE '^(FAIL|wait|\?): '; }
wait_until 40 gate_said
silent "green dead: a gate does not hold any more" eval 'gate_said || tail -n "+$before" "$room/out"'
holds "green dead: the step is not done" eval '! step_done follow-sync'
holds "green dead: the program lives" kill -0 "$player"
kill -CONT "$green"

# ---- A client that leaks a transaction into the fence ----
until_then 90 all_follow
verdict "green back: the copy goes on to its end"
{
	PGPASSFILE=$dir/pgpass PGAPPNAME=leaking-writer psql -XAtq -d "$(conninfo blue)" \
		-c "BEGIN; UPDATE identities SET state = 'leaked' WHERE id = (SELECT min(id::text)::uuid FROM identities); SELECT pg_backend_pid(); SELECT pg_sleep(300)"
} >"$room/leak" 2>&1 9>&- &
helpers+=($!)
# A slow VACUUM holds the largest table at the same time, and every lock on it waits behind that.
{
	PGPASSFILE=$dir/pgpass PGAPPNAME=nightly-vacuum PGOPTIONS='-c vacuum_cost_delay=100 -c vacuum_cost_limit=1' psql -XAtq -d "$(conninfo blue)" \
		-c "UPDATE sessions SET active = active" -c "VACUUM (FREEZE, DISABLE_PAGE_SKIPPING) sessions"
} >"$room/vacuum" 2>&1 9>&- &
helpers+=($!)
vacuums() { [ "$(sql blue "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'nightly-vacuum' AND query ~ '^VACUUM' AND state = 'active'")" = 1 ]; }
wait_until 20 vacuums
holds "a VACUUM is at work before the fence" eval 'vacuums && ! act_began fence'
until_then 60 act_done fence
holds "the VACUUM is ended for the fence" eval '! vacuums'
holds "and is on the record" has_event '.event == "log" and (.data.text | test("vacuum"; "i"))'
fence_took() { journal_ms() { event ".event == \"$1\" and .data.act == \"fence\"" | tail -n 1 | jq '(.at[0:19] + "Z" | fromdate) * 1000 + (.at[20:23] | tonumber)'; }; echo $(($(journal_ms act-done) - $(journal_ms act-intent))); }
holds "the fence stands within 15 seconds" test "$(fence_took)" -le 15000
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
silent "migration failed: the reason is the charm's" failed_by 'canceling statement due to (statement|lock) timeout'
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
