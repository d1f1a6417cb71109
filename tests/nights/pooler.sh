#!/usr/bin/env bash
# A pooler stands where the database was thought to be: verify works through it, a run is refused before anything is made.
# limit: 600
. "$(dirname "$0")/../e2e/lib.bash"

command -v pgbouncer >/dev/null || { echo "1..0 # SKIP pgbouncer is not installed"; exit 0; }
sandbox_start --identities 200 --rate 10
cp "$room/settings.json" "$room/settings.good"
port=$(conninfo blue | sed 's/.*port=\([0-9]*\).*/\1/')
secrets_note
password=$(awk -F: -v port="$port" '$2 == port { print $5; exit }' "$dir/pgpass")
printf '*:*:*:operator:%s\n' "$password" >"$room/pass"
chmod 600 "$room/pass"

# pooler NAME [LINE]: by transactions; its port in $pooled. As root it gives up its rights itself.
pooler() {
	local at="$room/$1"
	mkdir "$at"
	pooled=$(jq -nr --argjson seed "$RANDOM" '20000 + $seed')
	printf '"operator" "%s"\n' "$password" >"$at/users"
	cat >"$at/ini" <<INI
[databases]
* = host=127.0.0.1 port=$port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooled
unix_socket_dir =
auth_type = plain
auth_file = $at/users
pool_mode = transaction
logfile = $at/log
pidfile = $at/pid
$([ "$(id -u)" -ne 0 ] || echo "user = nobody")
${2:-}
INI
	[ "$(id -u)" -ne 0 ] || chown -R nobody "$at"
	pgbouncer -q "$at/ini" >/dev/null 2>&1 9>&- &
	helpers+=($!)
	wait_until 10 test -s "$at/pid"
	wait_until 10 eval "PGPASSFILE=$room/pass psql -XAtqc 'SELECT 1' -d 'host=127.0.0.1 port=$pooled dbname=iam_kratos user=operator' >/dev/null 2>&1"
}
through() { echo "host=127.0.0.1 port=$pooled dbname=iam_kratos user=operator"; }
catalogue() {
	sql blue "SELECT 'relation ' || oid::regclass FROM pg_class WHERE relkind IN ('r', 'p', 'S') AND oid >= 16384 UNION ALL SELECT 'publication ' || pubname FROM pg_publication
		UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
}
untouched() { catalogue | diff "$room/before" -; }
# refused RUN STEP: it stops by itself before the step, for the pooler.
refused() {
	jq '.stop_before = "follow-sync" | .patience_s = 8' "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	teal --plain --run="$1" --answers "$room/answers.json" --settings "$room/settings.json" >"$room/words" 2>&1 </dev/null
	holds "$1: it ends with status 1" is 1 "$?"
	holds "$1: before $2" eval "! step_began $2"
	holds "$1: nothing broke" eval '! has_event ".event == \"step-failed\""'
	holds "$1: the reason is a pooler, or what one refuses" eval 'tail -n 1 "$room/words" | grep -qiE "pool|bouncer|startup parameter|replication conn" || { tail -n 3 "$room/words"; false; }'
	silent "$1: blue is untouched" untouched
}
catalogue >"$room/before"
for kind in strict lenient; do
	if [ $kind = strict ]; then pooler strict; else pooler lenient 'ignore_startup_parameters = options,extra_float_digits'; fi
	PGPASSFILE=$room/pass teal verify --jobs=2 --source="$(through)" --target="host=127.0.0.1 port=$port dbname=iam_kratos user=operator" >"$room/verified" 2>&1
	rc=$?
	# The users write meanwhile: a row may differ.
	holds "verify works through a $kind pooler" eval '[ $rc -le 1 ] || { tail -n 3 "$room/verified"; false; }'
	settings_edit ".blue.conninfo = \"$(through)\""
	refused "source-$kind" deploy-green
	cp "$room/settings.good" "$room/settings.json"
done
settings_edit ".source_from_target = \"$(through)\""
refused "way-lenient" start-sync
SECRETS_LEAST=1
silent "no password is shown" secrets_shown "$XDG_STATE_HOME" "$room/words" "$room/verified"
finish
