#!/usr/bin/env bash
# What is shipped speaks of no machine it was made on.
. "$TEAL_SRC/tests/house/tap.bash"

verdict "no path of a developer's machine" "$(grep -rnIE '(^|[^a-zA-Z0-9_.-])/(work|root|Users)/|bash_job[s]|/home/[a-z]+/(src|git|projects)' \
	src ui man po/*.in po/*.po tests data bootstrap README.md configure.ac Makefile.am .ci 2>/dev/null | grep -v '^tests/house/shipped.sh:')"
verdict "the licence is there" "$(grep -q 'Apache License' LICENSE || echo 'LICENSE is not the Apache License')"
name="the manuals are well formed"
if command -v man >/dev/null && [ -n "$(man --version 2>/dev/null)" ]; then
	verdict "$name" "$(for m in man/*.1; do LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$m" 2>&1 >/dev/null | sed "s|^|$m: |"; done)"
else
	skip "$name" "man is not installed"
fi
finish
