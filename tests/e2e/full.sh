#!/usr/bin/env bash
# A state folder that takes no more: the screen says so all the time, with the reason first, and goes on when there is room again.
# limit: 60
. "$(dirname "$0")/lib.bash"
. "$TEAL_SRC/tests/e2e/unanswered.bash"

command -v prlimit >/dev/null || { echo "1..0 # SKIP prlimit is not installed"; exit 0; }
settings >"$room/settings.json"
journal=$XDG_STATE_HOME/teal/runs/full/journal.jsonl

# At the first step that asks something: an answer has to be recorded.
"$TEAL_BUILD/teal" --plain --run full --settings "$room/settings.json" </dev/null >/dev/null 2>&1
append step-done discover '{"gates":[]}'
append step-done releases '{"gates":[]}'

terminal_start 80 24 "$TEAL_BUILD/teal" --run full
holds "the wizard is on the screen" wait_for_screen 'Choose the window' 20
pid=$(pgrep -f -- "^$TEAL_BUILD/teal --run full")
holds "it is one process" test -d "/proc/$pid"
prlimit --pid "$pid" --fsize=1:unlimited
lines=$(wc -l <"$journal")
keys Enter
holds "the answer is in the line editor" wait_for_screen 'Enter take it' 5
keys Enter
holds "the reason is said" wait_for_screen 'cannot be written: File too large' 20
holds "with what is safe, and what to do" wait_for_screen 'nothing goes on before it can be written' 5
keys '?'
holds "also over the help" wait_for_screen 'cannot be written: File too large' 5
keys Escape
resized 60 20
holds "and on a small screen" wait_for_screen 'File too large' 5
holds "nothing was written meanwhile" is "$lines" "$(wc -l <"$journal")"
prlimit --pid "$pid" --fsize=unlimited
gone() { ! screen_has 'File too large'; }
holds "with room again it is gone" wait_until 10 gone
more() { [ "$(wc -l <"$journal")" -gt "$lines" ]; }
holds "and what waited is written" wait_until 10 more
finish
