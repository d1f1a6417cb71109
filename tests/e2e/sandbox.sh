#!/usr/bin/env bash
# The data half of the training sandbox: real servers, rows, users and health, and nothing of it left afterwards.
# limit: 240
# sanitize: yes
set -u
: "${TEAL_BUILD:?}" "${TEAL_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}" "${TEAL_PKGDATADIR:=$TEAL_SRC/data}"
export TEAL_PKGDATADIR
n=0 bad=0
room=$(mktemp -d "${TMPDIR:-/tmp}/sb.XXXXXX")
chmod 1777 "$room"
export TMPDIR=$room
keeper=

finish() {
	[ -z "$keeper" ] || kill "$keeper" 2>/dev/null
	rm -rf "$room"
}
trap finish EXIT

ok() { # ok NAME COMMAND...
	local name=$1
	shift
	n=$((n + 1))
	if "$@"; then echo "ok $n - $name"; else bad=1 && echo "not ok $n - $name" && echo "# $*"; fi
}

until_true() { # until_true SECONDS COMMAND...: asks again until it holds
	local by=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $by ] || return 1
		read -r -t 0.1 <>/dev/fd/"$idle" || :
	done
}

mkfifo "$room/idle"
exec {idle}<>"$room/idle"

# start NAME OPTION...: a sandbox whose standard input is held by a process of its own (holder); sets pid, dir.
start() {
	local name=$1
	shift
	mkfifo "$room/$name.in"
	"$TEAL_BUILD/teal-sandbox" "$@" <"$room/$name.in" >"$room/$name.out" 2>"$room/$name.err" &
	pid=$!
	bash -c 'exec 8>"$1"; echo up >"$2"; read -r <"$3"' _ "$room/$name.in" "$room/$name.held" "$room/idle" &
	holder=$! keeper=$!
	until_true 90 ready_or_dead "$room/$name.out"
	dir=$(jq -r '.dir // empty' "$room/$name.out")
}

ready_or_dead() { [ -s "$1" ] || ! kill -0 "$pid" 2>/dev/null; }

port_of() { jq -r ".$1.conninfo" "$dir/settings.json" | sed 's/.*port=\([0-9]*\).*/\1/'; }

sql() { # sql blue|green|PORT DATABASE TEXT
	local port=$1
	case $port in blue | green) port=$(port_of "$1") ;; esac
	PGPASSFILE=$dir/pgpass psql -X -h 127.0.0.1 -p "$port" -U operator -d "$2" -Atqc "$3" 2>&1
}

sql_is() { # sql_is WANT PORT DATABASE TEXT
	local got
	got=$(sql "$2" "$3" "$4")
	[ "$got" = "$1" ] || { echo "# got: $got"; return 1; }
}

bad_usage() { "$TEAL_BUILD/teal-sandbox" "$@" </dev/null >"$room/u.out" 2>"$room/u.err"; [ $? -eq 2 ] && grep -q -- --help "$room/u.err"; }
ok "an unknown option is refused with a hint" bad_usage --nonsense
ok "a number that is none is refused" bad_usage --identities many
ok "a word too many is refused" bad_usage more
ok "a world that there is not is refused" bad_usage --world round
ok "a scenario that there is not is refused" bad_usage --scenario round

start one --identities 500 --rate 50

is_ready() { jq -e '.ready and (.settings | endswith("/settings.json")) and (.juju | endswith("/bin/juju"))
	and (.cache | endswith("/cache"))' "$room/one.out" >/dev/null; }
ok "one line says that it is ready" is_ready
if [ -z "$dir" ]; then
	sed 's/^/# /' "$room/one.err"
	echo "1..$n"
	exit 1
fi

one_line() { [ "$(wc -l <"$room/one.out")" -eq 1 ] && grep -q . "$room/one.err"; }
ok "progress goes to standard error only" one_line
settings() {
	jq -e '.product == "kratos" and .blue.model == "train:admin/iam" and .green.app == "kratos" and .target.version == "1.1.0"
		and .limits.lag_bytes == 4000000 and (.source_from_target | test("^host=127.0.0.1 port=[0-9]+ dbname=iam_kratos user=operator$"))
		and (.green.conninfo | test("^host=127.0.0.1 port=[0-9]+ dbname=iam-green_kratos user=operator$"))
		and .sources.mode == "online" and (.sources.api | test("^http://127.0.0.1:[0-9]+$")) and .sources.raw == .sources.api' "$dir/settings.json" >/dev/null
}
ok "the settings are those of a training" settings

unprivileged() {
	local p
	for p in $pid $(pgrep -P "$pid"); do
		[ "$(awk '/^Uid:/ { print ($2 != 0 && $3 != 0 && $4 != 0) }' "/proc/$p/status")" = 1 ] || return 1
		[ "$(awk '/^Gid:/ { print ($2 != 0) }' "/proc/$p/status")" = 1 ] || return 1
	done
	[ "$(stat -c %a "$dir")" = 700 ] && [ "$(stat -c %u "$dir")" != 0 ]
}
if [ "$(id -u)" -eq 0 ]; then
	ok "started as root, nothing of it is root" unprivileged
else
	n=$((n + 1)) && echo "ok $n - started as root, nothing of it is root # SKIP these tests do not run as root"
fi

at_least_500() { [ "$(sql blue iam_kratos "SELECT count(*) FROM $1")" -ge 450 ]; }
ok "blue holds its identities" at_least_500 identities
ok "blue holds sessions of them" at_least_500 sessions
ok "blue has the schema of 1.0.0 and its bookkeeping" sql_is "295|24|0|5" blue iam_kratos "SELECT (SELECT count(*) FROM schema_migration),
	(SELECT count(*) FROM pg_tables WHERE schemaname = 'public'),
	(SELECT count(*) FROM pg_index WHERE indrelid = 'schema_migration'::regclass AND indisprimary), (SELECT count(*) FROM identity_credential_types)"
ok "the relation's user owns everything" sql_is relation_id_4 blue iam_kratos \
	"SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
ok "every table but the bookkeeping has a primary key" sql_is schema_migration blue iam_kratos "SELECT relname FROM pg_class c WHERE relkind = 'r'
	AND relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)"
