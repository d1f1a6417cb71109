/* The file route, which tells the workload the application and the database that its requests go to. */
#include "config.h"

#include "sandbox/world/sandbox.h"

#include "base/mem.h"
#include "codec/json.h"
#include "port/paths.h"

/* file_write renames the file into place: the workload reads either the whole new route or the old one. */
bool sandbox_route_set(struct sandbox *sb, const char *app, const char *conninfo, const struct secret *password, struct err *err)
{
	struct json *route = json_object();
	char *path = mem_printf("%s/route", sb->dir), *text;
	bool ok;

	if (app) {
		json_put_str(route, "app", app);
		json_put_str(route, "conninfo", conninfo);
		json_put_str(route, "password", secret_reveal(password));
	}
	text = json_line(route);
	ok = file_write(path, text, strlen(text), err);
	secret_wipe(text, strlen(text));
	free(text);
	free(path);
	json_free(route);
	return ok;
}
