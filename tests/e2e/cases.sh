#!/usr/bin/env bash
# Situations that people reported of replication, of Ory and of Juju, one after the other in one run: what would break it later is refused before
# anything is made on blue, with the name of the thing; when it is gone the same run goes on. Judged by the status, the journal, and SQL.
# limit: 600
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 200 --rate 10
settings_edit '.limits.lag_sustain_s = 1 | .limits.soak_s = 1'
cp "$room/settings.json" "$room/settings.good"

# What others than the workload make on blue.
made_on_blue() {
	sql blue "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_'
		UNION ALL SELECT format('%s %I.%I %s', c.relkind, n.nspname, c.relname, c.relreplident) FROM pg_class AS c
			JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT 'publication ' || pubname FROM pg_publication
		UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots WHERE NOT temporary UNION ALL SELECT 'role ' || rolname FROM pg_roles ORDER BY 1"
}
# play STOP [JQ]: the run, until that step; its words are in $room/words, its status in rc.
waive='{}'
play() {
	jq --arg stop "$1" --argjson waive "$waive" '.stop_before = $stop | .patience_s = 10 | .waive = $waive | '"${2:-.}" "$TEAL_SRC/tests/e2e/answers.json" >"$room/answers.json"
	made_on_blue >"$room/before"
	"$TEAL_BUILD/teal" --plain --run=cases --answers "$room/answers.json" --settings "$room/settings.json" >"$room/words" 2>&1 </dev/null 9>&-
	rc=$?
	cat "$room/words" >>"$room/all"
}
untouched() { made_on_blue | diff "$room/before" -; }
# What held it: the evidence of the gates that failed, and the last line.
named() { { grep -E '^(FAIL|WARN|warn): ' "$room/words"; tail -n 1 "$room/words"; } | grep -qE -- "$1" || { echo "not named: $1"; tail -n 5 "$room/words"; }; }
# refused NAME STEP EXPRESSION...: it stopped by itself before STEP, broke nothing, made nothing on blue, and names each thing.
refused() {
	local name=$1 step=$2 bad
	shift 2
	bad=$(
		[ "$rc" -eq 1 ] || echo "it ended with status $rc"
		! step_began "$step" || echo "$step was begun"
		! has_event '.event == "step-failed"' || echo "a step broke: $(event '.event == "step-failed"' | tail -n 1 | jq -c .data)"
		untouched
		for word; do named "$word"; done
	)
	verdict "$name: refused before $step, named, blue untouched" "$bad"
	step_began "$step" && finish
}
# goes NAME: it went as far as it was to.
goes() {
	holds "$1" is 3 "$rc"
	[ "$rc" -eq 3 ] && return
	tail -n 15 "$room/words" | sed 's/^/# /'
	finish
}
both() { sql blue "$1" && sql green "$1"; }

# It has to be older than a minute when it is asked for.
PGPASSFILE=$dir/pgpass PGAPPNAME=nightly-report psql -XAtq -d "$(conninfo blue | sed 's/dbname=[^ ]*/dbname=postgres/')" \
	-c "BEGIN; SELECT pg_current_xact_id(); SELECT pg_sleep(900)" >/dev/null 2>&1 9>&- &
helpers+=($!)

# ---- What blue has, before anything is there beside it ----
sql blue "CREATE TABLE avatars (id integer PRIMARY KEY, picture oid); INSERT INTO avatars SELECT g, lo_from_bytea(0, 'picture') FROM generate_series(1, 3) AS g" >/dev/null
play releases
refused "large objects, and a table that is not the product's" releases 'large object.*avatars|avatars.*large object|3 large objects' 'avatars'
sql blue "SELECT lo_unlink(picture) FROM avatars; DROP TABLE avatars" >/dev/null
sql blue "CREATE UNLOGGED TABLE rate_limits (k text PRIMARY KEY)"
play releases
refused "a table that is not logged" releases 'rate_limits'
sql blue "DROP TABLE rate_limits; CREATE TABLE identities_old AS SELECT * FROM identities LIMIT 5; CREATE SCHEMA shop; CREATE TABLE shop.\"Order.s\" (id integer PRIMARY KEY)"
play releases
refused "tables of other people" releases 'public\.identities_old' 'shop\."Order\.s"'
play start-sync '.answers.leave_out = "public.identities_old shop.\"Order.s\""'
goes "they are left out by an answer"
holds "green has none of them" is f "$(sql green "SELECT to_regclass('identities_old') IS NOT NULL OR to_regnamespace('shop') IS NOT NULL")"
# What follows is made on both sides.
waive='{"odd-tables": "they are made on green, too"}'

