#!/usr/bin/env bash
# Who walks, runs, draws or reports the plan finds a step, an act or a gate by what its row says of it, never by its id: another strategy
# has other ones. The ids are those of the golden texts.
. "$TEAL_SRC/tests/house/tap.bash"

golden=tests/golden
ids=$({
	sed -nE 's/^([a-z0-9-]+) \(.*settles in.*/\1/p; s/^  (need|guard|act|done|undo): //p' $golden/plan/*.txt | tr ' ' '\n'
	sed -nE 's/^([a-z0-9-]+): at most [0-9]+ ms.*/\1/p' $golden/plan/gates.txt
	find $golden/acts -name '*.txt' -exec basename -a -s .txt {} +
} | sort -u)

# A text between quotes that is an id; comments count for nothing. Words of the report's JSON are those of its readers:
#   "switch"   how a write-stop ended (src/report/json.c)
verdict "no id of a step, act or gate is known outside of the plan's rows" "$(
	grep -rnE '"[a-z0-9-]+"' src/engine src/run src/report ui --include='*.[ch]' | awk -v ids="$ids" '
		BEGIN { for (n = split(ids, list, "\n"); n; n--) id[list[n]] }
		{
			text = $0; sub(/^[^:]*:[0-9]+:/, "", text)
			if (text ~ /^[ \t]*(\/?\*)/) next
			while (match(text, /"[a-z0-9-]+"/)) {
				word = substr(text, RSTART + 1, RLENGTH - 2); text = substr(text, RSTART + RLENGTH)
				if (word in id && !($0 ~ /^src\/report\/json\.c:/ && word == "switch")) print $0
			}
		}')"

verdict "the golden texts name the ids" "$([ "$(printf '%s\n' "$ids" | wc -l)" -ge 150 ] || echo "only $(printf '%s\n' "$ids" | wc -l) ids")"
finish
