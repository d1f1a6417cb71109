#!/usr/bin/env bash
# Settings that are given to a run which has begun: taken, or refused by name, and never passed over. Nothing answers; needs no PostgreSQL.
# sanitize: yes
# limit: 60
. "$TEAL_SRC/tests/house/tap.bash"
. "$TEAL_SRC/tests/e2e/unanswered.bash"

teal=$TEAL_BUILD/teal
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8 TZ=UTC
journal=$XDG_STATE_HOME/teal/runs/mend/journal.jsonl

# start FILTER OPTION...: the run, with settings that differ by the filter.
start() {
	settings "$1" >"$work/settings.json"
	shift
	"$teal" --plain --run mend --settings "$work/settings.json" "$@" </dev/null >"$work/out" 2>"$work/err"
	status=$?
}
changed() { jq -c 'select(.event == "settings") | .data.changed' "$journal"; }
gave() { verdict "$1" "$([ "$status" -eq "$2" ] || { echo "the status is $status, not $2"; cat "$work/err"; })"; }

start .
gave "a run begins" 3
start .
verdict "the same settings again are no change" "$(changed)"
start '.blue.conninfo |= sub("port=1"; "port=2") | .limits.soak_s = 5'
gave "a run with mended settings goes on" 3
verdict "what was mended is an event" "$(changed | diff - <(echo '{"blue.conninfo":"host=127.0.0.1 port=2 dbname=kratos user=operator","limits.soak_s":5}'))"
verdict "with all the settings" "$(jq -r 'select(.event == "settings") | .data.settings.green.app' "$journal" | diff - <(echo kratos))"
"$teal" --plain --run mend </dev/null >/dev/null 2>&1
start '.blue.conninfo |= sub("port=1"; "port=2") | .limits.soak_s = 5'
verdict "they stay the run's own" "$([ "$(changed | wc -l)" = 1 ] || changed)"

mkdir -p "$XDG_CONFIG_HOME/teal"
settings '.limits.soak_s = 7' >"$XDG_CONFIG_HOME/teal/settings.json"
"$teal" --plain --run mend </dev/null >"$work/out" 2>&1
verdict "kept settings that differ are spoken of" "$(grep -q 'The kept settings are not those of this run (blue\.conninfo, limits\.soak_s)' "$work/out" || cat "$work/out")"
verdict "and are not taken" "$([ "$(changed | wc -l)" = 1 ] || changed)"

echo '{"product": 7}' >"$XDG_CONFIG_HOME/teal/settings.json"
"$teal" --plain --run mend </dev/null >"$work/out" 2>"$work/err"
status=$?
gave "kept settings that are wrong keep nobody from going on" 3
"$teal" --plain </dev/null >"$work/out" 2>"$work/err"
status=$?
gave "but from starting" 2
rm "$XDG_CONFIG_HOME/teal/settings.json"

start '.limits.soak_s = 9' --observe
gave "who observes changes nothing" 2
verdict "and the journal is as it was" "$([ "$(changed | wc -l)" = 1 ] || changed)"

start '.strategy = "recommended" | .green.app = "kratos2"'
gave "a name that nothing bears yet may change" 3
append step-done discover '{"gates":[]}'
append act-intent deploy-green '{"act":"deploy-postgresql","undo":false,"commands":["juju deploy"]}'
start '.green.app = "kratos3"'
gave "one that something bears is refused" 2
verdict "by name" "$(grep -q 'green\.app: green was deployed beside it' "$work/err" || cat "$work/err")"
start '.green.app = "kratos2" | .blue.app = "other"'
verdict "so is what discover has looked at" "$(grep -q 'blue\.app: discover has looked at this application' "$work/err" || cat "$work/err")"
start '.green.app = "kratos2" | .blue.conninfo |= sub("dbname=kratos"; "dbname=hydra")'
verdict "and another database" "$(grep -q 'blue\.conninfo: dbname is another one' "$work/err" || cat "$work/err")"
verdict "nothing was taken with it" "$(jq -c 'select(.event == "settings") | .data.changed' "$journal" | grep -E 'kratos3|other|hydra')"
start '.green.app = "kratos2" | .limits.soak_s = 11'
gave "what may still change is taken" 3
verdict "it is in the journal" "$(changed | tail -n 1 | grep -q '"limits.soak_s":11' || changed)"

verdict "the report names what was changed" "$("$teal" report mend | grep -q 'changed in the run | blue\\\?\.conninfo limits\\\?\.soak.*s green\\\?\.app' || "$teal" report mend | head -n 20)"

# A beginning that cannot be read must not get a second one.
cp "$journal" "$work/kept"
line=$(head -n 1 "$work/kept" | jq -c '.data.settings = {}')
printf '%s\n' "$line" >"$journal"
start .
gave "a journal without a readable beginning is refused" 1
verdict "and is left as it was" "$(printf '%s\n' "$line" | cmp - "$journal")"
finish
