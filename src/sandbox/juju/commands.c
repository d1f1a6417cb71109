/* From the arguments of a client to the command that answers them: the table of commands, the options, and the faults that come before any
 * command (a controller that does not answer, a login that has expired). facts/juju.md 2. */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"

/* Options that many commands share. ACTING: of those that print times of actions. */
#define FORMATTED "format= o|output= "
#define ACTING FORMATTED "utc color no-color "

/* The names are those of 3.x, sorted as help lists them; wait-for and export-bundle, which 4.0 has removed, are left out. */
const struct command command_table[] = {
	{ "cancel-task", NULL, "(<task-id>|<task-id-prefix>) [...]", "Cancel pending or running tasks.", FORMATTED, "yaml", COMMAND_MODEL,
	  1, -1, command_cancel_task },
	{ "config", NULL, "<application name> [--reset <key[,key]>] [<attribute-key>][=<value>] ...]",
	  "Get, set, or reset configuration for a deployed application.", FORMATTED "file= reset= color no-color branch=", "yaml",
	  COMMAND_MODEL, 1, -1, command_config },
	{ "consume", NULL, "<remote offer path> [<local application name>]", "Add a remote offer to the model.", "", NULL, COMMAND_MODEL, 1,
	  2, command_consume },
	{ "controllers", "list-controllers", "", "Lists all controllers.", FORMATTED "refresh managed", "tabular", COMMAND_LOCAL, 0, 0,
	  command_controllers },
	{ "deploy", NULL, "<charm or bundle> [<application name>]", "Deploys a new application or bundle.",
	  "channel= revision= config= trust n|num-units= resource= base= series= constraints= storage= bind= force dry-run to= device=",
	  NULL, COMMAND_MODEL, 1, 2, command_deploy },
	{ "exec", NULL, "<commands>", "Run the commands on the remote targets specified.",
	  ACTING "a|application= u|unit= machine= all wait= background parallel execution-group= operator", "plain", COMMAND_MODEL, 0, -1,
	  command_exec },
	{ "find-offers", NULL, "[<url>]", "Find offered application endpoints.", FORMATTED "interface= offer= url=", "tabular", 0, 0, 1,
	  command_find_offers },
	{ "help", NULL, "[topic]", "Show help on a command or other topic.", "", NULL, COMMAND_LOCAL, 0, 1, command_help },
	{ "integrate", "relate", "<application>[:<endpoint>] <application>[:<endpoint>]", "Integrate two applications.", "via=", NULL,
	  COMMAND_MODEL, 2, 2, command_integrate },
	{ "login", NULL, "[controller host name or alias]", "Logs a Juju user in to a controller.", "c|controller= u|user=", NULL,
	  COMMAND_LOCAL, 0, 1, command_login },
	{ "model-config", NULL, "[<model-key>]", "Displays configuration values on a model.", FORMATTED "reset= color no-color", "tabular",
	  COMMAND_MODEL, 0, 1, command_model_config },
	{ "models", "list-models", "", "Lists models a user can access on a controller.",
	  FORMATTED "c|controller= user= all uuid utc exact-time", "tabular", 0, 0, 0, command_models },
	{ "offer", NULL, "[model-name.]<application-name>:<endpoint-name>[,...] [offer-name]",
	  "Offer application endpoints for use in other models.", "c|controller=", NULL, COMMAND_MODEL, 1, 2, command_offer },
	{ "offers", "list-offers", "[<offer-name>]", "Lists shared endpoints.", FORMATTED "application= interface= connected active-only",
	  "tabular", COMMAND_MODEL, 0, 1, command_offers },
	{ "operations", "list-operations", "",
	  "Lists pending, running, or completed operations for specified application, units, machines, or all.",
	  ACTING "apps|applications= units= machines= actions= status= limit= offset=", "plain", COMMAND_MODEL, 0, 0, command_operations },
	{ "refresh", NULL, "<application>", "Refresh an application's charm.",
	  "channel= revision= switch= path= base= force force-units force-base force-series resource= config= trust bind= storage=", NULL,
	  COMMAND_MODEL, 1, 1, command_refresh },
	{ "remove-application", NULL, "<application> [<application>...]", "Remove applications from the model.",
	  "destroy-storage force no-wait no-prompt dry-run", NULL, COMMAND_MODEL, 1, -1, command_remove_application },
	{ "remove-offer", NULL, "<offer-url> ...", "Removes one or more offers specified by their URL.", "force y|yes c|controller=", NULL,
	  COMMAND_MODEL, 1, -1, command_remove_offer },
	{ "remove-relation", NULL, "<application1>[:<relation name1>] <application2>[:<relation name2>] | <relation-id>",
	  "Removes an existing relation between two applications.", "force no-wait", NULL, COMMAND_MODEL, 1, 2, command_remove_relation },
	{ "remove-saas", NULL, "<saas-application-name> [<saas-application-name>...]",
	  "Remove consumed applications (SAAS) from the model.", "force no-wait", NULL, COMMAND_MODEL, 1, -1, command_remove_saas },
	{ "resources", "list-resources", "<application or unit>", "Show the resources for an application or unit.", FORMATTED "details",
	  "tabular", COMMAND_MODEL, 1, 1, command_resources },
	{ "run", NULL, "<unit> [<unit> ...] <action-name> [<key>=<value> [<key>[.<key> ...]=<value>]]",
	  "Run an action on a specified unit.", ACTING "params= string-args wait= background parallel execution-group=", "plain",
	  COMMAND_MODEL, 0, -1, command_run },
	{ "scale-application", NULL, "<application> <scale>", "Set the desired number of k8s application units.", "", NULL, COMMAND_MODEL,
	  2, 2, command_scale },
	{ "secrets", "list-secrets", "", "Lists secrets available in the model.", FORMATTED "owner=", "tabular", COMMAND_MODEL, 0, 0,
	  command_secrets },
	{ "show-application", NULL, "<application name or alias>", "Displays information about an application.", FORMATTED, "yaml",
	  COMMAND_MODEL, 1, -1, command_show_application },
	{ "show-model", NULL, "[<model name>]", "Shows information about the current or specified model.", FORMATTED, "yaml", 0, 0, 1,
	  command_show_model },
	{ "show-operation", NULL, "<operation-id>", "Show results of an operation.", ACTING "wait= watch", "yaml", COMMAND_MODEL, 1, 1,
	  command_show_operation },
	{ "show-secret", NULL, "<ID>|<name>", "Shows details for a specific secret.", FORMATTED "reveal r|revision= revisions", "yaml",
	  COMMAND_MODEL, 1, 1, command_show_secret },
	{ "show-status-log", NULL, "<entity>", "Output past statuses for the specified entity.",
	  FORMATTED "type= n= days= from-date= utc include-status-updates", "tabular", COMMAND_MODEL, 1, 1, command_status_log },
	{ "show-task", NULL, "<task-id>", "Show results of a task by ID.", ACTING "wait= watch", "plain", COMMAND_MODEL, 1, 1,
	  command_show_task },
	{ "show-unit", NULL, "<unit name>", "Displays information about a unit.", FORMATTED "endpoint= related-unit= app", "yaml",
	  COMMAND_MODEL, 1, -1, command_show_unit },
	{ "status", NULL, "[<selector> [...]]", "Report the status of the model, its machines, applications and units.",
	  FORMATTED "utc color no-color relations integrations storage retry-count= retry-delay= watch=", "tabular", COMMAND_MODEL, 0, -1,
	  command_status },
	{ "switch", NULL, "[<controller>|<model>|<controller>:|:<model>|<controller>:<model>]",
	  "Selects or identifies the current controller and model.", "", NULL, COMMAND_LOCAL, 0, 1, command_switch },
	{ "trust", NULL, "<application name>", "Sets the trust status of a deployed application to true.", "remove scope=", NULL,
	  COMMAND_MODEL, 1, 1, command_trust },
	{ "version", NULL, "", "Print the Juju CLI client version.", FORMATTED "all", "smart", COMMAND_LOCAL, 0, 0, command_version },
	{ "whoami", NULL, "", "Print current login details.", FORMATTED, "tabular", COMMAND_LOCAL, 0, 0, command_whoami },
};

