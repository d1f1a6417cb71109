#!/usr/bin/env bash
# teal releases over a real source database: sizes, what it recorded, and what it did not let us read.
# limit: 240
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 3000 --rate 0
source_db=$(conninfo blue)
export PGPASSFILE=$dir/pgpass
sql blue 'ANALYZE'
sql blue 'SELECT version FROM schema_migration ORDER BY 1' >"$room/before"

# asks STATUS FILTER ARGUMENT...: all that jq makes of the JSON must be true.
asks() {
	local want=$1 filter=$2 status
	shift 2
	teal releases --offline --json "$@" >"$room/json" 2>"$room/err"
	status=$?
	[ $status -eq "$want" ] || { echo "the status is $status"; cat "$room/err"; return 1; }
	jq -e "[$filter] | length > 0 and all" "$room/json" >/dev/null || { jq -c . "$room/json"; return 1; }
}
refuses() {
	local want=$1 pattern=$2 status
	shift 2
	teal releases --offline "$@" >"$room/out" 2>"$room/err"
	status=$?
	[ $status -eq "$want" ] || { echo "the status is $status"; cat "$room/err"; return 1; }
	grep -E -- "$pattern" "$room/err" >/dev/null || { cat "$room/err"; return 1; }
}

holds "the database speaks first" asks 0 '.sources[0] | .name == "database" and .speaks' --source-db "$source_db" kratos 1.0.0 1.1.0
holds "what it lacks is what comes" asks 0 '(.migrations | length) == 12 and ([.migrations[] | select(.recorded)] | length) == 0' \
	--source-db "$source_db" kratos 1.0.0 1.1.0
rows=$(sql blue "SELECT reltuples::bigint FROM pg_class WHERE oid = 'identities'::regclass")
holds "the rows are those of its statistics" asks 0 "[.migrations[].effects[] | select(.table == \"identities\") | .rows] | length > 0 and all(.[]; . == $rows)" \
	--source-db "$source_db" kratos 1.0.0 1.1.0
holds "with sizes there is an estimate" asks 0 '.estimate | .known and .migrate_ms > 0 and .write_stop_ms > 0' --source-db "$source_db" kratos 1.0.0 1.1.0
holds "a version that the database does not have is told" asks 0 \
	'any(.hazards[]; .source == "database" and (.level == "warn" or .level == "block"))' --source-db "$source_db" kratos 1.3.1 25.4.0
holds "a version that it has is not" asks 0 'all(.hazards[]; .source != "database")' --source-db "$source_db" kratos 1.0.0 1.1.0

sql blue "CREATE ROLE onlooker LOGIN PASSWORD 'onlooker'"
printf '*:*:*:onlooker:onlooker\n' >"$room/pgpass"
chmod 600 "$room/pgpass"
onlooker="$(sed 's/user=[^ ]*//; s/passfile=[^ ]*//' <<<"$source_db") user=onlooker passfile=$room/pgpass"
holds "a role that may not read is told" refuses 6 'cannot be read: .*permission denied' --source-db "$onlooker" kratos 1.0.0 1.1.0
holds "a database of somebody else is told" refuses 2 'not one of the product: it has no table schema_migration' \
	--source-db "$(sed 's/dbname=[^ ]*//' <<<"$source_db") dbname=postgres" kratos 1.0.0 1.1.0
holds "a database that is not there is told" refuses 6 'cannot be reached: .*nowhere' \
	--source-db "$(sed 's/dbname=[^ ]*//' <<<"$source_db") dbname=nowhere" kratos 1.0.0 1.1.0

# A lock on what it must read: it gives up by itself.
{
	sql blue <<<'BEGIN; LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(20); COMMIT;'
} >/dev/null 2>&1 &
helpers+=($!)
holds "the lock stands" wait_until 20 eval '[ "$(sql blue "SELECT count(*) FROM pg_locks WHERE relation = '"'schema_migration'"'::regclass AND mode = '"'AccessExclusiveLock'"' AND granted")" = 1 ]'
began=$SECONDS
holds "a database that does not answer is given up" refuses 6 'source database cannot be read' --source-db "$source_db" kratos 1.0.0 1.1.0
holds "within seconds" test $((SECONDS - began)) -le 15
sql blue "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()" >/dev/null

sql blue 'SELECT version FROM schema_migration ORDER BY 1' >"$room/after"
holds "nothing was written" cmp "$room/before" "$room/after"
finish
