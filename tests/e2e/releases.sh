#!/usr/bin/env bash
# teal releases: what it answers without a network, with a changelog of one's own, and to words that are wrong. Needs no PostgreSQL.
# sanitize: yes
# limit: 120
. "$TEAL_SRC/tests/house/tap.bash"

teal=$TEAL_BUILD/teal
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache

# says NAME STATUS PATTERN ARGUMENT...: the status, and a pattern in what is said on either stream.
says() {
	local name=$1 want=$2 pattern=$3 status out
	shift 3
	out=$("$teal" releases "$@" 2>&1 </dev/null)
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || echo "the status is $status, not $want"
		grep -qE -- "$pattern" <<<"$out" || printf 'nothing like "%s" in:\n%s\n' "$pattern" "$out")"
}

# json NAME STATUS FILTER ARGUMENT...: all that jq makes of the JSON on standard output must be true, and it must make something of it.
json() {
	local name=$1 want=$2 filter=$3 status
	shift 3
	"$teal" releases --json "$@" >"$work/json" 2>"$work/err" </dev/null
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || { echo "the status is $status, not $want"; cat "$work/err"; }
		jq -e "[$filter] | length > 0 and all" "$work/json" 2>&1 | grep -vx true
		[ "${PIPESTATUS[0]}" -eq 0 ] || echo "it is not so: $filter")"
}

members='(keys_unsorted | contains(["product", "from", "to", "action_required", "migrations", "migrations_known", "releases", "hazards", "sources", "estimate"]))
	and all(.migrations[]; has("version") and has("name") and has("release") and (.classes | type == "array") and has("table") and (.transactional | type == "boolean"))
	and all(.releases[]; has("version") and has("date") and has("breaking") and has("text_demands_migration"))
	and all(.hazards[]; .level as $l | ["block", "warn", "note"] | index($l)) and all(.sources[]; has("name") and has("says") and has("current") and has("speaks"))'

# ---- What is shipped answers ----

json "kratos 1.2.0 to 1.3.1 brings no migration, and wants run-migration" 0 '.action_required and .migrations_known and .migrations == [] and .direction == "up"' \
	--offline kratos 1.2.0 1.3.1
json "kratos 1.3.1 to 25.4.0 brings 16" 0 "(.migrations | length) == 16 and .migrations_known and .action_required and .from == \"1.3.1\" and .to == \"25.4.0\" and $members" \
	--offline kratos v1.3.1 v25.4.0
json "kratos 25.4.0 to 26.2.0 brings 7, two of them by the program itself" 0 \
	"(.migrations | length) == 7 and ([.migrations[] | select(.name | startswith(\"go:\"))] | length) == 2 and $members" --offline kratos 25.4.0 26.2.0
json "one table is named, and the others stand in the effects" 0 \
	'[.migrations[] | select(.version == "20251105000000000003")][0] | .table and ([.effects[].table] | index("session_devices")) and .lock == "ACCESS EXCLUSIVE" and .old_app == "breaks"' \
	--offline kratos 25.4.0 26.2.0
json "a migration without a transaction of its own is told" 0 '[.migrations[] | select(.transactional | not)] | length >= 8' --offline kratos 1.3.1 25.4.0
json "hydra 25.4.0 to 26.2.0 brings 6" 0 "(.migrations | length) == 6 and $members" --offline hydra 25.4.0 26.2.0
json "the same version wants nothing" 0 '(.action_required | not) and .direction == "none" and .migrations == []' --offline kratos 1.3.1 v1.3.1
json "revision 500 of the charm is 1.3.1" 0 '.from == "1.3.1" and .from_charm.revision == 500 and (.migrations | length) == 16' --offline kratos rev500 25.4.0
json "a fork of Canonical's is not known" 0 '(.migrations_known | not) and .migrations_unknown_because and .estimate.lock == null and .action_required' \
	--offline hydra 2.1.2 rev279
json "without a changelog nobody knows what it says" 0 'all(.releases[]; .breaking == null and .text_demands_migration == null)' --offline kratos 1.3.1 26.2.0
json "without sizes nobody knows how long it takes" 0 '(.estimate.known | not) and .estimate.migrate_ms == null and .estimate.timeout_s >= 600' --offline kratos 1.3.1 25.4.0
json "the sources are told, the strongest first" 0 '[.sources[].name][0:2] == ["database", "catalogue"] and (.sources[] | select(.name == "catalogue") | .speaks)' \
	--offline kratos 1.3.1 25.4.0
says "the text begins with the answer" 0 '^Migration needed +Yes' --offline kratos 1.3.1 25.4.0
verdict "no line of the text is longer than 80 columns" "$("$teal" releases --offline kratos 0.10.0 26.2.0 | LC_ALL=C.UTF-8 awk 'length($0) > 80')"
verdict "nothing is said on standard error when it is no terminal" "$("$teal" releases --offline kratos 1.3.1 25.4.0 2>&1 >/dev/null)"
json "a server that is not there leaves the catalogue to answer" 0 \
	'(.migrations | length) == 16 and (.sources[] | select(.name == "changelog") | (.speaks | not) and (.says | contains("127.0.0.1:1")))' \
	--mirror-api http://127.0.0.1:1 --mirror-raw http://127.0.0.1:1/ kratos 1.3.1 25.4.0

