#!/usr/bin/env bash
# Calls that are not made here. The compiler poisons most of them; this also reads the files that do not include base/mem.h.
. "$TEAL_SRC/tests/house/tap.bash"

# The code without comments and texts, as FILE:LINE: CODE.
code() {
	ours | grep -v '^src/base/banned\.h$' | xargs awk '
		FNR == 1 { within = 0 }
		{
			line = $0
			gsub(/\\\\/, "", line); gsub(/\\"/, "", line); gsub(/"[^"]*"/, "\"\"", line)
			out = ""
			while (line != "") {
				if (within) {
					i = index(line, "*/")
					if (!i) break
					line = substr(line, i + 2); within = 0
				}
				i = index(line, "/*")
				if (!i) { out = out line; break }
				out = out substr(line, 1, i - 1); line = substr(line, i + 2); within = 1
			}
			print FILENAME ":" FNR ": " out
		}'
}
verdict "no banned call" "$(code |
	grep -E '[^a-zA-Z0-9_](strcpy|strcat|sprintf|vsprintf|strncpy|strncat|strtok|atoi|atol|gets|system|popen|sleep|usleep|ctime|localtime|gmtime|longjmp|setjmp|alloca)[[:space:]]*\(')"
verdict "no // comment" "$(code | grep -E '[^:]//')"
verdict "no typedef of a structure" "$(code | grep -E '^[^ ]* *typedef +(struct|union|enum)')"
finish
