#!/usr/bin/env bash
# The help text, the manual and the README speak of the same options and commands.
. "$TEAL_SRC/tests/house/tap.bash"

if [ ! -x "$TEAL_BUILD/teal" ]; then
	skip "the options of --help stand in the manual and the README" "teal is not built"
	finish
fi
help=$("$TEAL_BUILD/teal" --help 2>&1)
verdict "--help answers" "$([ -n "$help" ] || echo "it printed nothing")"
options=$(grep -oE -- '--[a-z][a-z-]*' <<<"$help" | sort -u)
manual=$(sed 's/\\-/-/g; s/\\f[BIRP]//g' man/teal.1)
for where in man/teal.1 README.md; do
	text=$manual
	[ "$where" = man/teal.1 ] || text=$(cat README.md)
	verdict "every option of --help stands in $where" "$(for o in $options; do
		grep -qE -- "$o([^a-z-]|\$)" <<<"$text" || echo "$where does not mention $o"
	done)"
done
verdict "the manual names no option that is not there" "$(grep -oE -- '--[a-z][a-z-]*' <<<"$manual" | sort -u | grep -vxF -- "$options")"
verdict "--version says the version" "$("$TEAL_BUILD/teal" --version 2>&1 | grep -qF "${TEAL_VERSION:-.}" || echo "it does not")"
finish