ok "no key points nowhere" sql_is 0 blue iam_kratos "SELECT count(*) FROM sessions s LEFT JOIN identities i ON i.id = s.identity_id WHERE i.id IS NULL"
ok "both primaries can feed a logical replication" sql_is "logical|25|25" green postgres \
	"SELECT current_setting('wal_level'), current_setting('max_replication_slots'), current_setting('max_wal_senders')"
ok "the replica streams" until_true 20 sql_is "standby|streaming" blue postgres "SELECT application_name, state FROM pg_stat_replication"

committed() { [ "$(wc -l <"$dir/committed.jsonl")" -ge 40 ] && [ "$(jq -r '.ok // 0' "$dir/workload.json" 2>/dev/null || echo 0)" -gt 40 ]; }
ok "users come, and their writes are recorded" until_true 20 committed
recorded() { # what was said to be committed is there: one login taken from the records
	local row
	row=$(jq -r 'select(.op == "login") | .row' "$dir/committed.jsonl" | head -n 1)
	[ "$(sql blue iam_kratos "SELECT count(*) FROM sessions WHERE id = '$row'")" = 1 ]
}
ok "a recorded login is in the database" recorded
marked() {
	local id value
	read -r id value < <(jq -r 'select(.op == "settings") | "\(.id) \(.value)"' "$dir/committed.jsonl" | head -n 1)
	[ "$(sql blue iam_kratos "SELECT (traits->>'marker')::bigint >= $value FROM identities WHERE id = '$id'")" = t ]
}
ok "a recorded change of settings carries its marker" marked
ok "no user has seen a failure" test ! -s "$dir/clients.jsonl"

