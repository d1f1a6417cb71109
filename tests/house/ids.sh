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

# Words that are called like one and are something else, and the one table beside those of the plan's rows (which names acts by their ids).
other='
src/report/json.c:switch            how a write-stop ended, for the readers of the JSON
src/plan/sync.c:sentinel            a row of teal.marker
src/plan/sync.c:durable             a row of teal.marker
src/plan/verbs.c:refresh            a word of juju
src/plan/facts.c:stumbles           a probe
src/plan/facts.c:integrity          a probe
src/plan/command.c:migrated         a comparison
src/plan/mended.c:deploy-postgresql rows of what rests on which act
src/plan/mended.c:integrate-extras
src/plan/mended.c:create-subscription
src/plan/mended.c:create-publication
src/plan/mended.c:refresh'

# Every text between quotes that is an id, as file:line:id; comments count for nothing. The plan's rows are in files of their own.
named=$(grep -rnE '"[a-z0-9-]+"' src/engine src/run src/report src/plan ui --include='*.[ch]' | grep -vE '^src/plan/(strategy|gates|acts)_' |
	awk -v ids="$ids" '
		BEGIN { for (n = split(ids, list, "\n"); n; n--) id[list[n]] }
		{
			place = $0; sub(/:[^:0-9].*/, "", place); text = $0; sub(/^[^:]*:[0-9]+:/, "", text)
			if (text ~ /^[ \t]*(\/?\*)/) next
			sub(/\/\*.*\*\//, "", text)
			while (match(text, /"[a-z0-9-]+"/)) {
				word = substr(text, RSTART + 1, RLENGTH - 2); text = substr(text, RSTART + RLENGTH)
				if (word in id) print place ":" word
			}
		}')
listed=$(printf '%s\n' "$other" | awk 'NF { print $1 }' | sort)
seen=$(printf '%s\n' "$named" | sed -E 's/:[0-9]+:/:/' | sort -u)

verdict "no id of a step, act or gate is known outside of the plan's rows" "$(
	comm -13 <(echo "$listed") <(echo "$seen") | while read -r new; do printf '%s\n' "$named" | grep -E "^${new%:*}:[0-9]+:${new##*:}\$"; done)"
verdict "each exception is still there" "$(comm -23 <(echo "$listed") <(echo "$seen"))"

verdict "the golden texts name the ids" "$([ "$(printf '%s\n' "$ids" | wc -l)" -ge 150 ] || echo "only $(printf '%s\n' "$ids" | wc -l) ids")"
finish
