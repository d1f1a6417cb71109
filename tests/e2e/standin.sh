#!/usr/bin/env bash
# The juju stand-in over a real sandbox: what a wizard does to green and blue, and every answer judged by juju's own rules.
# limit: 180
set -u
: "${TEAL_BUILD:?}"
n=0
room=$(mktemp -d "${TMPDIR:-/tmp}/st.XXXXXX")
chmod 1777 "$room"
mkfifo "$room/in" "$room/said"

finish() {
	exec 9>&-
	[ -n "${sandbox:-}" ] && wait "$sandbox" 2>/dev/null
	rm -rf "$room"
}
trap finish EXIT

ok() { # ok NAME COMMAND...: the command decides
	local name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# rc=$rc out=$(head -c 400 "$room/out" | head -n 4)" | tr '\n' ' '
		echo
		sed 's/^/# err: /' "$room/err" | head -n 6
	fi
}

j() { # runs juju; rc, $room/out and $room/err are left behind
	rc=0
	"$juju" "$@" >"$room/out" 2>"$room/err" </dev/null || rc=$?
}
is_rc() { [ "$rc" -eq "$1" ]; }
out_is() { [ "$(cat "$room/out")" = "$1" ]; }
err_is() { [ "$(cat "$room/err")" = "$1" ]; }
err_has() { grep -qF -- "$1" "$room/err"; }
out_jq() { jq -e "$1" "$room/out" >/dev/null; }
silent() { [ "$rc" -eq 0 ] && [ ! -s "$room/out" ] && [ ! -s "$room/err" ]; }
all() { # all CHECK , CHECK , ...
	local part=()
	for word in "$@" ,; do
		if [ "$word" = , ]; then "${part[@]}" || return 1; part=(); else part+=("$word"); fi
	done
}
until_green() { # waits until the jq condition holds in green's status
	local by=$((SECONDS + 20))
	while [ $SECONDS -lt $by ]; do
		j status -m iam-green --format json
		out_jq "$1" && return 0
	done
	return 1
}
until_blue() {
	local by=$((SECONDS + 20))
	while [ $SECONDS -lt $by ]; do
		j status -m iam --format json
		out_jq "$1" && return 0
	done
	return 1
}
settled='.applications[$a] | (.units // {} | length) == 1 and ([.units[] | ."workload-status".current == "active" and ."juju-status".current == "idle"] | all)'
is_settled() { until_green "${settled//\$a/\"$1\"}"; }

echo "1..49"
"$TEAL_BUILD/teal-sandbox" --identities 200 --rate 2 <"$room/in" >"$room/said" 2>"$room/sandbox.err" &
sandbox=$!
exec 9>"$room/in" 8<"$room/said"
read -r -t 90 ready <&8 || { echo "Bail out! the sandbox did not start: $(tail -n 1 "$room/sandbox.err")"; exit 1; }
juju=$(jq -r .juju <<<"$ready") dir=$(jq -r .dir <<<"$ready")
rc=0 && : >"$room/out" && : >"$room/err"

# ---- The client and its errors ----
j version --format json
ok "the version is a JSON string" out_is '"3.6.27-genericlinux-amd64"'
j status --format json --nope
ok "an unknown option is rc 2 with nothing on stdout" all is_rc 2 , out_is '' , err_is 'ERROR option provided but not defined: --nope'
j status -m nope --format json
ok "a failure with a machine format prints the empty document" all is_rc 1 , out_is '{}' , err_is 'ERROR model train:admin/nope not found'
j statsu
ok "an unknown command is said with a suggestion" all is_rc 1 , err_has 'ERROR juju: "statsu" is not a juju command. See "juju --help".' , err_has status
j status --format json
ok "status is one line of JSON with blue in it" all is_rc 0 , out_jq '.applications.kratos.units["kratos/0"].leader and .applications.kratos["charm-rev"] == 406'
ok "a relation to a remote application has no scope" out_jq '.applications.kratos.relations["public-ingress"] == [{"related-application":"traefik-public","interface":"ingress"}]'
j status --format json --output "$room/file"
cp "$room/file" "$room/out"
ok "the client writes what --output asks for" all is_rc 0 , out_jq .model
j remove-application kratos
ok "removal asks, and the end of input aborts it" all is_rc 1 , err_has 'ERROR application removal: aborted' , out_is $'will remove application kratos\n- will remove unit kratos/0\n- will remove unit kratos/1'