blue_url=$(jq -r .blue.admin_url "$dir/settings.json")
green_url=$(jq -r .green.admin_url "$dir/settings.json")
# fetch URL [HEADER]: the whole answer, without carriage returns. 7: refused.
fetch() {
	local rest=${1#http://} at
	at=${rest%%/*}
	{ exec {web}<>"/dev/tcp/${at%:*}/${at#*:}"; } 2>/dev/null || return 7
	printf 'GET /%s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n' "${rest#*/}" "$at" "${2:+$2$'\r\n'}" >&"$web"
	timeout 5 cat <&"$web" | tr -d '\r'
	exec {web}>&-
}
# http URL: the status and the last line. 7: refused.
http() {
	local answer
	answer=$(fetch "$1") || return
	sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p; $p' <<<"$answer" | paste -sd ' '
}
answers() { [ "$(http "$1")" = "$2" ]; }
ok "blue is ready" answers "$blue_url/admin/health/ready" '200 {"status":"ok"}'
ok "blue says its version" answers "$blue_url/version" '200 {"version":"v1.0.0"}'
refused() { http "$1" >/dev/null; [ $? -eq 7 ]; }
ok "what does not exist is not found" answers "$blue_url/nothing" '404 {"error":{"code":404,"status":"Not Found"}}'
ok "green, which is not deployed, refuses connections" refused "$green_url/health/ready"

mirror=$(jq -r .sources.api "$dir/settings.json")
body() { fetch "$@" | sed '1,/^$/d'; }
lists() { # the names of the files that count, of a tag
	body "$mirror/repos/ory/kratos/git/trees/$1:persistence/sql/migrations/sql" |
		jq -r 'select(.truncated == false).tree[].path | select(test("^[0-9]+_[^.]+([.]postgres)?([.]autocommit)?[.]up[.]sql$"))' | sort
}
twelve() {
	lists v1.0.0 >"$room/before" && lists v1.1.0 >"$room/after"
	awk -F'\t' '$1 == "kratos" && $2 == "v1.1.0" { print $3 }' "$TEAL_PKGDATADIR/migrations_by_tag.tsv" | sort >"$room/wanted"
	[ "$(wc -l <"$room/wanted")" -eq 12 ] && comm -13 "$room/before" "$room/after" | cut -d_ -f1 | cmp - "$room/wanted"
}
ok "the mirror's lists of two releases differ by the twelve migrations of the catalogue" twelve
told() { body "$mirror/ory/kratos/v1.1.0/CHANGELOG.md" | grep -q '^# \[1.1.0\](https://github.com/ory/kratos/compare/v1.0.0...v1.1.0) (2024-02-20)$'; }
ok "the mirror has the changelog" told
imaged() { body "$mirror/canonical/kratos-operator/rev409/charmcraft.yaml" | grep -q '^    upstream-source: ghcr.io/canonical/kratos:1.1.0$'; }
ok "the mirror has the charm's file" imaged
unchanged() {
	local tag
	tag=$(fetch "$mirror/ory/kratos/v1.1.0/CHANGELOG.md" | sed -n 's/^ETag: //p')
	[ -n "$tag" ] && fetch "$mirror/ory/kratos/v1.1.0/CHANGELOG.md" "If-None-Match: $tag" | head -n 1 | grep -q ' 304 '
}
ok "what did not change is not sent again" unchanged
missing() { http "$mirror/ory/kratos/main/README.md" | grep -q '^404 {"message":"Not Found",'; }
ok "what the mirror has not is not found" missing

fence() { sql blue iam_kratos "REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public FROM relation_id_4; ALTER ROLE relation_id_4 NOSUPERUSER;
	ALTER TABLE sessions OWNER TO operator; ALTER TABLE identities OWNER TO operator" >/dev/null; }
fence
says_denied() { grep -q '"error":"ERROR: *permission denied\|"error":"permission denied' "$dir/clients.jsonl"; }
ok "a user whose write is refused is recorded as failed" until_true 20 says_denied
orphans() { # every identity that a registration was told to have made exists
	jq -r 'select(.op == "register") | .id' "$dir/committed.jsonl" | sort >"$room/told"
	jq -r 'select(.op == "delete") | .id' "$dir/committed.jsonl" | sort >"$room/left"
	sql blue iam_kratos "SELECT id FROM identities" | sort >"$room/there"
	[ -z "$(comm -23 "$room/told" "$room/left" | comm -23 - "$room/there")" ] && [ -s "$room/told" ]
}
ok "nothing that was told to be committed is missing" orphans

# ---- The end

gone() { ! kill -0 "$pid" 2>/dev/null && [ ! -e "$dir" ] && ! pgrep -f -- "-D $dir/" >/dev/null; }
kill "$holder" && keeper=
ok "when its standard input ends, nothing of it is left" until_true 30 gone
wait "$pid"
ok "that is a good end" test $? -eq 0

start two --identities 30 --rate 5 --world odd
ok "an odd world has partitions, a branch among them" sql_is "700|4|2" blue iam_kratos "SELECT (SELECT count(*) FROM audit.events),
	(SELECT count(DISTINCT tableoid) FROM audit.events), (SELECT count(*) FROM pg_partitioned_table)"
ok "sequences that go down, were never called, and are beyond 2^53" sql_is "-11||1152921504606846977|9007199254741032" blue iam_kratos "SELECT
	string_agg(coalesce(last_value::text, ''), '|' ORDER BY array_position(ARRAY['down_seq', 'never_called', 'Odd.Seq', 'Entry_id_seq'], sequencename::text))
	FROM pg_sequences WHERE sequencename IN ('down_seq', 'never_called', 'Odd.Seq', 'Entry_id_seq')"
ok "tables that are no product's, one of them not logged, one without a key, one that an old release left" sql_is \
	"public.identities_backup_20260101,public.rate_limits,public.schema_migration_pop_legacy,shop.orders,shop.trail" blue iam_kratos \
	"SELECT string_agg(schemaname || '.' || tablename, ',' ORDER BY schemaname, tablename) FROM pg_tables WHERE tableowner = 'operator' AND schemaname IN ('public', 'shop')"
ok "and a trigger that fires in replicas" sql_is A blue iam_kratos "SELECT tgenabled FROM pg_trigger WHERE tgname = 'note'"
{ kill -9 "$holder" && wait "$holder"; } 2>/dev/null
keeper=
ok "a kill -9 of whoever held it ends it too" until_true 30 gone

start three --identities 10 --rate 5
{ kill -9 "$pid" && wait "$pid"; } 2>/dev/null
no_process() { ! pgrep -f -- "-D $dir/" >/dev/null && ! pgrep -P "$pid" >/dev/null && ! pgrep -f "$TEAL_BUILD/teal-sandbox --identities 10" >/dev/null; }
ok "a kill -9 of itself leaves no process" until_true 30 no_process
kill "$holder" && keeper=
stale=$dir

start four --identities 10 --rate 0 --keep
ok "the next one sweeps the folder of the dead one" test ! -e "$stale"
kill -TERM "$pid"
wait "$pid"
ok "SIGTERM is a good end" test $? -eq 0
ok "a folder that is to be kept is kept, and said" grep -q "$dir" "$room/four.err"
ok "and is no stale folder to anybody" test ! -e "$dir/lock"
kill "$holder" && keeper=

echo "1..$n"
exit $bad
