#!/usr/bin/env bash
# Nothing is forgotten in the lists that the build is made of.
. "$TEAL_SRC/tests/house/tap.bash"

named=$(cat Makefile.am src/local.mk $(find src/* ui tests/unit -name "*.mk") tests/fuzz/local.mk | grep -v '^#' | tr -s ' \t\\' '\n' | sort -u)
verdict "every source file is in a list" "$({ ours; find tests/unit tests/fuzz -name '*.[ch]'; } | sort | grep -vxF -- "$named")"
verdict "every test is executable" "$(find tests/house tests/e2e -name '*.sh' ! -perm -u+x 2>/dev/null)"
verdict "every script can be parsed" "$(for s in bootstrap tests/run .ci/run tests/house/*.sh tests/e2e/*.sh; do
	[ ! -e "$s" ] || bash -n "$s" 2>&1
done)"
finish
