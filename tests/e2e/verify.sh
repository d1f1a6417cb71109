#!/usr/bin/env bash
# teal verify over two real databases: each kind of difference by its key, the file, the JSON, and what a signal leaves behind.
# sanitize: yes
# limit: 300
. "$(dirname "$0")/lib.bash"

sandbox_start --identities 20 --rate 0
export PGPASSFILE=$dir/pgpass
rest=$(sed 's/dbname=[^ ]*//' <<<"$(conninfo blue)")
one="$rest dbname=one" two="$rest dbname=two"
ask() { psql -XAtq -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }
for name in one two; do
	ask "$rest dbname=postgres" "CREATE DATABASE $name"
	ask "$rest dbname=postgres" "ALTER DATABASE $name SET log_statement = 'all'"
	ask "$rest dbname=$name" "CREATE TABLE people (id int PRIMARY KEY, name text, at timestamptz, note text);
		INSERT INTO people SELECT i, 'name ' || i, timestamptz '2026-01-01 00:00+00' + i * interval '1 s', NULL FROM generate_series(1, 300) i;
		CREATE TABLE pairs (a text, b int, v text, PRIMARY KEY (a, b)); INSERT INTO pairs VALUES ('x', 1, 'v'), ('x', 2, 'v');
		CREATE TABLE loose (v text); INSERT INTO loose VALUES ('a'), ('a'), ('b');
		CREATE TABLE nothing (id int PRIMARY KEY); CREATE TABLE schema_migration (version text)"
done
ask "$one" "INSERT INTO schema_migration VALUES ('1')"

# ends STATUS ARGUMENT...: compares; what it printed is in $room/out and $room/err.
ends() {
	local want=$1 status
	shift
	teal verify --source="$one" --target="$two" "$@" >"$room/out" 2>"$room/err"
	status=$?
	[ $status -eq "$want" ] || { echo "the status is $status"; cat "$room/out" "$room/err"; return 1; }
}
says() { grep -qE -- "$1" "$room/out" || { cat "$room/out"; return 1; }; }
mute() { ! grep -nE -- "$@"; }
complains() { grep -qE -- "$1" "$room/err" || { cat "$room/err"; return 1; }; }
asks() { jq -e "[$1] | length > 0 and all" "$room/out" >/dev/null || { jq -c . "$room/out" || cat "$room/out"; return 1; }; }
lines() { jq -es "[.[] | $1] | length == $2" "$room/diff" >/dev/null || { cat "$room/diff"; return 1; }; }
watch_processes
secrets_note

# ---- Equal ----

holds "equal databases end with 0" ends 0
holds "every table has a line" is 4 "$(grep -c '^equal: public\.' "$room/out")"
holds "with its rows" says '^equal: public\.people \(300 rows, '
holds "the last line sums up" says '^equal: 4 tables; 305 rows in .* a second$'
holds "both servers are named" is 2 "$(grep -cE '^(source: one|target: two), PostgreSQL [0-9]' "$room/out")"
holds "the list of migrations is none of it" mute 'schema_migration' "$room/out"
holds "several connections find the same" ends 0 --jobs=4 --json
holds "and the JSON says so" asks '.equal and .compared and (.same_database | not) and (.tables | length) == 4 and .rows == 305,
	all(.tables[]; .equal and .compared and .source_rows == .target_rows and .why == null and .rows == []), (.source.version | test("^[0-9]")), .only_on_target == []'
holds "nothing differs, and the file is there" ends 0 --diff="$room/diff"
holds "and empty, for its owner alone" is '0 600' "$(stat -c '%s %a' "$room/diff")"
rm -f "$room/diff"
ask "$rest dbname=postgres" 'CREATE DATABASE hollow'
teal verify --source="$rest dbname=hollow" --target="$two" >"$room/out" 2>&1
holds "a database without tables is no source" is 2 $?
teal verify --source="$one" --target="$one" >"$room/out"
holds "a database is told that it is compared with itself" says 'are the same database$'

# ---- Each kind of difference ----

ask "$two" "DELETE FROM people WHERE id = 7; INSERT INTO people VALUES (901, 'zebra new');
	UPDATE people SET name = 'zebra changed', at = at + interval '1 us' WHERE id = 40; UPDATE people SET note = '' WHERE id = 41;
	UPDATE pairs SET v = 'V' WHERE b = 2; DELETE FROM loose WHERE ctid = (SELECT min(ctid) FROM loose WHERE v = 'a');
	CREATE TABLE newcomer (id int)"
