#!/usr/bin/env bash
# teal catalog: what it prints of what is shipped, and what it says to words that are wrong. Asks no network.
# sanitize: yes
# limit: 60
. "$TEAL_SRC/tests/house/tap.bash"

teal=$TEAL_BUILD/teal
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache

# says NAME STATUS PATTERN ARGUMENT...: the status, and a pattern in what is said on either stream.
says() {
	local name=$1 want=$2 pattern=$3 status out
	shift 3
	out=$("$teal" catalog "$@" 2>&1 </dev/null)
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || echo "the status is $status, not $want"
		grep -qE -- "$pattern" <<<"$out" || printf 'nothing like "%s" in:\n%s\n' "$pattern" "$out")"
}

for product in kratos hydra; do
	"$teal" catalog --product=$product >"$work/$product"
	verdict "every migration of $product is counted once" "$(
		want=$(awk -F'\t' -v p=$product '$1 == p' "$TEAL_PKGDATADIR/migrations_by_tag.tsv" | wc -l)
		got=$(awk '/^  (v[0-9.]+ +[0-9-]+|master) +[0-9]+$/ { n += $NF } END { print n + 0 }' "$work/$product")
		[ "$got" -eq "$want" ] || echo "it counts $got of $want")"
	verdict "every row of a charm of $product is listed" "$(awk -F'\t' -v p=$product '$1 == p { print $2, $3, $4 }' "$TEAL_PKGDATADIR/charms.tsv" |
		while read -r from to version; do grep -qE "^  $from +$to +$version( |\$)" "$work/$product" || echo "$from $to $version is missing"; done)"
done
says "the age of the newest release is told" 0 '^kratos: the newest release that is known is of [0-9-]{10}, [0-9]+ days? ago\.$'
verdict "a product alone is alone" "$(grep '^hydra' "$work/kratos")"
says "an unknown product is told with the known ones" 2 'kratos\|hydra' --product=keto
says "a mirror without a refresh is refused" 2 'belongs to --refresh' --mirror-api=http://127.0.0.1:1
says "a folder that is not there is told" 2 "$work/none" --refresh="$work/none"
says "a mirror that is no URL is refused" 2 '--mirror-raw: the address cannot be read' --refresh="$work" --mirror-raw=ftp://x
mkdir "$work/data"
cp "$TEAL_PKGDATADIR"/*.tsv "$work/data"
printf 'kratos\tv99\n' >>"$work/data/releases.tsv"
says "a file that is damaged is told with its line" 2 'releases\.tsv.* line [0-9]+' --refresh="$work/data"
says "a word is one too many" 2 'one word too many: more' more
finish