# ---- Actions ----
j run kratos/leader nope --format json
ok "an unknown action is rc 0 with an empty stdout" all is_rc 0 , out_is '' , err_is $'Operation 1 failed to schedule any tasks:\naction "nope" not defined on unit "kratos/0"'
j run postgresql/leader get-primary --format json
ok "the result is keyed by the real unit" all is_rc 0 , out_jq '."postgresql/0".results == {"primary":"postgresql/0","return-code":0}' , err_is $'Running operation 2 with 1 task\n  - task 3 on unit-postgresql-0\n\nWaiting for task 3...'
j run postgresql/0 create-backup --format json
ok "the primary of two units with TLS refuses a backup, with rc 0" all is_rc 0 , out_jq '."postgresql/0" | .status == "failed" and .message == "Unit cannot perform backups as it is the cluster primary" and .results."return-code" == 0'
j run postgresql/1 create-backup type=full --format json
ok "its replica takes a real backup" all is_rc 0 , out_jq '."postgresql/1" | .status == "completed" and .results."backup-status" == "backup created"'
j run postgresql/leader list-backups --format json
ok "the backup is listed as finished" out_jq '."postgresql/0".results.backups | split("\n") | .[2] == "" and (.[5] | test(" \\| full backup         \\| finished \\| None  "))'
j run postgresql/leader get-primary --background --format json
ok "in the background the format is not looked at" all is_rc 0 , out_is '' , err_is $'Scheduled operation 10 with task 11\nCheck operation status with \'juju show-operation 10\'\nCheck task status with \'juju show-task 11\''
j show-task 11 --wait 10s --format json
ok "show-task waits and prints the flat object" all is_rc 0 , out_jq '.status == "completed" and .id == "11"'
j show-task 99 --format json
ok "a task that is not there" all is_rc 1 , out_is '{}' , err_is 'ERROR task "99" not found'
j operations --actions create-backup --format json
ok "operations finds an action again" out_jq 'keys == ["4","6"]'
j run postgresql/leader get-password --wait 1s --background
ok "wait and background exclude each other" all is_rc 2 , err_is 'ERROR cannot specify both --wait and --background'

# ---- Green is built ----
export JUJU_MODEL=admin/iam-green
j deploy postgresql-k8s postgresql --channel 14/stable --trust
ok "deploy tells revision and channel on stderr" all is_rc 0 , out_is '' , err_is 'Deployed "postgresql" from charm-hub charm "postgresql-k8s", revision 495 in channel 14/stable on ubuntu@22.04/stable'
j status --format json
ok "a fresh unit has no leader and waits for its agent" out_jq '.applications.postgresql | ."application-status".message == "installing agent" and (.units["postgresql/0"] | has("leader") | not)'
j deploy kratos --channel 0.2/stable --revision 406 --trust
ok "kratos is deployed at blue's revision" is_rc 0
j deploy kratos --channel 0.2/stable
ok "a name that is taken" all is_rc 1 , err_has 'already exists' , err_has 'ERROR failed to deploy charm "kratos"'
j deploy kratos kratos-2 --channel 0.2/stable
ok "a name that is not legal" all is_rc 1 , err_has 'invalid application name "kratos-2"'
j integrate kratos:pg-database postgresql:database
ok "integrate is silent" silent
until_green '.applications.postgresql.units["postgresql/0"]."workload-status" | .current == "blocked" and .message == "Failed to initialize database relation"'
ok "related too early, PostgreSQL is blocked" out_jq '.applications.postgresql.units["postgresql/0"]."workload-status".current == "blocked"'
j remove-relation kratos:pg-database postgresql:database
ok "remove-relation is silent" silent
is_settled postgresql
ok "and PostgreSQL is active again" out_jq '.applications.postgresql.units["postgresql/0"]."workload-status".message == "Primary"'
j integrate kratos:pg-database postgresql:database
is_settled kratos
ok "related when active, kratos migrates by itself and serves" out_jq '.applications.kratos.version == "v1.0.0" and .applications.kratos.units["kratos/0"]."workload-status".current == "active"'
j integrate kratos:pg-database postgresql:database
ok "a second time it exists" all is_rc 1 , err_has '(already exists)' , err_has "Use 'juju status --relations' to view the current relations."
j run postgresql/0 create-backup --format json
ok "a single unit with no S3 cannot back up" out_jq '."postgresql/0".message == "Relation with s3-integrator charm missing, cannot create/restore backup."'
j integrate postgresql:s3-parameters s3-integrator:s3-credentials
j run postgresql/0 create-backup --format json
ok "a single primary backs up" out_jq '."postgresql/0".results."backup-status" == "backup created"'

