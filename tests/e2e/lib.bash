# Sourced by the end-to-end tests: a sandbox of their own, the program in a terminal or without one, and questions in our own SQL that do not
# trust what the program says. Everything lives below $room and on loopback, and ends with the script.
: "${TEAL_SRC:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
: "${TEAL_BUILD:=$TEAL_SRC}" "${TEAL_PKGDATADIR:=$TEAL_SRC/data}" "${TEAL_PKGLIBEXECDIR:=$TEAL_BUILD}"
export TEAL_SRC TEAL_BUILD TEAL_PKGDATADIR TEAL_PKGLIBEXECDIR
. "$TEAL_SRC/tests/house/tap.bash"
set -u

for program in psql jq pgrep sha256sum; do
	command -v "$program" >/dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done

# Open to other users: as root the sandbox gives up its rights and then makes its folder here.
room=$(mktemp -d "${TMPDIR:-/tmp}/te.XXXXXX") || exit 1
chmod 1777 "$room"
export TMPDIR=$room XDG_STATE_HOME=$room/state XDG_CONFIG_HOME=$room/config XDG_CACHE_HOME=$room/cache LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR LANGUAGE TMUX PGPASSFILE PGHOST PGPORT PGUSER PGDATABASE PGOPTIONS PGSERVICE
dir='' sandbox='' helpers=()

# Whoever was started here is ended here, also when the script is told to end.
lib_end() {
	local pid
	tmux -S "$room/tmux" kill-server 2>/dev/null
	for pid in "${helpers[@]}"; do kill "$pid" 2>/dev/null; done
	if [ -n "$sandbox" ]; then
		exec 9>&-
		wait "$sandbox" 2>/dev/null
	fi
	# The sandbox of a training clears itself away when its wizard is gone.
	wait_until 15 eval "! compgen -G '$room/teal-sandbox-*' >/dev/null"
	rm -rf "$room"
}
trap lib_end EXIT
trap 'exit 143' INT TERM HUP

# wait_until SECONDS COMMAND...: asks again until it holds.
wait_until() {
	local by=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $by ] || return 1
		sleep 0.1
	done
}

# holds NAME COMMAND...: the command decides; what it printed is shown when it fails.
holds() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then verdict "$name"; else verdict "$name" "${out:-$* failed}"; fi
}

# silent NAME COMMAND...: passes when the command finds nothing to print.
silent() {
	local name=$1
	shift
	verdict "$name" "$("$@" 2>&1)"
}

# is WANT GOT
is() { [ "$1" = "$2" ] || { echo "got '$2', want '$1'"; return 1; }; }

# ---- The world ----

sandbox_spoke() { [ -s "$room/ready" ] || ! kill -0 "$sandbox" 2>/dev/null; }

# sandbox_start OPTION...: sets dir; the settings are in $room/settings.json, for settings_edit. sandbox_env: NAME=VALUE... for it alone.
sandbox_env=()
sandbox_start() {
	mkfifo "$room/in"
	env "${sandbox_env[@]}" "$TEAL_BUILD/teal-sandbox" --dir "$room" "$@" <"$room/in" >"$room/ready" 2>"$room/sandbox.err" &
	sandbox=$!
	exec 9>"$room/in"
	wait_until 120 sandbox_spoke
	dir=$(jq -r '.dir // empty' "$room/ready")
	if [ -z "$dir" ]; then
		verdict "the sandbox starts" "$(cat "$room/ready" "$room/sandbox.err")"
		finish
	fi
	cp "$dir/settings.json" "$room/settings.json"
}

# settings_edit FILTER: a jq filter over the settings.
settings_edit() {
	jq "$1" "$room/settings.json" >"$room/settings.new" && mv "$room/settings.new" "$room/settings.json"
}

# fault TEXT: lines "name value"; empty: all is well again.
fault() {
	printf '%s\n' "$1" >"$dir/faults.new"
	chmod 644 "$dir/faults.new"
	mv "$dir/faults.new" "$dir/faults"
}

conninfo() { jq -r ".$1.conninfo" "$dir/settings.json"; }

