#!/usr/bin/env bash
# The command line: what it answers, and with which status. Needs no PostgreSQL.
# sanitize: yes
# limit: 120
. "$TEAL_SRC/tests/house/tap.bash"

teal=$TEAL_BUILD/teal
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
runs=$XDG_STATE_HOME/teal/runs

# says NAME STATUS PATTERN ARGUMENT...: the status, and a pattern in what is said on either stream.
says() {
	local name=$1 want=$2 pattern=$3 status out
	shift 3
	out=$("$teal" "$@" 2>&1 </dev/null)
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || echo "the status is $status, not $want"
		grep -qE -- "$pattern" <<<"$out" || printf 'nothing like "%s" in:\n%s\n' "$pattern" "$out")"
}

settings() {
	cat <<-'JSON'
	{"product": "kratos", "juju": "/nonexistent/juju",
	 "blue": {"model": "c:admin/iam", "app": "kratos", "pg_app": "postgresql", "conninfo": "host=127.0.0.1 port=1 user=operator", "password": "none"},
	 "green": {"model": "c:admin/iam-green", "app": "kratos", "pg_app": "postgresql", "conninfo": "host=127.0.0.1 port=1 user=operator", "password": "none"},
	 "source_from_target": "host=127.0.0.1 port=1 user=operator",
	 "target": {"channel": "0.3/stable", "revision": 409, "version": "1.1.0"}}
	JSON
}
settings >"$work/settings.json"

says "--help answers" 0 '^Usage: teal' --help
says "--version says the program and a number" 0 '^teal [0-9]+\.[0-9]+' --version
says "an unknown option gets a hint" 2 'Did you mean --settings' --settigns
says "an unknown option with a value gets the same hint" 2 'Did you mean --settings' --setings=x
says "an option that begins like one gets a hint" 2 'Did you mean --quiet-updates' --quiet
says "an unknown command gets a hint" 2 'Did you mean teal review' rveiew
says "a word that is like nothing gets none" 2 'See teal --help' xyzzyplugh
says "an option of another command is refused" 2 'teal runs takes no --plain' runs --plain
says "an option without its value is refused" 2 '--answers FILE' --plain --answers
says "a value that is no number is refused" 2 '--rate from 0 to 20000, not "many"' train --rate many
says "a colour that is none is refused" 2 'auto\|always\|never' --color=blue
says "a second name is one word too many" 2 'one word too many: b' report a b
says "without a terminal it says so and names --plain" 2 'teal --plain'
says "training without a terminal says the same" 2 'teal --plain' train

says "settings that are not there are named" 2 "$work/none.json" --plain --settings "$work/none.json"
echo '{"product": 7}' >"$work/bad.json"
says "a bad member of the settings is named" 2 'bad\.json: .*product: a text is wanted' --plain --settings "$work/bad.json"
settings | sed 's/"channel"/"chanel"/' >"$work/bad.json"
says "an unknown member of the settings is named" 2 'target\.chanel: no such member' --plain --settings "$work/bad.json"
for file in none.pem settings.json; do
	settings | jq --arg file "$work/$file" '.sources = {ca_file: $file}' >"$work/bad.json"
	says "certificates of the settings that are none are named ($file)" 2 "bad\.json: sources\.ca_file: .*$file.*PEM" --plain --settings "$work/bad.json"
done
settings | sed 's/"revision": 409/"revision": 409, "revision": 410/' >"$work/bad.json"
says "a member that stands twice is named" 2 'bad\.json: .*target\.revision' --plain --settings "$work/bad.json"
says "also for the review" 2 'bad\.json: .*target\.revision' review --settings "$work/bad.json"
settings | sed 's/"revision": 409/"revision": 409.5/' >"$work/bad.json"
says "a number that is not whole is named" 2 'bad\.json: .*target\.revision: a whole number' --plain --settings "$work/bad.json"
for member in '.blue.admin_url = "http://u:hush@h"' '.sources.api = "https://u:hush@h"' '.sources.changelog = "ftp://u:hush@h/x"' \
	'.blue.conninfo = "postgresql://u:hush@h/d"' '.green.conninfo = "host=h password=hush"' '.source_from_target = "host=h password=hush"' \
	'.source_from_target = "postgresql://u:hush@h/d"'; do
	settings | jq "$member" >"$work/bad.json"
	path=${member%% =*}
	says "a password is refused by name ($path)" 2 "bad\\.json: .*${path#.}" --plain --settings "$work/bad.json"
	verdict "and not repeated ($member)" "$("$teal" --plain --settings "$work/bad.json" </dev/null 2>&1 | grep hush)"
