#!/usr/bin/env bash
# What ./bootstrap says; that it builds is proven by the run this test is part of.
. "$TEAL_SRC/tests/house/tap.bash"

verdict "--help names every command" "$(for c in train check install; do
	./bootstrap --help | grep -q "^  $c" || echo "$c is missing"
done)"
verdict "a command that is not there is refused with what there is" \
	"$(./bootstrap chekc >"$TMPDIR/out" 2>&1 && echo "it succeeded"
	grep -q "no command 'chekc'" "$TMPDIR/out" || cat "$TMPDIR/out")"
verdict "the README tells the same commands" "$(for c in './bootstrap' './bootstrap train' './bootstrap check'; do
	grep -qF "$c" README.md || echo "README.md does not mention $c"
done)"
finish