holds "databases that differ end with 1" ends 1 --diff="$room/diff"
holds "a row that is missing is named by its key" says '^  missing id=7$'
holds "one that is new" says '^  extra id=901$'
holds "one that changed, with its columns" says '^  changed id=40: (at, name|name, at)$'
holds "NULL is not the empty text" says '^  changed id=41: note$'
holds "a key of two columns" says '^  changed a=x, b=2: v$'
holds "a duplicate that is gone" says '^DIFFERENT: public\.loose: 1 missing, 0 extra, 0 changed; source 3 rows, target 2 rows \('
holds "a table says how many of each" says '^DIFFERENT: public\.people: 1 missing, 1 extra, 2 changed; source 300 rows, target 300 rows \('
holds "the last line counts the tables" says '^DIFFERENT: 3 of 4 tables; '
holds "a table of the target alone is mentioned" says '^note: only on the target, and not compared: 1 table: public\.newcomer$'
holds "the file has every row" lines . 6
holds "with kind and key" lines 'select(.table == "public.people" and .kind == "missing" and .key == {"id": "7"} and .columns == [])' 1
holds "and columns" lines 'select(.kind == "changed" and .key == {"a": "x", "b": "2"} and .columns == ["v"])' 1
holds "values were not asked for: not on the screen" mute 'zebra|name 7|name 40' "$room/out"
holds "nor in the file" mute 'zebra|name 7|name 40|"source"|"target"' "$room/diff"
holds "the file is for its owner alone" is 600 "$(stat -c %a "$room/diff")"
holds "nothing lies beside it" is 1 "$(compgen -G "$room/diff*" | wc -l)"
holds "JSON of the same" ends 1 --json
holds "has the rows, by key" asks '(.equal | not) and .compared and .only_on_target == ["public.newcomer"],
	(.tables[] | select(.table == "public.people") | .missing == 1 and .extra == 1 and .changed == 2 and (.rows | length) == 4 and (.equal | not)),
	any(.tables[].rows[]; .kind == "changed" and .key.id == "41" and .columns == ["note"])'
holds "and no values" mute 'zebra|name 7' "$room/out"
holds "values where they are asked for" ends 1 --values --diff="$room/diff"
holds "are old and new" says '^  changed id=40: .*name "name 40" -> "zebra changed"'
holds "NULL has no quotes" says '^  changed id=41: note NULL -> ""$'
holds "a row of one side shows them all" says '^  extra id=901: .*name "zebra new"'
holds "and they are in the file" lines 'select(.key.id == "40" and .source.name == "name 40" and .target.name == "zebra changed")' 1
ask "$two" 'DELETE FROM people WHERE id BETWEEN 251 AND 300'
holds "of many rows the first are named" ends 1 --rows=3 --tables=people --diff="$room/diff"
holds "and the others counted" says '^  and 51 more$'
holds "the file has them all" lines . 54
holds "it can name none" ends 1 --rows=0 --tables=people
holds "and counts them all the same" says '^DIFFERENT: public\.people: 51 missing, 1 extra, 2 changed; '
holds "without naming any" mute '^  ' "$room/out"

# ---- Which tables, which columns ----

holds "a pattern picks tables" ends 1 --tables='p*s'
holds "and no other" is 'public.pairs' "$(sed -nE 's/^(equal|DIFFERENT): ([a-z.]+)[: ].*/\2/p' "$room/out" | paste -sd' ')"
holds "it may name the schema" ends 0 --tables='public.noth*'
holds "a pattern without a table is refused" ends 2 --tables=poeple
holds "with the nearest name" complains 'no table of the source is like --tables: poeple\. Did you mean --tables=people\?'
holds "one that is like nothing" ends 2 --tables='xyzzy*'
holds "gets the names" complains 'There are: public\.loose, '
ask "$one" "INSERT INTO pairs VALUES (E'red \x1b[31m', 1, 'v')"
holds "what a terminal would obey" ends 1 --tables=pairs
holds "is made harmless" says '^  missing a=red \\x1[bB]\[31m, b=1$'
ask "$two" 'ALTER TABLE pairs DROP v'
holds "a column that the target lacks" ends 1 --tables=pairs --diff="$room/diff"
holds "makes the table different" says '^DIFFERENT: public\.pairs: The column v is missing on the target'
holds "also in the file" lines 'select(.kind == "table" and .table == "public.pairs" and (.why | test("column v")))' 1
ask "$one" "DELETE FROM pairs WHERE a LIKE 'red%'"
holds "unless only common ones count" ends 0 --tables=pairs --columns-of=common

