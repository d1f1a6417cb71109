#!/usr/bin/env bash
# What a comparison costs, for people; nothing here passes or fails. Not a part of the tests. Two servers on this machine, both sides at once,
# one connection a side, beside the floor (count(*)) and the reads of the fastest known peer (a sum of hashtext of each row's text).
#   tests/bench/verify.sh [kratos] [pgbench] [naming]      all three without a word
# TEAL_BUILD: where the program was built (the source folder); make tests/bench/verify_bench first.
# TEAL_BENCH_IDENTITIES (250000 are 2.4 million rows), TEAL_BENCH_SCALE (100 are 10 million rows), TEAL_BENCH_TIMES ("1 4"), TEAL_BENCH_ROUNDS
# (3: the best counts), TEAL_BENCH_FOLDER (kept with what was loaded, and used again), TEAL_BENCH_BUFFERS (128MB).
set -eu
: "${TEAL_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}" "${TEAL_BUILD:=$TEAL_SRC}"
identities=${TEAL_BENCH_IDENTITIES:-250000} scale=${TEAL_BENCH_SCALE:-100} times=${TEAL_BENCH_TIMES:-1 4} rounds=${TEAL_BENCH_ROUNDS:-3}
parts=${*:-kratos pgbench naming}
wants() { [[ " $parts " == *" $1 "* ]]; }
bench=$TEAL_BUILD/tests/bench/verify_bench
one='-c jit=off -c max_parallel_workers_per_gather=0'
export LC_ALL=C PGUSER=operator
unset PGHOST PGPORT PGDATABASE PGOPTIONS PGSERVICE

room=${TEAL_BENCH_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/teal-bench.XXXXXX")}
mkdir -p "$room"
# The whole path: a server finds its own folder by it.
bin=${TEAL_PG_BIN:-$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/bin /usr/local/bin -maxdepth 1 -name initdb 2>/dev/null | sort -V | tail -n 1)}
bin=${bin%/initdb}
[ -x "$bench" ] || { echo "$bench is not there: make tests/bench/verify_bench"; exit 1; }
[ -x "$bin/postgres" ] || { echo "no PostgreSQL server is installed"; exit 1; }

# A server does not run as root.
server=()
if [ "$(id -u)" = 0 ]; then
	user=$(id -un postgres 2>/dev/null || echo nobody)
	server=(setpriv --reuid "$user" --regid "$(id -gn "$user")" --clear-groups)
	chown "$user" "$room"
	chmod 755 "$room"
fi

