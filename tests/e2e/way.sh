#!/usr/bin/env bash
# The way between the servers: a conninfo that green cannot use, timeouts of the operator's role, and an apply that stands.
# Each is said before the writes stop, with nothing made on blue that was not wanted; what is mended goes on in the run.
# limit: 240
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 200 --rate 20
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'

# until_step STEP PATIENCE: the run, up to before that step.
until_step() {
	jq --arg s "$1" --argjson p "$2" '.stop_before = $s | .patience_s = $p | .retries = 0' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	teal --plain --run=way --answers "$room/answers.json" --settings "$room/settings.json" >"$room/out" 2>"$room/err" </dev/null
	rc=$?
}
made_on_blue() {
	sql blue "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname ~ '^teal' UNION ALL SELECT 'publication ' || pubname FROM pg_publication
		UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots WHERE NOT temporary"
}
made_on_green() { sql green "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname ~ '^teal' UNION ALL SELECT subname FROM pg_subscription"; }
# ends_with REGEX: the last words of the program.
ends_with() { tail -n 1 "$room/err" | grep -qE -- "$1" || tail -n 3 "$room/err"; }

# Settings of the role that public reports are full of; they hold from the next connection on.
sql blue "ALTER ROLE operator SET statement_timeout = '300ms'; ALTER ROLE operator SET lock_timeout = '50ms';
	ALTER ROLE operator SET idle_session_timeout = '2s'; ALTER ROLE operator SET idle_in_transaction_session_timeout = '1s';
	ALTER ROLE operator SET default_transaction_read_only = on; ALTER ROLE operator SET search_path = pg_catalog"
mine() { PGOPTIONS='-c default_transaction_read_only=off -c statement_timeout=0 -c search_path=public' sql "$@"; }

# ---- Green cannot use the conninfo ----
settings_edit '.source_from_target += " sslmode=require"'
until_step follow-sync 25
holds "TLS that blue has not: the run ends with status 1" is 1 "$rc"
silent "with the server's reason" ends_with 'does not support SSL'
silent "nothing is made on blue" made_on_blue
silent "nor on green" made_on_green
password=$(awk -F: 'NR == 1 { print $5 }' "$dir/pgpass")
holds "the password is nowhere" bash -c '! grep -rqF -- "$@"' _ "$password" "$XDG_STATE_HOME" "$room/out" "$room/err"
settings_edit '.source_from_target |= sub(" sslmode=require"; "")'

# ---- The copy and the looks under the role's timeouts ----
until_step verify-live 40
holds "mended, the same run goes on, under the timeouts of the role" is 3 "$rc"
holds "the synchronisation is followed" step_done follow-sync
ready() { sql green "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'"; }
holds "every table is copied" is 0 "$(ready)"

# ---- The apply stands ----
mine blue "ALTER TABLE identities ADD COLUMN crm_id text DEFAULT 'none'"
stopped() { [ "$(sql green "SELECT apply_error_count > 1 FROM pg_stat_subscription_stats")" = t ]; }
if [ "$(sql green 'SHOW server_version_num')" -ge 150000 ]; then
	holds "green's apply meets a column that it has not" wait_until 60 stopped
	began=$SECONDS
	until_step switch 25
	holds "the run ends" is 1 "$rc"
	holds "within a minute" [ $((SECONDS - began)) -le 60 ]
	holds "and says that the apply has stopped" grep -qE 'apply has stopped: [0-9]+ errors? since [0-9:]+, position unmoved' "$room/err"
	holds "the writes go on" eval '! step_began stop-writes'
fi
finish