# ---- Who is in the way ----
report() { sql blue "SELECT $1 FROM pg_stat_activity WHERE application_name = 'nightly-report'"; }
pid=$(report pid)
is_old() { [ "$(report "clock_timestamp() - xact_start > interval '62 s'")" = t ]; }
wait_until 70 is_old
play follow-sync
refused "a transaction in another database of the server" start-sync "nightly-report|\b$pid\b|database \"?postgres"
report "pg_terminate_backend(pid)" >/dev/null

# ---- What would break the publication, or green's apply ----
both "CREATE TABLE notes (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, body text)"
play follow-sync
refused "a deferrable key" start-sync 'notes'
both "DROP TABLE notes; CREATE TABLE notes (id integer NOT NULL, body text); CREATE UNIQUE INDEX notes_id ON notes (id);
	ALTER TABLE notes REPLICA IDENTITY USING INDEX notes_id; DROP INDEX notes_id"
play follow-sync
refused "a replica identity whose index is gone" start-sync 'notes'
both "DROP TABLE notes; CREATE TABLE notes (id integer PRIMARY KEY, body json); ALTER TABLE notes REPLICA IDENTITY NOTHING"
play follow-sync
refused "replica identity nothing" start-sync 'notes'
both "DROP TABLE notes; CREATE TABLE notes (at timestamptz, body json); ALTER TABLE notes REPLICA IDENTITY FULL"
play follow-sync
refused "replica identity full over a type without equality" start-sync 'notes'
both "DROP TABLE notes"
both "CREATE TABLE notes (id integer PRIMARY KEY); CREATE TABLE trail (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, what text);
	CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.trail (what) VALUES (TG_OP); RETURN NEW; END';
	CREATE TRIGGER note AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE notes ENABLE ALWAYS TRIGGER note"
play follow-sync
refused "a trigger on green that fires for replicated rows" start-sync 'note'
both "DROP TABLE notes, trail; DROP FUNCTION note"
sql green "CREATE SEQUENCE only_blue"
sql blue "CREATE SEQUENCE only_blue INCREMENT -1 MINVALUE -9007199254740999 START -9007199254740995"
play follow-sync
refused "a sequence whose value does not fit on green" start-sync 'only_blue'
sql green "DROP SEQUENCE only_blue"
sql blue "DROP SEQUENCE only_blue"

# ---- The way from green to blue ----
settings_edit '.source_from_target |= sub("127.0.0.1"; "postgresql-primary.nowhere.invalid")'
play follow-sync
refused "blue's name is unknown to green" start-sync 'nowhere\.invalid'
cp "$room/settings.good" "$room/settings.json"
secrets_note
SECRETS_LEAST=1
silent "no password is shown" secrets_shown "$XDG_STATE_HOME" "$room/all"

# ---- A role that gives up, and a table that takes longer ----
both "CREATE TABLE archive (id bigint PRIMARY KEY, body text)"
sql blue "INSERT INTO archive SELECT g, repeat(md5(g::text), 8) FROM generate_series(1, 300000) AS g; ALTER ROLE operator SET statement_timeout = '150ms'"
play verify-live '.patience_s = 40'
goes "with everything mended the same run goes on, under the role's statement_timeout"
holds "what was left out is not published" is 0 "$(sql blue "SELECT count(*) FROM pg_publication_tables WHERE tablename IN ('identities_old', 'Order.s')")"
holds "the large table was copied under it" is 300000 "$(sql green 'SET statement_timeout = 0; SELECT count(*) FROM archive')"
sql blue "ALTER ROLE operator RESET statement_timeout"

# ---- And the way back ----
play switch '.undo_at = "verify-live" | .patience_s = 40'
holds "the undo ends with status 4" is 4 "$rc"
[ "$rc" -eq 4 ] || tail -n 15 "$room/words" | sed 's/^/# /'
silent "nothing of the replication is left" replication_left
silent "the journal is one chain of hashes" chain_broken
finish