# ---- What is refused, and what cannot be compared ----

holds "a password in a conninfo is refused" ends 2 --source="$one password=hunter2"
holds "and not repeated" mute hunter2 "$room/err"
holds "a database that is not there is told" ends 6 --target="$rest dbname=nowhere"
holds "with its side" complains '^teal: the target cannot be reached: .*nowhere'
holds "so is a folder as the file" ends 2 --diff="$room"
holds "and a folder that is not there" ends 6 --diff="$room/none/diff"
holds "a full disk is told" eval '(trap "" XFSZ; ulimit -f 1; ends 6 --tables=people --values --diff="$room/full")'
holds "with what to do" complains 'the file of --diff cannot be written: .*Make room'
holds "and leaves no file behind" is '' "$(compgen -G "$room/full*")"
holds "standard output that cannot be written is told" eval '! teal verify --source="$one" --target="$two" >/dev/full 2>"$room/err"'
holds "as such" complains 'writing to standard output'
sql blue <<<"CREATE ROLE onlooker LOGIN PASSWORD 'onlooker-secret'"
printf '*:*:*:onlooker:onlooker-secret\n' >"$room/pgpass"
chmod 600 "$room/pgpass"
ask "$two" 'GRANT SELECT ON people, nothing TO onlooker'
onlooker="$(sed 's/user=[^ ]*//; s/passfile=[^ ]*//' <<<"$two") user=onlooker passfile=$room/pgpass"
holds "a table that may not be read is not compared" ends 6 --target="$onlooker" --diff="$room/kept"
holds "and the others are" says '^NOT COMPARED: public\.loose: On the target: permission denied'
holds "the last line has both" says '^DIFFERENT: 1 of 4 tables; NOT COMPARED: 2 of 4 tables; '
holds "a file that would lack rows is not written" is '' "$(compgen -G "$room/kept*")"

# ---- Pace, patience, and signals ----

for name in one two; do
	ask "$rest dbname=$name" "CREATE TABLE big (id int PRIMARY KEY, v text); INSERT INTO big SELECT i, repeat('x', 900) FROM generate_series(1, 5000) i;
		CREATE TABLE zoo (id int PRIMARY KEY)"
done
began=$SECONDS
holds "without a pace it is quick" ends 0 --tables=big
quick=$((SECONDS - began)) began=$SECONDS
holds "--rate slows it down" ends 0 --tables=big --rate=1
holds "to the pace" test $((SECONDS - began)) -ge 4 -a $quick -le 3

# The table is locked while those before it are read.
waiting() { ask "$rest dbname=postgres" "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'teal verify' AND state = 'active' AND wait_event_type = 'Lock'"; }
begin() { # begin NAME ARGUMENT...: in the background
	local name=$1
	shift
	"$TEAL_BUILD/teal" verify --source="$one" --target="$two" --tables='[bz]*' --rate=1 --diff="$room/$name" "$@" >"$room/$name.out" 2>"$room/$name.err" 9>&- &
	helpers+=($!)
}
begin patient
patient=$!
begin timed --timeout=2
timed=$!
holds "both compare" wait_until 20 eval '[ "$(grep -c "^target" "$room/patient.out" "$room/timed.out" | grep -c ":1")" = 2 ]'
holds "a file is under way" eval 'compgen -G "$room/patient.??????" >/dev/null && [ ! -e "$room/patient" ]'
{ ask "$two" 'BEGIN; LOCK TABLE zoo IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)'; } >/dev/null 2>&1 9>&- &
helpers+=($!)
holds "the lock holds both" wait_until 30 eval '[ "$(waiting)" = 2 ]'
wait $timed
holds "the longest question ends" is 6 $?
holds "its table is not compared" grep '^NOT COMPARED: public\.zoo: On the target: It did not answer in time' "$room/timed.out"
holds "the other goes on waiting" is 1 "$(waiting)"
kill -INT $patient
wait $patient
holds "Ctrl-C ends it" is 130 $?
holds "and it says so" grep -q 'stopped by a signal' "$room/patient.err"
holds "the server was told to stop" wait_until 5 eval '[ "$(waiting)" = 0 ]'
holds "neither file is left behind" is '' "$(compgen -G "$room/patient.??????"; compgen -G "$room/timed.??????"; ls "$room/patient" "$room/timed" 2>/dev/null)"
ask "$two" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()" >/dev/null
begin ended
holds "another one compares" wait_until 20 grep -q '^target' "$room/ended.out"
kill -TERM $!
wait $!
holds "SIGTERM ends it, too" is 143 $?

