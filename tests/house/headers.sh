#!/usr/bin/env bash
# A header is a manual that stands alone.
. "$TEAL_SRC/tests/house/tap.bash"

# The compiler may be two words ("gcc -std=gnu11").
alone() {
	printf '#include "config.h"\n#include "%s"\n' "$1" |
		${TEAL_CC:-cc} -std=gnu11 -Wall -Wextra -fsyntax-only -I"$TEAL_BUILD" -Isrc -I. -x c - 2>&1 | head -n 3
}
verdict "every header compiles alone" "$(for h in $(ours | grep '\.h$'); do
	[ "$h" = src/base/banned.h ] || alone "${h#src/}"
done)"

verdict "every header is guarded by its own name" "$(for h in $(ours | grep '\.h$'); do
	name=TEAL_$(printf '%s' "${h#src/}" | tr 'a-z/.' 'A-Z__')
	grep -q "^#ifndef $name\$" "$h" || echo "$h: the guard is not $name"
done)"

verdict "every header says what it is for" "$(for h in $(ours | grep '\.h$'); do
	head -n 1 "$h" | grep -q '^/\*' || echo "$h: does not begin with a comment"
done)"
finish
