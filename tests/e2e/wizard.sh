#!/usr/bin/env bash
# teal train in a real terminal, played by keys as a person does it: from the first screen to the report. Then our own SQL says what is true.
# limit: 420
. "$(dirname "$0")/lib.bash"

pane() { screen | sed -n '2,$p'; }
# title_is TITLE: the screen of a step; on 80 columns it stands beside the rail.
title_is() { screen | sed -n 2p | grep -qF -- "│ $1"; }
enter_does() { screen | tail -n 1 | grep -qE "^ Enter $1( |$)" && ! screen | tail -n 1 | grep -qE '^ Enter [a-z ]+ \('; }
# Nothing in a text changes by itself.
text_open() { screen | tail -n 1 | grep -qE ' Enter (next page|mark as read) '; }
changed() { [ "$(screen)" != "$1" ]; }
dialog_open() { screen | grep -q '┌─'; }

# A screen that a person waits for; without it there is nothing to go on with.
expect() {
	local why
	why=$(wait_until "$2" "${@:3}" || screen_why "$1" "$2")
	[ -z "$why" ] && return
	verdict "$1" "$why"
	finish
}

# step TITLE SECONDS: what stands on every step's screen.
step() {
	expect "the screen \"$1\" comes" "$2" title_is "$1"
	verdict "\"$1\": title, gates, keys" "$(step_screen)"
}
step_screen() {
	local shown
	shown=$(screen)
	grep -qE '│ (Before the next step|Before it starts|Until it is done|After it)' <<<"$shown" || { echo "no gates:"; echo "$shown"; }
	tail -n 1 <<<"$shown" | grep -qE '^ Enter .*\? help' || { echo "no keys:"; echo "$shown"; }
	head -n 1 <<<"$shown" | grep -q '^ teal  kratos  train:admin/iam' || { echo "no title line:"; echo "$shown"; }
	[ "$(wc -l <<<"$shown")" -eq 24 ] || echo "$(wc -l <<<"$shown") lines"
}
# go SECONDS: Enter, as soon as it does something.
go() {
	expect "Enter goes on" "$1" enter_does '(start|next)'
	keys Enter
}
confirmed() {
	expect "it asks before it starts" 5 dialog_open
	verdict "the default is No" "$(screen_has '[ No ]' || screen)"
	keys Right
	expect "Yes can be chosen" 5 screen_has '[ Yes'
	keys Enter
}
shows() { verdict "$1" "$(wait_until "${3:-5}" screen_has "$2" || screen_why "$2" "${3:-5}")"; }
# The command must be on the screen before Enter is pressed.
command_shown() { shows "the literal command stands there: $1" "$1"; }
clock_runs() { verdict "the clock of the write-stop runs" "$(screen | head -n 1 | grep -qE 'WRITE-STOP 0[0-9]:[0-9][0-9] of 15:00' || screen)"; }

terminal_start 80 24 "$TEAL_BUILD/teal" train --identities 1000 --rate 40
expect "the training starts" 60 screen_has 'run training'
dir=$(find "$room" -maxdepth 1 -name 'teal-sandbox-*' -type d | head -n 1)
expect "the sandbox has its folder" 5 test -s "$dir/settings.json"
secrets_note
watch_processes
watch_fence

# ---- Prepare ----
step 'Look at blue' 20
shows "the rail shows the phases" 'Build green'
keys '?'
shows "? opens the help" 'Goes one row up'
keys Escape
expect "Esc closes it" 5 title_is 'Look at blue'
go 30

step 'Read what lies between' 30
expect "the list has the arrows" 10 enter_does open
shows "the verdict stands there" '12 SQL migrations'
shows "an entry waits to be read" 'to be read'
fetched() { [ "$(find "$dir/cache/teal/http" -type f | wc -l)" -ge 4 ]; }
holds "what the mirror serves was fetched" wait_until 10 fetched
keys Enter
expect "its text opens" 5 text_open
keys /
expect "the search asks" 5 dialog_open
typed 'btree_gin'
keys Enter
shows "the text is searched" 'n next hit'
keys Escape
expect "Esc closes it" 5 title_is 'Read what lies between'
shows "leaving it marks nothing" 'opened'
# Enter opens each text, pages to its end and marks it there.
for _ in $(seq 60); do
	if screen_like '(to be read|opened)$'; then
		keys Enter
		expect "the next text opens" 10 text_open
	elif text_open; then
		before=$(screen)
		keys Enter
		expect "Enter reads on" 10 changed "$before"
	else
		break
	fi
done
shows "everything is read" 'ok     the operator has read'
go 20

step 'Choose the window' 20
expect "it asks" 10 enter_does answer
keys Enter
expect "the field is open" 5 enter_does 'take it'
keys Enter
go 20

step 'Write down the fallback' 20
keys Enter
expect "the first field is open" 5 enter_does 'take it'
typed 'Ann on duty, extension 11'
keys Enter
expect "the second field is open" 5 screen_like 'Who decides +Ann on duty, extension 11'
keys Enter
expect "the third field is open" 5 screen_like 'Until when +until'
keys Enter
expect "the choice is open" 5 enter_does 'take it'
keys Right Right
expect "the last of three is chosen" 5 screen_has '[ this-is-it ]'
keys Enter
go 20

