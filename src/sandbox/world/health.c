/* The health endpoints: one port for each application, closed while the application has no units. /health asks the application's database
 * with the application's own role, so that a lost database or a dropped role shows as 503. */
#include "config.h"

#include "sandbox/world/health.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"
#include "sandbox/world/http_server.h"

/* As many as the server has connections (http_server.c). */
#define ASKED_MOST 16
#define DATABASE_MS 2000

/* One application's endpoint; not the struct app of juju/state.h, which is the application in the controller's state. */
struct app {
	struct sandbox *sb;
	enum sandbox_app which;
	enum app_state state;
	char *version;
	struct http_server *server; /* NULL: the port is closed */
	struct pg *pg; /* NULL until the first request of /health */
	struct http_request *asked[ASKED_MOST]; /* requests that wait for the database, the oldest first */
	size_t asked_count;
};

/* Both applications' endpoints. */
struct health {
	struct app app[SB_APPS];
};

/* Sends body as JSON; takes body. */
static void answer_json(struct http_request *r, int status, struct json *body)
{
	char *text = json_line(body);

	http_answer(r, status, "application/json; charset=utf-8", text, strlen(text));
	free(text);
	json_free(body);
}

/* {"status":"ok"}, as Ory's products answer. */
static void answer_ok(struct http_request *r)
{
	struct json *body = json_object();

	json_put_str(body, "status", "ok");
	answer_json(r, 200, body);
}

/* 503 and the reason, as Ory's products answer after a check that failed. */
static void answer_down(struct http_request *r, const char *why)
{
	struct json *body = json_object(), *errors = json_object();

	json_put_str(errors, "database", why);
	json_put(body, "errors", errors);
	answer_json(r, 503, body);
}

/* The session answers in order, so the answer is for the oldest request. */
static void on_selected(void *self, const struct reply *reply)
{
	struct app *a = self;

	if (a->asked_count == 0)
		return;
	struct http_request *r = a->asked[0];
	a->asked_count--;
	memmove(a->asked, a->asked + 1, a->asked_count * sizeof(a->asked[0]));
	if (reply->ok)
		answer_ok(r);
	else
		answer_down(r, reply->message ? reply->message : "no answer from the database");
}

/* The session is opened at the first request, with the rights of the application. */
static void ask_database(struct app *a, struct http_request *r)
{
	const struct sandbox_database *db = &a->sb->database[a->which];

	/* The session copies the password; sandbox_app_database closes it, so that a new password gets a new session. */
	if (!a->pg) {
		char *conninfo = sandbox_conninfo(a->sb, db->cluster, db->name, db->role);
		a->pg = pg_open(a->sb->loop, &(struct pg_spec){ .conninfo = conninfo,
		                                                .password = &db->password,
		                                                .application_name = "kratos",
		                                                .connect_ms = DATABASE_MS });
		free(conninfo);
	}
	/* Cannot happen while the server takes no more connections than this, which another file decides. */
	if (a->asked_count == ASKED_MOST) {
		answer_down(r, "too many requests at once");
		return;
	}
	a->asked[a->asked_count++] = r;
	pg_ask(a->pg, "SELECT 1", DATABASE_MS, on_selected, a);
}

/* Kratos prints its version with a v in front. */
static void answer_version(struct app *a, struct http_request *r)
{
	struct json *body = json_object();
	char *version = mem_printf("v%s", a->version ? a->version : "");

	json_put_str(body, "version", version);
	answer_json(r, 200, body);
	free(version);
}

/* Kratos answers the same on its public and on its admin port; here one port serves both. */
static void on_request(void *self, struct http_request *r, const char *path)
{
	struct app *a = self;

	/* The slash behind admin stays, so that a path is left. */
	if (strncmp(path, "/admin/", 7) == 0)
		path += 6;
	if (strcmp(path, "/health/ready") != 0 && strcmp(path, "/health/alive") != 0 && strcmp(path, "/version") != 0) {
		static const char missing[] = "{\"error\":{\"code\":404,\"status\":\"Not Found\"}}";
		http_answer(r, 404, "application/json", missing, sizeof(missing) - 1);
	} else if (a->state != APP_SERVING) {
		answer_down(r, "the service is not running");
	} else if (strcmp(path, "/version") == 0) {
		answer_version(a, r);
	} else {
		ask_database(a, r);
	}
}

/* Closes the session with the database and answers every request that waits for it with 503. */
static void forget_database(struct app *a)
{
	struct http_request *waiting[ASKED_MOST];
	size_t n = a->asked_count;

	/* Copied first: closing the session calls on_selected, which must find an empty list. */
	memcpy(waiting, a->asked, sizeof(waiting));
	a->asked_count = 0;
	pg_close(a->pg);
	a->pg = NULL;
	for (size_t i = 0; i < n; i++)
		answer_down(waiting[i], "the service restarts");
}

/* A port that is taken is reported on stderr, and tried again at the next change of state. */
static void app_open(struct app *a)
{
	struct err err = { 0 };

	if (!a->server && !(a->server = http_server_new(a->sb->loop, a->sb->port[a->which], on_request, a, &err))) {
		struct str text;
		str_init(&text, STR_LINE);
		err_text(&err, &text);
		fprintf(stderr, "teal-sandbox: %s\n", str_text(&text));
		str_release(&text);
	}
}

/* A change of state answers every waiting request: an application that goes down does not finish earlier requests. */
void sandbox_app_serve(struct sandbox *sb, enum sandbox_app which, enum app_state state, const char *version)
{
	struct app *a = &sb->health->app[which];

	if (state != a->state)
		forget_database(a);
	a->state = state;
	mem_set(&a->version, version);
	if (state != APP_GONE) {
		app_open(a);
	} else {
		http_server_free(a->server);
		a->server = NULL;
	}
}

/* The open session belongs to the old database; the next request opens one to the new database. */
void sandbox_app_database(struct sandbox *sb, enum sandbox_app which, enum sandbox_cluster cluster, const char *dbname, const char *role,
                          const struct secret *password)
{
	struct sandbox_database *db = &sb->database[which];

	if (sb->health)
		forget_database(&sb->health->app[which]);
	db->cluster = cluster;
	mem_set(&db->name, dbname);
	mem_set(&db->role, role);
	secret_copy(&db->password, password);
}

/* No port is open before sandbox_app_serve reports a unit. */
struct health *health_new(struct sandbox *sb)
{
	struct health *h = mem_zalloc(1, sizeof(*h));

	for (int i = 0; i < SB_APPS; i++)
		h->app[i] = (struct app){ .sb = sb, .which = (enum sandbox_app)i, .state = APP_GONE };
	return h;
}

/* The waiting requests are answered before their server is freed, which closes the connections. */
void health_free(struct health *h)
{
	if (!h)
		return;
	for (int i = 0; i < SB_APPS; i++) {
		forget_database(&h->app[i]);
		http_server_free(h->app[i].server);
		free(h->app[i].version);
	}
	free(h);
}