done
printf '{' >"$work/bad.json"
says "settings that are no JSON are refused" 2 'bad\.json' --plain --settings "$work/bad.json"
echo '{"answers": {}, "patience_s": 1, "answers": {}}' >"$work/answers.json"
says "a member that the answers have twice is named" 2 'answers\.json: .*answers' --plain --settings "$work/settings.json" --answers "$work/answers.json"
echo '{"patience_s": 1.5}' >"$work/answers.json"
says "a number of the answers is whole" 2 'patience_s: a whole number' --plain --settings "$work/settings.json" --answers "$work/answers.json"
echo '{"answer": {}}' >"$work/answers.json"
says "an unknown member of the answers is named" 2 'answers\.json: .*answer: there is no such member' --plain --settings "$work/settings.json" --answers "$work/answers.json"
says "answers that are not there are named" 2 "$work/none.json" train --plain --answers "$work/none.json"
echo '{"answers": {"no.such.question": "x"}}' >"$work/answers.json"
says "an answer that nobody asks for is named" 2 'no\.such\.question' --plain --settings "$work/settings.json" --answers "$work/answers.json"
rm -rf "$runs"
echo '{}' >"$work/answers.json"
says "answers without settings are refused" 2 'no settings' --plain --answers "$work/answers.json"

says "without runs the list says so" 0 'There are no runs' runs
says "without runs the JSON list is empty" 0 '^\[ *\]$' runs --json
says "without runs there is no report" 2 'There is no run' report
says "without runs there is no status" 2 'There is no run' status
says "a run that is not there has no report" 2 'There is no such run' report nobody
says "a name with a slash is no run" 2 'There is no such run' status ../etc

# json NAME STATUS ARGUMENT...: standard output is one JSON text with the error, and the status is what it is without --json.
json() {
	local name=$1 want=$2 status
	shift 2
	"$teal" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	verdict "$name" "$([ "$status" -eq "$want" ] || echo "the status is $status, not $want"
		jq -es 'length == 1 and (.[0].error | .what and .why and (.now | type == "string"))' "$work/out" 2>&1 | grep -vx true
		[ -s "$work/err" ] || echo "nothing is said on standard error")"
}
json "a status that fails is JSON, too" 2 status --json nobody
json "a report that fails is JSON, too" 2 report --format=json nobody
json "releases that fail are JSON, too" 2 releases --json --offline kratos 1.3.1 nonsense
json "a comparison that fails is JSON, too" 2 verify --json --source=host=h --target='password=hush'
json "one that cannot connect is JSON, too" 6 verify --json --source='host=127.0.0.1 port=1 user=u' --target='host=127.0.0.1 port=1 user=u'
json "a review that fails is JSON, too" 2 review --format json --strategy other
json "a wrong option is JSON, too" 2 runs --json --bogus

says "the review is a checklist" 0 'POINT OF NO RETURN' review
says "the review is Markdown, too" 0 '^### 1\. ' review --format md
says "the review is a graph, too" 0 '^digraph' review --format=dot
verdict "the review is JSON, too" "$("$teal" review --format json | jq -e '.steps | length > 10' 2>&1 | grep -vx true)"
says "the review with settings shows literal commands" 0 'juju deploy -m c:admin/iam-green postgresql-k8s' review --settings "$work/settings.json"
verdict "the review without settings shows none" "$("$teal" review | grep 'juju deploy')"
says "the review of a strategy that is not there" 2 'no such strategy: other' review --strategy other
says "the review in a format that is not there" 2 'text\|md\|json\|dot' review --format html

# A reader that has gone.
for command in "review" "review --format json" "--help" "releases --offline kratos 1.3.1 25.4.0" "releases --offline --json kratos 1.3.1 25.4.0"; do
	exec 9> >(:)
	wait $!
	# shellcheck disable=SC2086
	TEAL_PKGDATADIR=$TEAL_SRC/data "$teal" $command >&9 2>"$work/err" </dev/null
	status=$?
	exec 9>&-
	verdict "a closed pipe ends teal $command in silence" "$(cat "$work/err"; [ $status = 141 ] || echo "the status is $status")"
done