# ---- Quiet, upgraded, migrated ----
j scale-application kratos 0
ok "scaling says so on stderr" all is_rc 0 , err_is 'kratos scaled to 0 units'
until_green '.applications.kratos | has("units") | not'
ok "without units there is neither scale nor units, and the status is unknown" all is_rc 0 , out_jq '.applications.kratos | (has("scale") or has("units")) | not'
j refresh kratos --channel 0.3/stable --revision 409
ok "refresh tells what was added and the endpoints" all is_rc 0 , err_has 'Added charm-hub charm "kratos", revision 409 in channel 0.3/stable, to the model' , err_has 'no change to endpoints in space "alpha": admin-ingress, '
j refresh kratos --channel 0.3/stable --revision 409
ok "a second time it is up to date" all is_rc 0 , err_is 'charm "kratos": already up-to-date'
j scale-application kratos 1
until_green '.applications.kratos.units["kratos/0"]."workload-status".message == "Waiting for database migration"'
ok "the new version waits for its migration" out_jq '.applications.kratos.version == "v1.1.0"'
until_green '.applications.kratos.units["kratos/0"].leader'
j run kratos/leader run-migration timeout=soon --format json
ok "a parameter of a wrong type is refused with rc 0" all is_rc 0 , out_is '' , err_has 'validation failed: (root).timeout : must be of type number, given "soon"'
j run kratos/leader run-migration timeout=300 --wait 60s --format json
ok "run-migration completes and sets no results" all is_rc 0 , out_jq '."kratos/0" | .status == "completed" and .results == {"return-code":0} and (.log | length) == 3'
ok "its log lines are on stderr while it runs" grep -qE '^[0-9]{2}:[0-9]{2}:[0-9]{2} Migrating database\.$' "$room/err"
j status --format json
ok "the service does not start by the action itself" out_jq '.applications.kratos.units["kratos/0"]."workload-status".current == "waiting"'
is_settled kratos
ok "but at the next hook" out_jq '.applications.kratos.units["kratos/0"]."workload-status".current == "active"'

# ---- The switch, and the end of green ----
j integrate -m iam-green kratos:public-ingress traefik-public:ingress
unset JUJU_MODEL
j remove-relation -m iam kratos:public-ingress traefik-public:ingress
until_blue '.applications.kratos.relations | has("public-ingress") | not'
for ((i = 0; i < 200; i++)); do
	cp "$dir/route" "$room/out" && out_jq '.app == "iam-green/kratos"' && break
	sleep 0.1
done
ok "traffic is with green" out_jq '.app == "iam-green/kratos"'
j integrate -m iam login-ui:kratos-info kratos:kratos-info
ok "the limit-1 endpoint is already taken by this very relation" all is_rc 1 , err_has 'already exists'
j offer iam-green.kratos:kratos-info kratos-info-green
ok "an offer tells its URL" all is_rc 0 , err_is 'Application "kratos" endpoints [kratos-info] available at "admin/iam-green.kratos-info-green"'
j consume -m iam admin/iam-green.kratos-info-green
j integrate -m iam login-ui:kratos-info kratos-info-green:kratos-info
ok "a second relation on a limit-1 endpoint is over its quota" all is_rc 1 , err_has 'establishing a new relation for login-ui:kratos-info would exceed its maximum relation limit of 1 (quota limit exceeded)'
echo 'juju-fail 1' >"$dir/faults"
by=$((SECONDS + 5))
until j status --format json && [ "$rc" -ne 0 ] || [ $SECONDS -ge $by ]; do :; done
ok "a network failure" all is_rc 1 , out_is '{}' , err_has 'ERROR unable to connect to API'
echo 'login-expired 1' >"$dir/faults"
by=$((SECONDS + 5))
until j status --format json && err_has password || [ $SECONDS -ge $by ]; do :; done
ok "an expired login asks on stderr and fails at the end of input" all is_rc 1 , err_has 'please enter password for admin on train: '
: >"$dir/faults"
by=$((SECONDS + 5))
until j status && [ "$rc" -eq 0 ] || [ $SECONDS -ge $by ]; do :; done
j remove-application -m iam-green kratos postgresql --destroy-storage --no-prompt
until_green '.applications | has("kratos") or has("postgresql") | not'
ok "green can be removed" out_jq '.applications | keys == ["s3-integrator"]'
exec 9>&-
rc=0
wait "$sandbox" || rc=$?
sandbox=
cp "$room/sandbox.err" "$room/err"
ok "the sandbox ends cleanly with its standard input" is_rc 0
