#!/usr/bin/env bash
# A file has at most 600 lines, a function at most 80, half of the functions at most 14. Tables are exempt by name.
. "$TEAL_SRC/tests/house/tap.bash"

tables=" "

verdict "no file is longer than 600 lines" "$({ ours; find tests/unit -name '*.[ch]'; } | while read -r f; do
	case $tables in *" $f "*) continue ;; esac
	n=$(wc -l <"$f")
	[ "$n" -le 600 ] || echo "$f: $n lines"
done)"

# LENGTH FILE:LINE SIGNATURE of every function: what stands between a brace in the first column under a ")" and its end.
functions() {
	xargs awk '
		FNR == 1 { start = 0 }
		/^{/ && before ~ /\)[^;]*$/ { start = FNR; name = before }
		/^}/ && start { print FNR - start + 1, FILENAME ":" start, name; start = 0 }
		{ before = $0 }'
}
lengths=$(ours | grep '\.c$' | functions | sort -n)
verdict "no function is longer than 80 lines" "$(awk '$1 > 80' <<<"$lengths")"
verdict "the median function has at most 14 lines" "$(awk '{ n[NR] = $1 } END { m = n[int((NR + 1) / 2)]; if (m > 14) print "the median is " m }' <<<"$lengths")"
verdict "nine functions of ten have at most 50 lines" "$(awk '{ n[NR] = $1 } END { m = n[int(NR * 0.9 + 0.5)]; if (m > 50) print "it is " m }' <<<"$lengths")"
verdict "no line is longer than 140 columns" "$({ ours; find tests/unit -name '*.[ch]'; } | xargs awk '
	{ line = $0; gsub(/\t/, "        ", line); gsub(/[\200-\277]/, "", line) } length(line) > 140 { print FILENAME ":" FNR ": " length(line) " columns" }')"
finish