const size_t command_count = mem_count(command_table);

/* The minimum of two counts. */
static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits from one word to the other (Levenshtein), for the suggestion. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);

	/* No command is that long, so nothing is lost for the suggestion. */
	if (n >= mem_count(row))
		return SIZE_MAX;
	/* One row of the matrix is enough: each row is made from the one before. */
	for (size_t i = 0; i <= n; i++)
		row[i] = i;
	for (size_t k = 1; *a; a++, k++) {
		size_t diagonal = row[0];

		row[0] = k;
		for (size_t i = 1; i <= n; i++) {
			size_t up = row[i];

			row[i] = smaller(smaller(row[i] + 1, row[i - 1] + 1), diagonal + (*a != b[i - 1]));
			diagonal = up;
		}
	}
	return row[n];
}

/* The nearest name is suggested at any distance. */
static int unknown_command(struct call *c, const char *name)
{
	const char *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < command_count; i++)
		if (distance(name, command_table[i].name) < least) {
			least = distance(name, command_table[i].name);
			best = command_table[i].name;
		}
	return call_error(c, "juju: \"%s\" is not a juju command. See \"juju --help\".\n\nDid you mean:\n\t%s", name, best);
}

/* By name or alias; juju takes no abbreviations. */
static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (str_same(command_table[i].name, name) || str_same(command_table[i].alias, name))
			return &command_table[i];
	return NULL;
}