step 'Back up blue' 20
command_shown 'juju run -m train:admin/iam postgresql/leader get-primar'
go 30

# ---- Build green ----
step "Deploy green at blue's version" 60
command_shown 'juju deploy -m train:admin/iam-green postgresql-k8s'
keys c
shows "c shows every command" 'juju integrate -m train:admin/iam-green kratos:pg-database postgresql:database'
keys Escape
expect "Esc closes it" 5 title_is "Deploy green at blue's version"
expect "the gates open it" 30 enter_does '(start|answer)'
if enter_does answer; then
	keys Enter
	expect "the field is open" 5 enter_does 'take it'
	keys Enter
fi
go 30
confirmed
resized 60 20
shows "60 by 20 is enough" 'Deploy green'
resized 132 40
shows "132 by 40 is used" 'Deploy green'
resized 39 9
shows "39 by 9 asks for room" 'too small'
resized 80 24

step 'Silence and empty green' 90
command_shown 'juju scale-application -m train:admin/iam-green kratos 0'
go 30
confirmed

# ---- Synchronise ----
step 'Start the synchronisation' 90
command_shown '-- on the source (blue)'
go 40
confirmed
step 'Follow the synchronisation' 60
shows "lag is a number" ' behind' 20
shows "and a curve over time" ' now' 10
shows "the copy is shown" 'ready' 10
go 60
step 'Compare while writes go on' 60
expect "it asks what the write-stop reads" 30 enter_does answer
keys Enter
expect "the choice is open" 5 enter_does 'take it'
keys Enter
go 60

# ---- Cut over ----
step 'Stop the writes to blue' 60
keys u
shows "u shows the undo plan" 'What undo would do'
keys Escape
expect "Esc closes it" 5 title_is 'Stop the writes to blue'
expect "it asks whether juju logs in first" 30 enter_does answer
keys Enter
expect "the choice is open" 5 enter_does 'take it'
keys Enter
go 60
confirmed
step 'Drain what is under way' 60
clock_runs
go 30
step 'Compare blue and green' 60
go 30
step 'Back up blue, drained' 60
clock_runs
go 30
step 'Stop the synchronisation' 60
go 30
confirmed
step 'Upgrade green' 60
command_shown 'juju refresh -m train:admin/iam-green kratos --channel 0'
go 30
confirmed
step "Migrate green's database" 90
command_shown 'juju run -m train:admin/iam-green kratos/'
keys l
shows "l shows the log" 'Log'
keys Escape
expect "Esc closes it" 5 title_is "Migrate green's database"
go 30
confirmed
step 'Compare again, and ask the service' 90
clock_runs
go 30
step 'Switch the traffic to green' 90
shows "it says that there is no way back" 'POINT OF NO RETURN'
go 40
expect "it wants the name" 5 dialog_open
typed 'krato'
keys Enter
shows "a wrong name does nothing" 'That is not the name'
typed 's'
keys Enter

# ---- Afterwards ----
step 'Watch green' 60
shows "the clock stands" 'write-stop was'
go 40
expect "it asks whether green is accepted" 30 enter_does answer
keys Enter
expect "the field is open" 5 enter_does 'take it'
keys Enter
expect 'the screen "Retire blue" comes' 90 title_is 'Retire blue'
for field in 'until when it is kept' 'what is removed'; do
	expect "it asks" 20 enter_does '(answer|take it)'
	enter_does answer && keys Enter
	expect "the field is open: $field" 5 enter_does 'take it'
	keys Enter
done
go 20
confirmed

expect "it is finished" 60 title_is 'The migration is finished'
report=$(run_dir)/report.md
shows "the path of the report stands there" '/teal/runs/training-'
holds "the report is there" test -s "$report"

# ---- What is true ----
holds "the users are with green" is iam-green/kratos "$(jq -r .app "$dir/route")"
secrets_note
clients_stop
silent "green has every write that a client was told" told_and_missing
silent "no client of blue was told a write after the fence" told_after_fence
silent "blue is as it was when the fence stood" content_unchanged
silent "the 12 migrations are recorded on green, and not on blue" migrations_wrong
silent "nothing of the replication is left on either side" replication_left
silent "the journal is one chain of hashes" chain_broken
SECRETS_LEAST=4
tm capture-pane -p -S - -t t >"$room/scrolled"
silent "no password stands in journal, report, on the screen, in juju's arguments, or among the processes" \
	secrets_shown "$XDG_STATE_HOME" "$room/scrolled" "$room/ps" "$dir/juju.log"

# ---- The end ----
keys Enter
holds "Enter leaves" wait_until 30 terminal_over
holds "with status 0" is 0 "$(cat "$room/rc" 2>/dev/null)"
joined_has() { tm capture-pane -pJ -t t | grep -qF -- "$1"; }
holds "the last line on the terminal names the report" wait_until 5 joined_has "$report"
holds "the terminal is as it was" diff "$room/stty.before" "$room/stty.after"
holds "the training's folder is gone" test ! -e "$dir"
holds "what it fetched is gone with it" test ! -e "$XDG_CACHE_HOME/teal"
silent "none of its processes is left" pgrep -af "(postgres|teal-sandbox|teal-juju).*$dir"
finish
