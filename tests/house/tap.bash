# Sourced by the scripts here: TAP in four functions. The plan is printed last, when the number is known.
cd "${TEAL_SRC:?is set by tests/run}" || exit 1
tap_n=0 tap_bad=0

# verdict NAME [FINDINGS]: passes when there are no findings; shows them otherwise.
verdict() {
	tap_n=$((tap_n + 1))
	if [ -z "${2:-}" ]; then
		echo "ok $tap_n - $1"
	else
		tap_bad=$((tap_bad + 1))
		printf '%s\n' "$2" | head -n 60 | sed 's/^/# /'
		echo "not ok $tap_n - $1"
	fi
}

# skip NAME REASON
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

# Ends the script: the plan, and a status that says whether something failed.
finish() {
	echo "1..$tap_n"
	[ "$tap_bad" -eq 0 ]
	exit
}

# The C files of the house.
ours() {
	find src ui -name '*.[ch]' | sort
}