/* Help needs no controller and comes without the faults of a connection. */
int command_help(struct call *c)
{
	const struct command *about = c->args ? command_find(c->arg[0]) : NULL;

	if (c->args && !about)
		return call_error(c, "unknown command or topic for %s", c->arg[0]);
	if (about) {
		call_out(c, "Usage: juju %s [options] %s\n\nSummary:\n%s\n", about->name, about->usage, about->purpose);
		return 0;
	}
	call_out(c, "Juju, as the training sandbox speaks it.\n\nUsage: juju [help] <command>\n\n");
	for (size_t i = 0; i < command_count; i++)
		call_out(c, "    %-20s %s\n", command_table[i].name, command_table[i].purpose);
	return 0;
}

/* ---- Before a command runs ---- */

/* -m wins over JUJU_MODEL, and JUJU_MODEL over the model of juju switch (facts/juju.md 2). */
static int run_command(struct call *c)
{
	const char *name = call_option(c, "m");

	if (c->command->flags & COMMAND_MODEL) {
		if (!name)
			name = call_env(c, "JUJU_MODEL");
		/* An empty JUJU_MODEL is none. */
		c->model = name && *name ? call_model(c, name) : c->juju->world.model[c->juju->world.current];
		if (!c->model)
			return 1;
	}
	return c->command->run(c);
}

/* Any password but an empty one is right: the training is about meeting the prompt. */
static int after_password(struct call *c)
{
	c->again = NULL;
	if (!c->answer || !*c->answer)
		return call_error(c, "cannot log in to controller \"%s\": EOF", c->juju->world.controller);
	/* For all clients: juju keeps a login for the machine's user, not for a command. */
	c->juju->logged_in_again = true;
	return run_command(c);
}

/* The faults of the connection itself: no controller, or the end of the 24 hours that a login lasts (facts/juju.md 2). The password is
 * asked for once, until the fault is removed and set again. */
static int connect_first(struct call *c)
{
	struct sandbox *sb = c->juju->sb;

	c->again = NULL;
	if (c->command->flags & COMMAND_LOCAL)
		return run_command(c);
	if (sandbox_fault(sb, "juju-fail", 0))
		return call_error(c, "unable to connect to API: dial tcp 10.152.183.2:17070: connect: connection refused");
	if (sandbox_fault(sb, "login-expired", 0) && !c->juju->logged_in_again) {
		/* Not call_info: --quiet does not suppress a question. */
		str_addf(&c->err, "please enter password for %s on %s: ", c->juju->world.user, c->juju->world.controller);
		c->asking = true;
		c->again = after_password;
		return CALL_WAIT;
	}
	if (!sandbox_fault(sb, "login-expired", 0))
		c->juju->logged_in_again = false;
	return run_command(c);
}

/* The fault juju-hang-ms: the command begins only after its time; the client sets its own deadline. */
static int hang(struct call *c)
{
	return c->juju->now < c->by ? CALL_WAIT : connect_first(c);
}

/* ---- Arguments ---- */

/* Options that every command takes. Several have no effect here, and are taken so that a caller may pass them. */
#define COMMON_OPTIONS "m|model= q|quiet verbose debug show-log B|no-browser-login h|help logging-config= no-alias"

/* Finds name among the options of a text like "n|num-units= trust"; owned first name, or NULL. */
static char *option_name(const char *spec, const char *name, bool *takes)
{
	size_t len = strlen(name);

	while (*spec) {
		size_t word = strcspn(spec, " "), first = strcspn(spec, "|= ");

		for (const char *p = spec; p < spec + word; p += strcspn(p, "|= ") + 1)
			if (strcspn(p, "|= ") == len && strncmp(p, name, len) == 0) {
				*takes = word && spec[word - 1] == '=';
				return mem_dupn(spec, first);
			}
		spec += word + (spec[word] == ' ');
	}
	return NULL;
}

/* --name=value, --name value, and -n value; an option without a value is stored as "true". An unknown option is rc 2 before anything
 * runs. */
static int take_option(struct call *c, char **argv, size_t n, size_t *at)
{
	const char *dashes = argv[*at][1] == '-' ? "--" : "-", *text = argv[*at] + strlen(dashes), *equals = strchr(text, '=');
	char *name = equals ? mem_dupn(text, (size_t)(equals - text)) : mem_dup(text), *known;
	const char *value = equals ? equals + 1 : "true";
	bool takes = false;

	/* The command's own options first: -n, -u or -a have another meaning in each command. */
	known = option_name(c->command->options, name, &takes);
	if (!known)
		known = option_name(COMMON_OPTIONS, name, &takes);
	/* The next word is the value, also when it begins with a dash. */
	if (known && takes && !equals)
		value = *at + 1 < n ? argv[++*at] : NULL;
	if (known && value) {
		c->option = mem_grow(c->option, c->options, c->options + 1, sizeof(*c->option));
		c->option[c->options++] = (struct call_option){ known, mem_dup(value) };
		free(name);
		return 0;
	}
	if (known)
		call_usage_error(c, "option needs an argument: %s%s", dashes, name);
	else
		call_usage_error(c, "option provided but not defined: %s%s", dashes, name);
	free(known);
	free(name);
	return CALL_USAGE;
}