# A program that is not installed, from a copy of its folder: what belongs to it is beside it, or where config.status says.
mkdir -p "$work/tree/build" "$work/tree/src/data"
cp "$teal" "$work/tree/build/"
printf '#!/bin/sh\nsrcdir='"'../src'"'\n' >"$work/tree/build/config.status"
cp "$TEAL_SRC"/data/*.tsv "$work/tree/src/data/"
built() { env -u TEAL_PKGDATADIR -u TEAL_PKGLIBEXECDIR "$work/tree/build/teal" "$@" 2>&1 </dev/null; }
verdict "a program in its build folder finds its data" "$(built releases --offline --json kratos 1.3.1 25.4.0 | jq -e .direction 2>&1 | grep -v '"up"')"
verdict "and says what it looked for" "$(built train --plain | grep -qF "$work/tree/build/teal-sandbox" || built train --plain)"
printf '#!/bin/sh\necho "found it" >&2\nexit 6\n' >"$work/tree/build/teal-sandbox"
chmod +x "$work/tree/build/teal-sandbox"
verdict "and its programs" "$(built train --plain | grep -qx "found it" || built train --plain)"

# A run that was left at once: standard input ends.
says "the end of the input leaves the run resumable" 3 'Look at blue' --plain --settings "$work/settings.json" --run left
says "it is in the list" 0 '^left .*open' runs
says "it has a status" 0 '^State: open' status left
verdict "the status is JSON, too" "$("$teal" status --json | jq -e '.run == "left" and .step.id == "discover"' 2>&1 | grep -vx true)"
says "it has a report" 0 '^# Migration left' report left
verdict "the report is JSON, too" "$("$teal" report left --format json | jq -e '.end == "open" and .run == "left"' 2>&1 | grep -vx true)"
verdict "its files are for their owner only" "$(find "$XDG_STATE_HOME" ! -perm 700 -type d; find "$XDG_STATE_HOME" -type f ! -perm 600)"
says "it is offered at the next start" 3 'Run left .*begun' --plain --settings "$work/settings.json"
says "with --new there is another one" 3 'Look at blue' --plain --new --settings "$work/settings.json"
verdict "so there are two" "$([ "$("$teal" runs --json | jq length)" = 2 ] || "$teal" runs)"

exec 7>>"$runs/left/lock"
flock -n 7
says "a run that is held is left alone" 5 'held by another' --plain --run left
says "a run that is held can be looked at" 0 '^Run: left' status left
says "a run that is held can be observed" 3 'Look at blue' --plain --observe --run left
exec 7>&-

before=$(cat "$runs/left/journal.jsonl")
"$teal" --plain --observe --run left </dev/null >/dev/null 2>&1
verdict "observing writes nothing" "$([ "$before" = "$(cat "$runs/left/journal.jsonl")" ] || echo "the journal has changed")"

# Signals, while nothing answers (there is no such juju).
mkfifo "$work/in"
ended_by() {
	"$teal" --plain --run left <"$work/in" >"$work/out" 2>&1 &
	local pid=$!
	exec 8>"$work/in"
	for _ in $(seq 100); do
		grep -q 'Look at blue' "$work/out" && break
		read -rt 0.1 <> <(:)
	done
	for signal in "$@"; do
		kill -"$signal" "$pid"
		[ "$signal" != INT ] || until grep -q 'once more' "$work/out" || ! kill -0 "$pid" 2>/dev/null; do read -rt 0.05 <> <(:); done
	done
	wait "$pid"
	status=$?
	exec 8>&-
}
ended_by TERM
verdict "SIGTERM leaves at once with 128+15" "$([ $status -eq 143 ] || echo "the status is $status")"
ended_by HUP
verdict "SIGHUP leaves at once with 128+1" "$([ $status -eq 129 ] || echo "the status is $status")"
ended_by INT INT
verdict "a second Ctrl-C leaves the run resumable" "$([ $status -eq 3 ] || { echo "the status is $status"; cat "$work/out"; })"
says "the run can still be read" 0 '^State: open' status left

# juju asks for a login, and nobody sits there.
cat >"$work/juju" <<'SH'
#!/bin/sh
echo 'ERROR cannot log into controller "c": please log in to "c" using "juju login -c c"' >&2
exit 1
SH
chmod +x "$work/juju"
settings | sed "s|/nonexistent/juju|$work/juju|" >"$work/login.json"
echo '{"answers": {}, "patience_s": 2}' >"$work/answers.json"
says "without a person it says which login juju wants" 1 'juju login -c c' --plain --settings "$work/login.json" --answers "$work/answers.json" --run login

# The contract with the training's programs, without PostgreSQL.
mkdir "$work/empty" "$work/fake"
TEAL_PKGLIBEXECDIR=$work/empty says "training without teal-sandbox says what is missing" 6 'teal-sandbox' train --plain
cat >"$work/fake/teal-sandbox" <<'SH'
#!/bin/sh
echo "looking around" >&2
echo '{"ready": false, "error": "looking for the PostgreSQL server programs. Install the package postgresql."}'
exit 6
SH
chmod +x "$work/fake/teal-sandbox"
TEAL_PKGLIBEXECDIR=$work/fake says "what the training says on its way is shown" 6 '^looking around$' train --plain
TEAL_PKGLIBEXECDIR=$work/fake says "a training that cannot start names the package" 6 'Install the package postgresql' train --plain
printf '#!/bin/sh\nexit 3\n' >"$work/fake/teal-sandbox"
TEAL_PKGLIBEXECDIR=$work/fake says "a training that dies at once is said to" 6 'ended before it was ready' train --plain

# A training that never gets ready, and ends with its standard input.
cat >"$work/fake/teal-sandbox" <<SH
#!/bin/sh
echo \$\$ >"$work/pid"
echo waiting >&2
cat >/dev/null
touch "$work/cleaned"
SH
TEAL_PKGLIBEXECDIR=$work/fake "$teal" train --plain >"$work/out" 2>&1 </dev/null &
pid=$!
until [ -s "$work/pid" ] && grep -q waiting "$work/out"; do read -rt 0.05 <> <(:); done
kill -9 "$pid"
wait "$pid" 2>/dev/null
for _ in $(seq 100); do
	[ -e "$work/cleaned" ] && break
	read -rt 0.1 <> <(:)
done
verdict "the training ends with teal, also after kill -9" "$([ -e "$work/cleaned" ] || echo "it still runs")"
finish
