# Sourced by scripts whose run meets nobody: settings that lead nowhere, and lines that are added to its journal. $journal is the script's.

# settings [FILTER]: as JSON, changed by the filter.
settings() {
	jq "${1:-.}" <<-'JSON'
	{"product": "kratos", "juju": "/nonexistent/juju",
	 "blue": {"model": "c:admin/iam", "app": "kratos", "pg_app": "postgresql", "conninfo": "host=127.0.0.1 port=1 dbname=kratos user=operator", "password": "none"},
	 "green": {"model": "c:admin/iam-green", "app": "kratos", "pg_app": "postgresql", "conninfo": "host=127.0.0.1 port=1 user=operator", "password": "none"},
	 "source_from_target": "host=127.0.0.1 port=1 user=operator",
	 "target": {"channel": "0.3/stable", "revision": 409, "version": "1.1.0"}}
	JSON
}

# append EVENT STEP DATA: one line more, with the number and the hash of the one before it.
append() {
	local last seq
	last=$(tail -n 1 "$journal")
	seq=$(jq .seq <<<"$last")
	printf '{"seq":%d,"prev":"%s","at":"2026-12-01T03:12:09.000Z","event":"%s","step":"%s","actor":"a@b","data":%s}\n' $((seq + 1)) \
		"$(printf %s "$last" | sha256sum | cut -d' ' -f1)" "$1" "$2" "$3" >>"$journal"
}
