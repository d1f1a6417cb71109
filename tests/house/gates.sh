#!/usr/bin/env bash
# The table of gates has a row for each kind of verdict that a gate's judge can give, as far as its text shows.
. "$TEAL_SRC/tests/house/tap.bash"

# Judges call helpers that set the verdict for them; what those can say, the judge can say too.
read -r -d '' missing <<'AWK'
function close_function() {
	while (match(body, /VERDICT_[A-Z]+/)) {
		if (substr(body, 1, RSTART - 1) !~ /[=!]= $/) says[name] = says[name] " " substr(body, RSTART, RLENGTH)
		body = substr(body, RSTART + RLENGTH)
	}
	name = ""
}
FILENAME ~ /gates_table/ {
	for (rest = $0; match(rest, /\.(gate = "[^"]*"|want = VERDICT_[A-Z]+)/); rest = substr(rest, RSTART + RLENGTH)) {
		word = substr(rest, RSTART, RLENGTH)
		if (word ~ /gate/) { split(word, part, "\""); row = part[2] } else has[row, substr(word, 9)] = 1
	}
	next
}
/^[a-z].*\(.*struct verdict \*/ && !/;$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); body = ""; judges[name] = 1 }
/^[a-z].*\($|^[a-z].*,$/ { head = $0 }
/^[ \t].*struct verdict \*v/ && !/;/ && head != "" {
	name = head; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); body = ""; judges[name] = 1; head = ""
}
name != "" { text = $0; sub(/\/\*.*\*\//, "", text); body = body text "\n"; calls[name] = calls[name] text " " }
/^}/ && name != "" { close_function() }
/^static const struct gate rows/ { table = 1 }
table && /^\t\t\.id = "/ { split($0, part, "\""); gate = part[2]; order[++gates] = gate }
table { rows[gate] = rows[gate] " " $0 }
/^};/ { table = 0 }
END {
	for (again = 1; again;) {
		again = 0
		for (j in judges) for (k in judges)
			if (j != k && calls[j] ~ ("[^a-z_]" k "\\(")) {
				n = split(says[k], kinds, " ")
				for (i = 1; i <= n; i++) if (index(says[j] " ", " " kinds[i] " ") == 0) { says[j] = says[j] " " kinds[i]; again = 1 }
			}
	}
	for (g = 1; g <= gates; g++) {
		judge = ""
		for (j in judges) if (rows[order[g]] ~ ("[^a-z_]" j "[^a-z_]")) judge = j
		if (judge == "") { print order[g] ": its judge was not found"; continue }
		n = split(says[judge], kinds, " ")
		if (!n) print order[g] ": " judge " sets no verdict"
		for (i = 1; i <= n; i++)
			if (!((order[g], kinds[i]) in has) && !told[order[g], kinds[i]]++)
				print order[g] ": no row with " kinds[i] " (" judge ")"
	}
	if (gates < 110) print "only " gates " gates were found"
}
AWK
# Rows may come from macros.
for t in tests/unit/plan/gates_table_*.c; do
	${TEAL_CC:-cc} -E -P -I"$TEAL_BUILD" -I. -Isrc "$t" >"$TMPDIR/$(basename "$t")" 2>&1
done
verdict "every kind of verdict that a judge can give has a row" "$(awk "$missing" "$TMPDIR"/gates_table_*.c src/plan/gates_*.c src/plan/backup.c)"
finish