stop() {
	local side
	for side in source target; do
		[ ! -e "$room/$side/postmaster.pid" ] || "${server[@]}" "$bin/pg_ctl" -D "$room/$side" -m fast -s stop || :
	done
	[ -n "${TEAL_BENCH_FOLDER:-}" ] || rm -rf "$room"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

free_port() { # a number that nobody listens on now
	local port
	while port=$((20000 + RANDOM % 20000)); do
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

cd "$room"
declare -A port
for side in source target; do
	[ -d "$side" ] || "${server[@]}" "$bin/initdb" -D "$room/$side" -U operator --auth=trust --no-sync --no-instructions -E UTF8 --locale=C >/dev/null
	port[$side]=$(free_port)
	"${server[@]}" "$bin/pg_ctl" -D "$room/$side" -s -w -l "$room/$side/log" -o "-p ${port[$side]} -c listen_addresses=127.0.0.1 \
		-c unix_socket_directories=$room -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_wal_size=4GB \
		-c shared_buffers=${TEAL_BENCH_BUFFERS:-128MB}" start
done
sql() { PGPORT=${port[$1]} psql -h "$room" -X -q -A -t -v ON_ERROR_STOP=1 -d "$2" -c "$3"; }
place() { echo "host=$room port=${port[$1]} user=operator dbname=$2"; }

# fresh DATABASE: true when it has to be loaded: marked only at the end, so that a half-loaded one is made again.
fresh() {
	local side
	[ ! -e "$room/$1.loaded" ] || return 1
	for side in source target; do
		sql "$side" postgres "DROP DATABASE IF EXISTS $1" 2>/dev/null
		sql "$side" postgres "CREATE DATABASE $1"
	done
}
# Hint bits and statistics belong to loading.
loaded() {
	local side
	for side in source target; do
		PGPORT=${port[$side]} vacuumdb -h "$room" -q -z -d "$1" &
	done
	wait
	touch "$room/$1.loaded"
}

load_kratos() { # DATABASE IDENTITIES
	fresh "$1" || return 0
	"$bench" fill "${port[source]}" "$1" "$2"
	pg_dump -h "$room" -p "${port[source]}" "$1" | PGPORT=${port[target]} psql -h "$room" -X -q -v ON_ERROR_STOP=1 -d "$1" >/dev/null
	loaded "$1"
}
load_pgbench() { # DATABASE SCALE
	fresh "$1" || return 0
	local side
	for side in source target; do
		pgbench -h "$room" -p "${port[$side]}" -i -s "$2" -q "$1" >/dev/null 2>&1 &
	done
	wait
	loaded "$1"
}

# What the sessions of both servers have cost so far, in ticks: a session's time goes to its server when it ends.
spent() {
	local side pid sum=0
	for side in source target; do
		read -r pid <"$room/$side/postmaster.pid"
		sum=$((sum + $(awk '{ print $16 + $17 }' "/proc/$pid/stat")))
	done
	echo "$sum"
}

# figures WHAT DATABASE OPTIONS JOBS: "ms rows kB named cpu-ms" of the best of the rounds. The time of the processors is told as well, because on
# a machine with other work the clock on the wall says little.
figures() {
	local i before out tick
	tick=$(getconf CLK_TCK)
	for ((i = 0; i < rounds; i++)); do
		before=$(spent)
		out=$("$bench" "$1" "$(place source "$2")" "$(place target "$2")" "$3" "$4")
		sleep 0.3
		echo "$out $((($(spent) - before) * 1000 / tick))"
	done | sort -n | head -n 1
}

# line NAME FLOOR-MS FLOOR-CPU FIGURES...
line() {
	awk -v name="$1" -v floor="$2" -v floor_cpu="$3" -v ms="$4" -v rows="$5" -v kb="$6" -v cpu="$8" 'BEGIN {
		printf "  %-42s %8.2f s %8.2f M rows/s %6.1fx  processor %7.2f s %6.1fx %7d kB\n",
			name, ms / 1e3, rows / ms / 1e3, ms / floor, cpu / 1e3, cpu / (floor_cpu + 1e-9), kb }'
}

compared() { # DATABASE TITLE
	local floor parallel
	figures count "$1" "$one" 1 >/dev/null
	read -ra floor <<<"$(figures count "$1" "$one" 1)"
	echo "$2: ${floor[1]} rows on both sides together, $(sql source "$1" "SELECT pg_size_pretty(sum(pg_relation_size(oid))) || ' in ' || count(*) || ' tables' FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace") a side"
	line "count(*), the floor" "${floor[0]}" "${floor[4]}" "${floor[@]}"
	line "sum(hashtext(row's text))" "${floor[0]}" "${floor[4]}" $(figures text "$1" "$one" 1)
	line "ours" "${floor[0]}" "${floor[4]}" $(figures ours "$1" "$one" 1)
	# Of the processor's time half is the reading before.
	line "ours, only what changed since (nothing)" "${floor[0]}" "${floor[4]}" $(figures delta "$1" "$one" 1)
	read -ra parallel <<<"$(figures count "$1" '' 1)"
	line "count(*) with the server's own workers" "${floor[0]}" "${floor[4]}" "${parallel[@]}"
	line "ours with the server's own workers" "${floor[0]}" "${floor[4]}" $(figures ours "$1" '' 1)
	line "ours, 2 connections a side" "${floor[0]}" "${floor[4]}" $(figures ours "$1" "$one" 2)
}

if wants kratos; then
	for n in $times; do
		load_kratos "kratos$n" $((identities * n))
		compared "kratos$n" "Kratos-shaped, ${n}x"
	done
fi
if wants pgbench; then
	for n in $times; do
		load_pgbench "bench$n" $((scale * n))
		compared "bench$n" "pgbench, ${n}x"
	done
fi
if wants naming; then
	load_pgbench naming "$scale"
	sql target naming "UPDATE pgbench_accounts SET abalance = 1 WHERE aid = 7; DELETE FROM pgbench_accounts WHERE aid = 77777; UPDATE pgbench_accounts SET filler = 'x' WHERE aid = 54321"
	echo "Three rows of $((scale * 100000)) differ (one is missing):"
	read -ra known <<<"$(figures ours naming "$one" 1 2>/dev/null)"
	line "to know that it differs" "${known[0]}" "${known[4]}" "${known[@]}"
	read -ra named <<<"$(figures name naming "$one" 1 2>/dev/null)"
	line "to name them (${named[3]} named)" "${known[0]}" "${known[4]}" "${named[@]}"
fi
