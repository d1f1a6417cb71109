/* The settings of a training run: the same file that an operator writes for a real run, filled from the sandbox. */
#include "config.h"

#include "sandbox/settings.h"

#include "base/mem.h"
#include "codec/json.h"
#include "port/paths.h"
#include "sandbox/world/sandbox.h"

/* json_put_str that frees the text. */
static void put_taken(struct json *o, const char *key, char *text)
{
	json_put_str(o, key, text);
	free(text);
}

/* One side, blue or green. Takes conninfo. "password": "juju" makes the wizard ask for the operator's password by the action
 * get-password. */
static struct json *side(const struct sandbox *sb, enum sandbox_app app, const char *model, char *conninfo)
{
	struct json *o = json_object();

	json_put_str(o, "model", model);
	json_put_str(o, "app", "kratos");
	json_put_str(o, "pg_app", "postgresql");
	if (app == SB_APP_GREEN) {
		json_put_str(o, "pg_charm", "postgresql-k8s");
		json_put_str(o, "pg_channel", "14/stable");
	}
	put_taken(o, "conninfo", conninfo);
	json_put_str(o, "password", "juju");
	put_taken(o, "admin_url", mem_printf("http://" SB_ADDRESS ":%d", sb->port[app]));
	if (app == SB_APP_GREEN) {
		struct json *integrate = json_array();
		json_push_str(integrate, "postgresql:s3-parameters s3-integrator");
		json_put(o, "integrate", integrate);
	}
	return o;
}

/* The release after blue's, with twelve migrations between the two (facts/ory.md 1). */
static struct json *target(void)
{
	struct json *o = json_object();

	json_put_str(o, "channel", "0.3/stable");
	json_put_int(o, "revision", 409);
	json_put_str(o, "version", "1.1.0");
	return o;
}

/* Small enough that a training shows every gate wait, and short enough that none waits for long. */
static struct json *limits(void)
{
	struct json *o = json_object();

	json_put_int(o, "lag_bytes", 4000000);
	json_put_int(o, "lag_seconds", 2);
	json_put_int(o, "lag_sustain_s", 5);
	json_put_int(o, "write_stop_s", 900);
	json_put_int(o, "backup_age_s", 3600);
	json_put_int(o, "soak_s", 5);
	return o;
}

/* Both of GitHub's hosts are the mirror, which needs no network. */
static struct json *sources(const struct sandbox *sb)
{
	struct json *o = json_object();

	json_put_str(o, "mode", "online");
	put_taken(o, "api", mem_printf("http://" SB_ADDRESS ":%d", sb->mirror_port));
	put_taken(o, "raw", mem_printf("http://" SB_ADDRESS ":%d", sb->mirror_port));
	return o;
}

/* The two sides, the target, the limits, the sources, and the users' books: "clients" makes the run a training (ui/screens/layout.c). */
static struct json *settings_of(const struct sandbox *sb)
{
	const char *blue = sb->database[SB_APP_BLUE].name;
	struct json *o = json_object();

	json_put_str(o, "product", "kratos");
	json_put_str(o, "strategy", "recommended");
	json_put_str(o, "run", "training");
	put_taken(o, "juju", mem_printf("%s/bin/juju", sb->dir));
	json_put(o, "blue", side(sb, SB_APP_BLUE, "train:admin/iam", sandbox_conninfo(sb, SB_BLUE, blue, SB_OPERATOR)));
	json_put(o, "green",
	         side(sb, SB_APP_GREEN, "train:admin/iam-green", sandbox_conninfo(sb, SB_GREEN, SB_GREEN_DATABASE, SB_OPERATOR)));
	/* Green's server reaches blue's over loopback, as every program of the sandbox does. */
	put_taken(o, "source_from_target", sandbox_conninfo(sb, SB_BLUE, blue, SB_OPERATOR));
	json_put(o, "target", target());
	json_put(o, "limits", limits());
	json_put(o, "sources", sources(sb));
	put_taken(o, "clients", mem_printf("%s/clients.jsonl", sb->dir));
	return o;
}

/* The file holds no password. */
bool settings_write(const struct sandbox *sb, struct err *err)
{
	struct json *o = settings_of(sb);
	char *text = json_pretty(o), *path = mem_printf("%s/settings.json", sb->dir);
	bool ok = file_write(path, text, strlen(text), err);

	free(text);
	free(path);
	json_free(o);
	return ok;
}