/* Options may stand anywhere up to a "--"; a lone "-" is an argument. */
static int take_arguments(struct call *c, char **argv, size_t n)
{
	bool all_arguments = false;

	for (size_t i = 0; i < n; i++) {
		int rc = 0;

		if (!all_arguments && str_same(argv[i], "--"))
			all_arguments = true;
		else if (!all_arguments && argv[i][0] == '-' && argv[i][1])
			rc = take_option(c, argv, n, &i);
		else {
			c->arg = mem_grow(c->arg, c->args, c->args + 1, sizeof(*c->arg));
			c->arg[c->args++] = mem_dup(argv[i]);
		}
		if (rc)
			return rc;
	}
	return 0;
}

/* The checks that a client makes without its controller. */
static int check_arguments(struct call *c)
{
	const char *format = call_option(c, "format");

	if (format && !str_same(format, "json") && !str_same(format, "yaml") && !str_same(format, c->command->format))
		return call_usage_error(c, "invalid value \"%s\" for option --format: unknown format \"%s\"", format, format);
	/* In words that are not juju's, which has a sentence of its own for each command. */
	if ((int)c->args < c->command->least)
		return call_usage_error(c, "%s needs %d arguments: juju %s %s", c->command->name, c->command->least, c->command->name,
		                        c->command->usage);
	if (c->command->most >= 0 && (int)c->args > c->command->most)
		return call_usage_error(c, "unrecognized args: [\"%s\"]", c->arg[c->command->most]);
	return 0;
}

/* From the words to the first step of the command; its rc, or CALL_WAIT. */
static int call_start(struct call *c, char **argv, size_t n)
{
	int rc;

	if (!n || str_same(argv[0], "--help") || str_same(argv[0], "-h"))
		return command_help(c);
	/* --version is an option of juju itself and stands in no row of the table. */
	if (str_same(argv[0], "--version"))
		return command_version(c);
	c->command = command_find(argv[0]);
	if (!c->command)
		return unknown_command(c, argv[0]);
	rc = take_arguments(c, argv + 1, n - 1);
	if (!rc && call_has(c, "h")) {
		call_out(c, "Usage: juju %s [options] %s\n\nSummary:\n%s\n", c->command->name, c->command->usage, c->command->purpose);
		return 0;
	}
	if (!rc)
		rc = check_arguments(c);
	if (rc)
		return rc;
	/* The fault delays commands that need no controller, too. */
	c->by = c->juju->now + sandbox_fault(c->juju->sb, "juju-hang-ms", 0);
	c->again = hang;
	return hang(c);
}

/* The arguments are copied: the request stays unchanged for the record (server.c). */
int call_begin(struct call *c, struct juju *juju, const struct json *request)
{
	const struct json *argv = json_get(request, "argv"), *zone = json_get(request, "zone");
	char **list = mem_zalloc(json_count(argv) + 1, sizeof(*list));
	size_t n = 0;
	int rc;

	*c = (struct call){ .juju = juju, .request = request };
	str_init(&c->out, 8 * STR_PAGE);
	str_init(&c->err, STR_PAGE);
	c->zone.offset = (int)json_int(zone, "offset", 0);
	snprintf(c->zone.name, sizeof(c->zone.name), "%s", json_str(zone, "name", "UTC"));
	for (const struct json *a = json_first(argv); a; a = json_next(a))
		if (json_text(a))
			list[n++] = mem_dup(json_text(a));
	rc = call_start(c, list, n);
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return rc;
}

/* A command that asked a question goes on only after its answer. */
int call_go_on(struct call *c)
{
	if (c->asking && !c->answered)
		return CALL_WAIT;
	c->asking = false;
	return c->again ? c->again(c) : 1;
}

/* Safe at any point of the call. Tasks and changes that the command started go on without it (facts/juju.md 2, Interrupt). */
void call_release(struct call *c)
{
	for (size_t i = 0; i < c->args; i++)
		free(c->arg[i]);
	for (size_t i = 0; i < c->options; i++) {
		free(c->option[i].name);
		free(c->option[i].value);
	}
	free(c->arg);
	free(c->option);
	free(c->answer);
	free(c->file);
	free(c->shown);
	str_release(&c->out);
	str_release(&c->err);
}
