#!/usr/bin/env bash
# The floors of the house, read from the includes. Each room is a folder and may include itself and what is named in its row; above the line
# the rooms are pure.
. "$TEAL_SRC/tests/house/tap.bash"

# FILE:LINE: "header", one a line; a header without a folder is the neighbour's.
includes() {
	ours | xargs awk '
		/^[ \t]*#[ \t]*include[ \t]*"/ {
			h = $0; sub(/^[^"]*"/, "", h); sub(/".*/, "", h)
			dir = FILENAME; sub(/^src\//, "", dir); sub(/[^\/]*$/, "", dir)
			if (h !~ /\// && h != "config.h") h = dir h
			print FILENAME ":" FNR, h
		}'
}

floors='base:
codec: base
assess: base codec
plan: base codec assess
probe: base codec assess plan
report: base codec assess plan
engine: base codec assess plan probe
port: base codec
verify: base codec assess plan port
fetch: base codec assess plan probe port
run: base codec assess plan probe engine port verify fetch
cli: base codec assess plan probe engine report port verify fetch run ui/kit ui/view ui/screens ui/plain
sandbox: base codec port sandbox/world sandbox/product/kratos sandbox/github sandbox/juju
sandbox/world: base codec port
sandbox/product: base codec port sandbox/world sandbox/product/kratos
sandbox/product/kratos: base codec port sandbox/world
sandbox/github: base codec port sandbox/world sandbox/product/kratos
sandbox/juju: base codec port sandbox/world sandbox/product
ui/kit: base
ui/view: base codec assess plan ui/kit
ui/screens: base codec assess plan ui/kit ui/view
ui/plain: base codec assess plan ui/kit ui/view ui/screens'

# ROOM OTHER FILE:LINE, a line for each include that leaves its room. main sees all and is no room.
crossings() {
	includes | awk '
		$2 == "config.h" { next }
		{
			from = $1; sub(/^src\//, "", from)
			if (from !~ /\//) next
			sub(/\/[^\/]*$/, "", from)
			to = $2; sub(/\/[^\/]*$/, "", to)
			if (from != to) print from, to, $1
		}'
}

verdict "each room includes only the floors below it" "$(crossings | awk -v floors="$floors" '
	BEGIN {
		for (n = split(floors, row, "\n"); n; n--) {
			room = row[n]; sub(/:.*/, "", room)
			may = row[n]; sub(/^[^:]*:/, "", may)
			allowed[room] = may " "
		}
	}
	index(allowed[$1], " " $2 " ") == 0 { print $3 ": " $1 " must not include " $2 }')"

verdict "every folder with sources is a room of the table" "$(ours | sed 's,^src/,,; s,/[^/]*$,,' | grep -v '\.c$' | sort -u | while read -r room; do
	printf '%s\n' "$floors" | grep -q "^$room:" || echo "$room"
done)"

# A room that includes nothing of what is left is taken away, again and again; what cannot be taken away is a circle.
graph=$(crossings | awk '!seen[$1, $2]++ { to[$1] = to[$1] " " $2; arrows++; room[$1]; room[$2] } END {
	for (r in room) left++
	rooms = left
	do {
		gone = 0
		for (r in room) {
			open = 0
			for (n = split(to[r], t, " "); n; n--) open += t[n] in room
			if (!open) { delete room[r]; gone++ }
		}
	} while (gone)
	circles = 0
	for (r in room) { circles++; print "# circle: " r " ->" to[r] }
	print "# " rooms " rooms, " arrows " arrows, " circles " circles"
	for (r in to) print "# " r " ->" to[r] | "sort"
}')
printf '%s\n' "$graph"
verdict "no room includes one that includes it" "$(printf '%s\n' "$graph" | grep '^# circle: ')"

verdict "only main and the command line include the screens" \
	"$(includes | awk '$2 ~ /^ui\// && $1 ~ /^src\// && $1 !~ /^src\/(main\.c:|cli\/)/ { print $1 ": " $2 }')"

# owner PATTERN FILE...: the library's header is included nowhere else.
owner() {
	local pattern=$1
	shift
	verdict "<$pattern> has one owner: $*" "$(ours | xargs grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*<($pattern)" |
		awk -F: -v owners=" $* " 'index(owners, " " $1 " ") == 0')"
}
owner '(ncursesw/)?(n?curses|term|panel|menu|form)\.h' ui/kit/term.c
owner '(postgresql/)?libpq-fe\.h' src/port/pg.c src/port/pg_connect.c
owner 'curl/' src/port/http.c
owner '(cjson/)?cJSON\.h' src/codec/json.c
owner 'pcre2' src/codec/rx.c
owner 'openssl/' src/codec/hash.c
owner 'libintl\.h' src/base/intl.h

verdict "each file begins with config.h, then its own header" "$(for f in $(ours | grep '\.c$'); do
	awk -v own="$(basename "${f%.c}").h" -v there="$([ -e "${f%.c}.h" ] && echo 1)" '
		/^#include/ && ++n == 1 && $2 != "\"config.h\"" { print FILENAME ": the first include is " $2 }
		/^#include/ && n == 2 && there { h = $2; gsub(/"/, "", h); sub(/.*\//, "", h); if (h != own) print FILENAME ": the second include is " $2 }
		n == 2 { exit }' "$f"
done)"

finish
