#!/usr/bin/env bash
# The core reaches neither network nor terminal. The linker knows.
. "$TEAL_SRC/tests/house/tap.bash"

# undefined LIBRARY PATTERN
undefined() {
	nm -A -u "$TEAL_BUILD/$1" 2>/dev/null | awk -v pattern="^($2)" '$NF ~ pattern'
}
verdict "the core calls no database, no HTTP, no terminal" \
	"$(undefined libcore.a 'PQ[a-z]|curl_|initscr|newterm|wget_wch|socket$|connect$|poll$|fork$|execv|posix_spawn')"
verdict "the ports call no terminal" "$(undefined libio.a 'initscr|newterm|endwin')"
verdict "the screens call no terminal, no database, no HTTP" "$(undefined libui.a 'PQ[a-z]|curl_|initscr|newterm|endwin|socket$|connect$|fork$')"

# What a test may need is told by the LDADD line of its fragment.
needed() {
	readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}
judge() {
	local variable=$1 forbidden=$2 t
	for t in $(cat $(find tests/unit -name local.mk) | awk -v wanted="\$($variable)" '
		$1 == "check_PROGRAMS" { name = $3 } $1 ~ /_LDADD$/ && index($0, wanted) { print name }'); do
		[ -e "$TEAL_BUILD/$t" ] || continue
		needed "$TEAL_BUILD/$t" | grep -E "^lib($forbidden)" | sed "s/^/$t needs /"
	done
}
verdict "unit tests of the core link neither libpq nor libcurl nor ncurses" "$(judge core_ldadd 'pq|curl|ncurses|tinfo')"
verdict "unit tests of the screens link neither libpq nor libcurl nor ncurses" "$(judge ui_ldadd 'pq|curl|ncurses|tinfo')"
verdict "unit tests of the ports link no ncurses" "$(judge io_ldadd 'ncurses|tinfo')"
finish
