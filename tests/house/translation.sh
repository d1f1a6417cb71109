#!/usr/bin/env bash
# Every sentence reaches the translators.
. "$TEAL_SRC/tests/house/tap.bash"

# The files that should be in po/POTFILES.in; make potfiles mends it.
marking() {
	ours | xargs grep -lE '(^|[^a-zA-Z0-9_])(N?_|n?gettext)\("' | sort
}
verdict "po/POTFILES.in lists every file that marks a text, and no other" \
	"$(diff <(grep -v '^#' po/POTFILES.in | LC_ALL=C sort) <(marking | LC_ALL=C sort) | grep '^[<>]' | sed 's/^</listed without need:/; s/^>/missing:/')"
verdict "xgettext reads them without a complaint" \
	"$(grep -v '^#' po/POTFILES.in | xargs -r xgettext --from-code=UTF-8 -k_ -kN_ -kngettext:1,2 --add-comments=TRANSLATORS: -o /dev/null 2>&1)"
verdict "every catalogue is in order" "$(for l in $(grep -v '^#' po/LINGUAS); do
	msgfmt -c -o /dev/null "po/$l.po" 2>&1
done)"
finish