# ---- Wrong words ----

json "a downgrade is printed, and fails" 1 '.direction == "down" and .hazards[0].level == "block"' --offline kratos 25.4.0 1.3.1
says "a downgrade is told" 1 'is a downgrade' --offline kratos 25.4.0 1.3.1
says "an unknown product is told with the known ones" 2 'no such product: keto.*kratos and hydra' --offline keto 1.0.0 1.1.0
says "an unknown version is told with the nearest ones" 2 'v1\.3\.1 and v25\.4\.0' --offline kratos 1.3.1 7.0.0
says "an unknown revision is told with the nearest ones" 2 'rev[0-9]+' --offline kratos rev99999 25.4.0
says "a word that is no version is told" 2 'this is no version: latest' --offline kratos latest 25.4.0
says "a missing word is told" 2 'it is teal releases PRODUCT FROM TO' --offline kratos 1.3.1
says "a fourth word is one too many" 2 'one word too many: more' --offline kratos 1.3.1 25.4.0 more
says "a mirror that is no URL is refused" 2 '--mirror-api: the address cannot be read' --mirror-api=ftp://mirror kratos 1.3.1 25.4.0
says "certificates that are not there are refused" 2 "$work/none\\.pem" --ca-file="$work/none.pem" kratos 1.3.1 25.4.0
says "a password in the connection text is refused" 2 '--source-db: .*a password in it' --source-db 'host=127.0.0.1 password=geheim' kratos 1.3.1 25.4.0
verdict "and is not repeated" "$("$teal" releases --source-db 'host=127.0.0.1 password=geheim' kratos 1.3.1 25.4.0 2>&1 | grep geheim)"
says "a database that is not there is told, and nothing is guessed" 6 'source database cannot be reached' --offline \
	--source-db 'host=127.0.0.1 port=1 user=nobody dbname=x' kratos 1.3.1 25.4.0
says "help needs no words" 0 '^Usage: teal' --help
mkdir "$work/empty"
TEAL_PKGDATADIR=$work/empty says "what is shipped and not there is this machine's trouble" 6 'migrations_by_tag\.tsv' --offline kratos 1.3.1 25.4.0
cp "$TEAL_PKGDATADIR"/*.tsv "$work/empty"
printf 'kratos\tv99\n' >>"$work/empty/releases.tsv"
TEAL_PKGDATADIR=$work/empty says "what is shipped and damaged is, too" 6 'what Teal ships' --offline kratos 1.3.1 25.4.0

# ---- A changelog of one's own ----

cat >"$work/changelog.md" <<'MD'
# [26.2.0](https://github.com/ory/kratos/compare/v25.4.0...v26.2.0) (2026-03-20)

## Breaking Changes

This release requires you to run SQL migrations.

# [25.4.0](https://github.com/ory/kratos/compare/v1.3.0...v25.4.0) (2025-11-07)

### Bug Fixes

- nothing to speak of
MD
json "a changelog says which release breaks, and which demands a migration" 0 \
	'(.releases[] | select(.version == "26.2.0") | .breaking and .text_demands_migration and (.demand | contains("run SQL migrations")))
		and (.releases[] | select(.version == "25.4.0") | (.breaking or .text_demands_migration) | not)' \
	--offline --changelog "$work/changelog.md" kratos 1.3.1 26.2.0
json "and is told as a source" 0 '.sources[] | select(.name == "changelog") | .speaks' --offline --changelog="file://$work/changelog.md" kratos 1.3.1 26.2.0
sed 's/v25.4.0\.\.\.v26.2.0/v1.2.0...v1.3.0/; s/26\.2\.0/1.3.0/' "$work/changelog.md" >"$work/demands.md"
json "a text raises what it says, and takes no migration away" 0 '.migrations == [] and (.releases[] | select(.version == "1.3.0") | .text_demands_migration)' \
	--offline --changelog "$work/demands.md" kratos 1.2.0 1.3.0
printf '# [26.2.0](x) (2026-03-20)\n\nThis release requires you to run SQL migrations \033[2J\033]0;t\007 \302\233m \342\200\256 \377 now.\n' >"$work/evil.md"
for form in --json ''; do
	verdict "escapes in a changelog stay where they are${form:+ (JSON)}" "$("$teal" releases $form --offline --changelog "$work/evil.md" kratos 25.4.0 26.2.0 >"$work/out" 2>&1 ||
		echo "the status is $?"
		LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xff' "$work/out"
		grep -q 'run SQL migrations' "$work/out" || echo "the sentence is not there")"
done
says "a changelog that is not there is refused" 2 "$work/none\\.md" --offline --changelog "$work/none.md" kratos 1.3.1 25.4.0
echo '<html>not found</html>' >"$work/page.md"
says "a file that is no changelog is refused" 2 'file of --changelog cannot be used' --offline --changelog "$work/page.md" kratos 1.3.1 25.4.0
json "a changelog that nobody serves is told among the sources" 0 '.sources[] | select(.name == "changelog") | .speaks | not' \
	--changelog http://127.0.0.1:1/CHANGELOG.md --mirror-api http://127.0.0.1:1 --mirror-raw http://127.0.0.1:1 kratos 1.3.1 25.4.0
verdict "it writes nothing but its cache" "$(find "$work/state" "$work/config" -type f 2>/dev/null)"
finish
