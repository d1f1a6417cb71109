#!/usr/bin/env bash
# The form is not argued about.
. "$TEAL_SRC/tests/house/tap.bash"

verdict "no blank at the end of a line, no missing end of line" "$({ ours; find tests man po -type f \( -name '*.[ch1]' -o -name '*.sh' -o -name '*.mk' \); } | while read -r f; do
	grep -nE '[[:space:]]+$' "$f" | head -n 3 | sed "s|^|$f:|"
	[ -z "$(tail -c 1 "$f")" ] || echo "$f: does not end with a newline"
done)"

name="clang-format changes nothing (make format mends it)"
if command -v clang-format >/dev/null; then
	verdict "$name" "$({ ours; find tests/unit -name '*.[ch]'; } | grep -vxF -f .clang-format-ignore | while read -r f; do
		n=$(clang-format "$f" | diff "$f" - | grep -c '^[<>]')
		[ "$n" -eq 0 ] || echo "$f: $n lines"
	done)"
else
	skip "$name" "clang-format is not installed"
fi
finish