begin broken
broken=$!
holds "one more compares" wait_until 20 grep -q '^target' "$room/broken.out"
ask "$rest dbname=postgres" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'teal verify' AND datname = 'two'" >/dev/null
wait $broken
holds "a session that is lost is no verdict" is 6 $?
holds "and leaves no file" is '' "$(compgen -G "$room/broken.??????"; ls "$room/broken" 2>/dev/null)"

# ---- On a terminal ----

if command -v tmux >/dev/null; then
	terminal_start 100 30 "$TEAL_BUILD/teal" verify --source="$one" --target="$two" --tables='big' --rate=1
	holds "a terminal shows how far it is" wait_for_line '^0 of 1 tables, [0-9]+ %.*public\.big' 20
	holds "until it is over" wait_until 30 terminal_over
	holds "nothing of it is left" eval '[ "$(screen | grep -c "of 1 tables")" = 0 ]'
	holds "the verdict stands" screen_like '^equal: 1 table; '
fi
holds "no progress where nobody sits" is '' "$(cat "$room/ended.err" "$room/timed.err" | grep -v 'stopped by\|not written')"

# ---- A plain table against a partitioned one; types whose cast to text shows less than the value ----

ask "$one" "CREATE TABLE parted (id integer, at date, what text, PRIMARY KEY (id, at));
	INSERT INTO parted SELECT g, date '2026-01-01' + g, 'x' || g FROM generate_series(1, 90) AS g"
ask "$two" "CREATE TABLE parted (id integer, at date, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
	CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-03-01'); CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
	INSERT INTO parted SELECT g, date '2026-01-01' + g, 'x' || g FROM generate_series(1, 90) AS g"
holds "the same rows are equal, plain and partitioned" ends 0 --tables=parted
x=$one one=$two two=$x
holds "and partitioned and plain" ends 0 --tables=parted
ask "$one" "UPDATE parted SET what = 'y' WHERE id = 80"
holds "a row of a partition that changed is found" ends 1 --tables=parted
x=$one one=$two two=$x
for where in "$one" "$two"; do
	ask "$where" "CREATE TYPE card AS (number text, expires date); CREATE FUNCTION masked(card) RETURNS text LANGUAGE sql IMMUTABLE
		AS 'SELECT ''****'' || pg_catalog.right((\$1).number, 4)'; CREATE CAST (card AS text) WITH FUNCTION masked(card);
		CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE FUNCTION shown(mood) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''a mood''::text';
		CREATE CAST (mood AS text) WITH FUNCTION shown(mood); CREATE TABLE pay (id integer PRIMARY KEY, c card);
		CREATE TABLE feel (id integer PRIMARY KEY, m mood); CREATE TABLE felt (id integer PRIMARY KEY, m mood[]); INSERT INTO pay VALUES (2, NULL)"
done
ask "$one" "INSERT INTO pay VALUES (1, ROW('1111222233334444', '2027-01-01')); INSERT INTO feel VALUES (1, 'ok'); INSERT INTO felt VALUES (1, '{ok}')"
ask "$two" "INSERT INTO pay VALUES (1, ROW('9999888877774444', '2027-01-01')); INSERT INTO feel VALUES (1, 'bad'); INSERT INTO felt VALUES (1, '{bad}')"
for table in pay feel felt; do holds "what a cast of one's own hides is found in $table" ends 1 --tables=$table; done

# ---- What the servers saw, and what nobody may see ----

statements() { grep -hE '@(one|two) ' "$dir"/*.log "$dir"/*/log/* "$dir"/log/* 2>/dev/null | grep -F 'statement: ' | sed 's/.*statement: //'; }
holds "the statements were logged" eval '[ "$(statements | grep -c "^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")" -gt 20 ]'
holds "and none of them writes" eval 'statements | grep -vE "^(INSERT|CREATE|UPDATE|DELETE|ALTER|GRANT|LOCK|BEGIN; LOCK)" | mute -i "\b(INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM|CREATE |TRUNCATE|COPY )"'
secrets_note
echo onlooker-secret >>"$room/secrets"
silent "no password was in an argument or an environment" secrets_shown "$room/ps"
silent "nor in what was printed or written" secrets_shown "$room/out" "$room/err" "$room/diff" "$room"/*.out "$room"/*.err
finish
