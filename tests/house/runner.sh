#!/usr/bin/env bash
# The program that counts the tests counts right; everything else here rests on it.
. "$TEAL_SRC/tests/house/tap.bash"

world=$TMPDIR/world
mkdir -p "$world"

# outcome BODY: the last line of a run over one test with this body, and whether the run succeeded.
outcome() {
	printf '#!/bin/sh\n%s\n' "$1" >"$world/t"
	chmod +x "$world/t"
	local out rc
	out=$(TEAL_BUILD=$world TEAL_TEST_PARTS=unit TEAL_TEST_SUM='' TEAL_TEST_ONLY='*' bash "$TEAL_SRC/tests/run" t 2>&1)
	rc=$?
	printf '%s; status %s' "$(tail -n 1 <<<"$out")" "$rc"
}

# expects NAME BODY OUTCOME
expects() {
	local got
	got=$(outcome "$2")
	verdict "$1" "$([ "$got" = "$3" ] || echo "got '$got', want '$3'")"
}

expects "results are counted" "echo 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'" "2 passed, 0 failed, 0 skipped; status 0"
expects "a failure is a failure" "echo 1..2; echo 'ok 1 - a'; echo 'not ok 2 - b'; exit 1" "1 passed, 1 failed, 0 skipped; status 1"
expects "a skipped test has not passed" "echo 1..2; echo 'ok 1 - a # SKIP no server'; echo 'ok 2'" "1 passed, 0 failed, 1 skipped; status 0"
expects "a file may be skipped whole" "echo '1..0 # SKIP no terminal'" "0 passed, 0 failed, 1 skipped; status 0"
expects "a test that dies has failed" "echo 1..2; echo 'ok 1 - a'; kill -SEGV \$\$" "1 passed, 1 failed, 0 skipped; status 1"
expects "a test that ends badly after its last result has failed" "echo 1..1; echo 'ok 1 - a'; exit 23" "1 passed, 1 failed, 0 skipped; status 1"
expects "a test that prints nothing has failed" ":" "0 passed, 1 failed, 0 skipped; status 1"
expects "a test that stops half-way has failed" "echo 1..3; echo 'ok 1 - a'" "1 passed, 1 failed, 0 skipped; status 1"
expects "a test has no terminal and no input" "read -r x && echo 1..0; [ -t 0 ] || { echo 1..1; echo 'ok 1'; }" "1 passed, 0 failed, 0 skipped; status 0"
# By the part's own folder: there what is missing fails.
night() {
	mkdir -p "$world/tests/nights"
	printf '#!/bin/sh\n%s\n' "$1" >"$world/tests/nights/t.sh"
	chmod +x "$world/tests/nights/t.sh"
	TEAL_SRC=$world TEAL_BUILD=$world TEAL_TEST_PARTS=nights TEAL_TEST_SUM='' TEAL_TEST_ONLY='*' bash "$TEAL_SRC/tests/run" 2>&1
}
verdict "a night that lacks something has failed, and what was tried is told" "$(got=$(night "echo '1..0 # SKIP no patroni'" | tail -n 2 | paste -sd';')
	[ "$got" = "tried 1, failed 1, skipped 0;0 passed, 1 failed, 0 skipped" ] || echo "$got")"
verdict "the tables of a night are shown, also when it passes" "$(night "echo '# table: kills: tried 3'; echo 'ok 1'; echo 1..1" | grep -qx '  kills: tried 3' || echo "it is not")"
verdict "a test that is not there has failed" "$(rm -f "$world/t"
TEAL_BUILD=$world TEAL_TEST_PARTS=unit TEAL_TEST_SUM='' bash "$TEAL_SRC/tests/run" t >/dev/null 2>&1 && echo "it passed")"
finish