# sql SIDE TEXT, or SIDE alone with a script for psql on standard input. SQL_ELSE: where to ask when the database is not there.
sql() {
	local where
	where="$(conninfo "$1") connect_timeout=10"
	if [ -n "${SQL_ELSE:-}" ] && ! PGPASSFILE=$dir/pgpass psql -XAtqc "" -d "$where" 2>/dev/null; then where="$where $SQL_ELSE"; fi
	if [ $# -gt 1 ]; then set -- -c "$2"; else set -- -f -; fi
	PGPASSFILE=$dir/pgpass psql -XAtq -v ON_ERROR_STOP=1 -d "$where" "$@"
}

# Nobody serves the clients any more; returns when they have written down all they were told.
clients_stop() {
	printf '{}\n' >"$dir/route.new"
	chmod 644 "$dir/route.new"
	mv "$dir/route.new" "$dir/route"
	wait_until 20 clients_stopped
}
clients_stopped() {
	[ "$(jq -r '.app // ""' "$dir/workload.json")" = '' ] && [ -n "$(find "$dir/committed.jsonl" ! -newermt '-1 seconds')" ]
}

# ---- The program ----

teal() { "$TEAL_BUILD/teal" "$@" 9>&-; }

# The run's folder; the newest, should there be more.
run_dir() { find "$XDG_STATE_HOME/teal/runs" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-; }
journal() { printf '%s/journal.jsonl' "$(run_dir)"; }

# event FILTER: the events it selects, whole lines only.
event() { jq -cR "fromjson? | select($1)" "$(journal)" 2>/dev/null; }
has_event() { [ -n "$(event "$1" | head -n 1)" ]; }
act_began() { has_event ".event == \"act-intent\" and .data.act == \"$1\""; }
act_done() { has_event ".event == \"act-done\" and .data.act == \"$1\" and (.data.undo | not)"; }
step_began() { has_event ".event == \"step-started\" and .step == \"$1\""; }
step_done() { has_event ".event == \"step-done\" and .step == \"$1\""; }

# ---- What must be true, whatever the program says ----

# The content of every table of a side, with place and transaction of each row, and the state of every sequence: no write leaves it as it was.
# Whatever holds rows counts, leaves of partitioned tables and tables that only one side has among them.
content() {
	sql "$1" <<'SQL'
SELECT format('SELECT %L, count(*), md5(string_agg(md5(concat(t::text, t.ctid, t.xmin)), '''' ORDER BY t.ctid)) FROM ONLY %I.%I AS t',
	format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> ALL (ARRAY['pg_catalog', 'information_schema', 'teal']) AND n.nspname !~ '^pg_(toast_)?temp_' ORDER BY 1 \gexec
SELECT format('SELECT %L, last_value, is_called FROM %I.%I', format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname !~ '^pg_(toast_)?temp_' ORDER BY 1 \gexec
SQL
}

# ---- The odd world (teal-sandbox --world odd) ----

# What only blue has there, as the settings' leave_out names it.
odd_left_out=(public.identities_backup_20260101 public.rate_limits shop.orders shop.trail)

odd_settings() { settings_edit ".leave_out = $(printf '%s\n' "${odd_left_out[@]}" | jq -R . | jq -sc .)"; }
# The rest is no product's either; it is on green, too, which nobody can know before green is there.
odd_waiver='.waive."odd-tables" = "green has them, too"'

# Writes to odd tables of blue until the fence refuses it, so that what is replicated is more than what was copied.
odd_write() {
	sql blue <<'SQL'
BEGIN;
INSERT INTO audit.events (at, what) SELECT date '2025-06-01' + 200 * g, 'written' FROM generate_series(0, 3) AS g;
UPDATE audit.events SET at = at + 365 WHERE id = (SELECT min(id) FROM audit.events WHERE at < '2026-01-01');
DELETE FROM audit.events WHERE id = (SELECT max(id) FROM audit.events WHERE what LIKE 'event %');
UPDATE "user"."group" SET "User Name" = "User Name" || '+' WHERE "order" = 7;
UPDATE "my-app.v2"."we.ird" SET v = v || '.' WHERE "ID" = 3;
INSERT INTO "my-app.v2"."Entry" (amount) VALUES (0.10);
SELECT nextval('down_seq'), nextval('"my-app.v2"."Odd.Seq"');
COMMIT;
SQL
}
odd_writer() {
	{
		while odd_write >/dev/null 2>&1; do
			echo >>"$room/odd-writes"
			sleep 0.3
		done
	} 9>&- &
	helpers+=($!)
}

# Where green does not hold what blue holds of the odd tables and sequences, row by row; or holds what was left out.
odd_rows() {
	sql "$1" <<'SQL'
SELECT format('SELECT %L, t::text FROM %s AS t ORDER BY 2', x, x) FROM unnest(ARRAY['audit.events', '"user"."group"', '"my-app.v2"."we.ird"',
	'"my-app.v2"."Entry"']) AS x \gexec
SELECT 'networks', n::text FROM networks AS n ORDER BY 2;
SELECT format('SELECT %L, last_value, is_called FROM %s', x, x) FROM unnest(ARRAY['down_seq', 'never_called', 'audit.events_id_seq',
	'"my-app.v2"."Odd.Seq"', '"my-app.v2"."Entry_id_seq"']) AS x \gexec
SQL
}
odd_differs() {
	odd_rows blue >"$room/odd.blue"
	[ "$(wc -l <"$room/odd.blue")" -ge 800 ] || echo "blue has only $(wc -l <"$room/odd.blue") odd rows: nothing is proven"
	[ -z "${ODD_WRITES:-}" ] || [ -s "$room/odd-writes" ] || echo "nothing was written to the odd tables: nothing is proven"
	odd_rows green | diff "$room/odd.blue" - | head -n 20
	[ "$(sql blue 'SELECT count(*) FROM networks')" = 2 ] || echo "blue has not two networks: nothing is proven"
	sql green "SELECT 'left out, but on green: ' || x FROM unnest(ARRAY['$(printf "%s','" "${odd_left_out[@]}")x.x']) AS x WHERE to_regclass(x) IS NOT NULL"
}

# Relations of blue that take a write although the fence stands: every table, root, branch, leaf, left out or not; as the superuser, with a
# role that replicates, and TRUNCATE. A statement trigger fires also when no row is touched.
fence_gaps() {
	sql blue <<'SQL' 2>&1
SET client_min_messages = warning;
CREATE TEMP TABLE gap (what text);
DO $$ DECLARE r record; s text; m text; n integer := 0; BEGIN
	FOREACH m IN ARRAY ARRAY['origin', 'replica'] LOOP
		PERFORM set_config('session_replication_role', m, true);
		FOR r IN SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'teal') AND n.nspname !~ '^pg_(toast_)?temp_' LOOP
			FOREACH s IN ARRAY ARRAY['DELETE FROM %s WHERE false', 'INSERT INTO %s SELECT * FROM %1$s WHERE false', 'TRUNCATE %s CASCADE'] LOOP
				BEGIN
					n := n + 1;
					EXECUTE format(s, r.name);
					RAISE EXCEPTION 'taken' USING ERRCODE = 'TEAL1';
				EXCEPTION WHEN SQLSTATE 'TEAL1' THEN INSERT INTO gap VALUES (m || ': ' || format(s, r.name));
					WHEN read_only_sql_transaction THEN NULL;
					-- A generated column refuses the INSERT before a trigger could.
					WHEN generated_always THEN NULL;
					WHEN OTHERS THEN INSERT INTO gap VALUES (m || ': ' || format(s, r.name) || ': ' || SQLERRM);
				END;
			END LOOP;
		END LOOP;
	END LOOP;
	IF n < 100 THEN INSERT INTO gap VALUES ('only ' || n || ' statements were tried: nothing is proven'); END IF;
END $$;
SELECT what FROM gap;
SQL
}

# Looks at blue as soon as the fence stands; content_unchanged compares.
watch_fence() {
	{
		until act_done fence; do sleep 0.05; done
		content blue >"$room/fenced.new" && mv "$room/fenced.new" "$room/fenced"
	} 9>&- 2>"$room/watch.err" &
	helpers+=($!)
}
content_unchanged() {
	[ -s "$room/fenced" ] || { echo "blue was not looked at: $(cat "$room/watch.err")"; return 1; }
	content blue | diff "$room/fenced" -
}

# What a client was told is on green: each row, the last settings, and what was deleted is gone. An identity with a request whose outcome its
# client does not know proves nothing. Prints what is wrong.
told_and_missing() {
	jq -r '[.op, .id, .row, .value] | @csv' "$dir/committed.jsonl" >"$room/told.csv"
	jq -r 'select(.outcome == "unknown") | .id // empty' "$dir/clients.jsonl" >"$room/unsure.csv"
	[ "$(wc -l <"$room/told.csv")" -ge "${TOLD_LEAST:-100}" ] || echo "only $(wc -l <"$room/told.csv") writes were told: nothing is proven"
	sql "${1:-green}" <<SQL
CREATE TEMP TABLE told (n bigint GENERATED ALWAYS AS IDENTITY, op text, id uuid, line uuid, value bigint);
CREATE TEMP TABLE unsure (id uuid);
\copy told (op, id, line, value) FROM '$room/told.csv' CSV
\copy unsure FROM '$room/unsure.csv' CSV
CREATE TEMP VIEW stays AS SELECT * FROM told WHERE id NOT IN (SELECT id FROM told WHERE op = 'delete') AND id NOT IN (SELECT id FROM unsure);
SELECT 'registered, but no identity: ' || id FROM stays WHERE op = 'register' AND id NOT IN (SELECT id FROM identities);
SELECT 'registered, but no credential: ' || line FROM stays WHERE op = 'register' AND line NOT IN (SELECT id FROM identity_credentials);
SELECT 'logged in, but no session: ' || line FROM stays WHERE op = 'login' AND line NOT IN (SELECT id FROM sessions);
SELECT 'settings ' || s.value || ' of ' || s.id || ' are ' || coalesce(i.traits ->> 'marker', 'not there')
FROM (SELECT DISTINCT ON (id) id, value FROM stays WHERE op = 'settings' ORDER BY id, n DESC) AS s LEFT JOIN identities AS i ON i.id = s.id
WHERE (i.traits ->> 'marker')::bigint IS DISTINCT FROM s.value;
SELECT 'deleted, but there: ' || id FROM told WHERE op = 'delete' AND id IN (SELECT id FROM identities);
SQL
}

# Writes that blue's clients were told after the fence stood. They note the answer when they read it: a tenth of a second is theirs.
told_after_fence() {
	local at
	at=$(event '.event == "act-done" and .data.act == "fence"' | tail -n 1 | jq -r '.at[0:19] + "Z" | fromdate')
	[ -n "$at" ] || { echo "there was no fence"; return; }
	at=$(event '.event == "act-done" and .data.act == "fence"' | tail -n 1 | jq -r .at)
	jq -c --arg at "$at" 'def ms: (.[0:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
		select(.app == "iam/kratos" and (.at | ms) > ($at | ms) + 100)' "$dir/committed.jsonl"
}

# The migrations of 1.1.0, from what the program ships, are recorded on green: all of them, once, and blue has none.
migrations_wrong() {
	awk -F'\t' '$1 == "kratos" && $2 == "v1.1.0" { print $3 }' "$TEAL_PKGDATADIR/migrations_by_tag.tsv" | sort >"$room/versions"
	[ "$(wc -l <"$room/versions")" -eq 12 ] || echo "the list has $(wc -l <"$room/versions") versions, not 12"
	sql green 'SELECT version FROM schema_migration' | sort >"$room/on-green"
	sql blue 'SELECT version FROM schema_migration' | sort >"$room/on-blue"
	comm -23 "$room/on-green" "$room/on-blue" | diff "$room/versions" - | sed 's/^/green: /'
	uniq -d "$room/on-green" | sed 's/^/recorded twice: /'
	comm -12 "$room/versions" "$room/on-blue" | sed 's/^/on blue too: /'
}

# The journal tells what the plan has: every act of every step has its intent with commands, its outcome where something was run, and its end, in
# this order; every step is done by gates that passed. Prints what is missing.
plan_unfollowed() {
	teal review --settings "$room/settings.json" --format json |
		jq -r '.. | objects | select(has("acts")) | .id as $step | .acts[].id | "\($step) \(.)"' >"$room/planned"
	[ "$(wc -l <"$room/planned")" -ge 30 ] || echo "the plan has only $(wc -l <"$room/planned") acts: nothing is proven"
	jq -rR 'fromjson? | select((.event | startswith("act-")) and (.data.undo | not))
		| "\(.step) \(.data.act) \(.event) \(if .event == "act-intent" then (.data.commands | length > 0 and all(length > 0)) else .data.ok // .data.found // true end)"' \
		"$(journal)" | awk -v planned="$room/planned" '
		{ at = $1 " " $2 }
		$3 == "act-intent" { intent[at] = 1; if ($4 != "true") print "an intent without its commands: " at }
		$3 == "act-outcome" { if (!intent[at]) print "an outcome before its intent: " at; outcome[at] = 1 }
		$3 == "act-done" { done[at] = 1; if (intent[at] && !outcome[at]) print "done before its outcome: " at }
		END { while ((getline at <planned) > 0) if (!done[at]) print "not done: " at }'
	event '.event == "waived"' | jq -r .data.gate >"$room/waived"
	event '.event == "step-done"' | jq -r --rawfile waived "$room/waived" '($waived | split("\n")) as $waived | .step as $step | .data.gates[] | .id as $id |
		select((.verdict | ascii_downcase | test("^(pass|ok|warn)$") | not) and ($waived | index($id) | not)) |
		"\($step) was done with \(.id): \(.verdict) \(.text)"'
}

# Nothing of the replication and of the program's own tables is left on either side, in the databases of this world. Subscriptions are seen from every database of a server, and an
# undone green has no database of its own any more.
replication_left() {
	local side
	for side in blue green; do
		SQL_ELSE='dbname=postgres' sql "$side" "SELECT '$side: ' || what FROM (SELECT 'publication ' || pubname FROM pg_publication UNION ALL SELECT 'slot ' || slot_name
			FROM pg_replication_slots WHERE slot_type = 'logical' AND database = current_database() UNION ALL SELECT 'subscription ' || subname FROM pg_subscription UNION ALL
			SELECT 'table ' || oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text = 'teal') AS t (what)"
	done
}

# Every line follows the one before it.
chain_broken() {
	local expect n=0 file line
	file=$(journal)
	expect=$(printf '0%.0s' {1..64})
	jq -r '"\(.seq) \(.prev)"' "$file" >"$room/chain" || echo "a line is not JSON"
	[ -s "$room/chain" ] || echo "the journal is empty"
	while IFS= read -r line <&3 && IFS= read -r told <&4; do
		n=$((n + 1))
		[ "$told" = "$n $expect" ] || { echo "line $n: $told, but it follows $expect"; return; }
		expect=$(printf %s "$line" | sha256sum)
		expect=${expect%% *}
	done 3<"$file" 4<"$room/chain"
	[ "$n" -eq "$(wc -l <"$file")" ] || echo "$n lines of $(wc -l <"$file") were read"
}

# ---- Secrets ----

# Notes the passwords there are now; to be called as long as each of them is somewhere. Adds to the list and never rewrites it: the
# watcher calls it too, and a list that is being rewritten can be read empty.
secrets_note() {
	{ cut -d: -f5 "$dir/pgpass"; jq -r '.password // empty' "$dir/route"; } 2>/dev/null | grep -v '^$' >>"$room/secrets"
}

# Notes who runs with which words and environment, ten times a second, and the passwords as they come up.
watch_processes() {
	{
		while kill -0 $$; do # the test itself: a loop must not outlive it
			ps axeww -o args=
			secrets_note
			sleep 0.1
		done | awk '!seen[$0]++ { print; fflush() }' >"$room/ps"
	} 9>&- 2>/dev/null &
	helpers+=($!)
}

# secrets_shown FILE...: where a password stands. The passwords themselves are not printed.
secrets_shown() {
	local known
	sort -u "$room/secrets" >"$room/secrets.known"
	known=$(wc -l <"$room/secrets.known")
	[ "$known" -ge "${SECRETS_LEAST:-2}" ] || echo "only $known passwords are known: nothing is proven"
	grep -rlF -f "$room/secrets.known" -- "$@"
}

# ---- A terminal ----

tm() { tmux -u -S "$room/tmux" "$@" 9>&-; }

# terminal_start WIDTH HEIGHT COMMAND...: in a terminal of its own; its status will be in $room/rc. The screen stays when it ends.
terminal_start() {
	local size=(-x "$1" -y "$2")
	shift 2
	command -v tmux >/dev/null || { echo "1..0 # SKIP tmux is not installed"; exit 0; }
	rm -f "$room/rc"
	printf 'set -g status off\nset -g default-terminal screen-256color\nset -s escape-time 0\nset -g history-limit 5000\n' >"$room/tmux.conf"
	{
		echo 'stty -a >"$1/stty.before"'
		printf '%q ' "$@"
		printf '\necho $? >"$1/rc.new"\nstty -a >"$1/stty.after"\nmv "$1/rc.new" "$1/rc"\nread -r _\n'
	} >"$room/terminal"
	tm kill-server 2>/dev/null
	tm -f "$room/tmux.conf" new-session -d "${size[@]}" -s t bash "$room/terminal" "$room"
}

screen() { tm capture-pane -p -t t; }
keys() { tm send-keys -t t "$@"; }
typed() { tm send-keys -t t -l -- "$1"; }
resized() { tm resize-window -t t -x "$1" -y "$2"; }
screen_has() { screen | grep -qF -- "$1"; }
screen_like() { screen | grep -qE -- "$1"; }

# What was on the screen when it was not what it should be.
screen_why() {
	echo "not on the screen in $2 s: $1"
	screen
}
# Both print the screen when they fail.
wait_for_screen() { wait_until "$2" screen_has "$1" || { screen_why "$1" "$2"; return 1; }; }
wait_for_line() { wait_until "$2" screen_like "$1" || { screen_why "$1" "$2"; return 1; }; }
terminal_over() { [ -e "$room/rc" ]; }
