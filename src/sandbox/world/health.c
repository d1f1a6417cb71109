/* The health endpoints: one port an application, closed while the application has no units. */
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

#define ASKED_MOST 16 /* as many as the server has connections */
#define DATABASE_MS 2000

/* One application's endpoint; not the struct app of state.h, which is the controller's idea of it. */
struct app {
	struct sandbox *sb;
	enum sandbox_app which;
	enum app_state state;
	char *version;
	struct http_server *server;
	struct pg *pg; /* NULL until somebody asks */
	struct http_request *asked[ASKED_MOST]; /* wait for the database, in the order in which they asked */
	size_t asked_count;
};

struct health {
	struct app app[SB_APPS];
};

/* Takes body. */
static void answer_json(struct http_request *r, int status, struct json *body)
{
	char *text = json_line(body);

	http_answer(r, status, "application/json; charset=utf-8", text, strlen(text));
	free(text);
	json_free(body);
}

/* Ory's own words: {"status":"ok"}. */
static void answer_ok(struct http_request *r)
{
	struct json *body = json_object();

	json_put_str(body, "status", "ok");
	answer_json(r, 200, body);
}

/* 503 and the reason, as Ory says that a check did not pass. */
static void answer_down(struct http_request *r, const char *why)
{
	struct json *body = json_object(), *errors = json_object();

	json_put_str(errors, "database", why);
	json_put(body, "errors", errors);
	answer_json(r, 503, body);
}

/* The session answers in order, so the first that waits is the one that is meant. */
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

/* The session is opened at the first question, with the rights of the application. */
static void ask_database(struct app *a, struct http_request *r)
{
	const struct sandbox_database *db = &a->sb->database[a->which];

	/* The session copies the password, so a new one needs a new session: sandbox_app_database sees to that. */
	if (!a->pg) {
		char *conninfo = sandbox_conninfo(a->sb, db->cluster, db->name, db->role);
		a->pg = pg_open(a->sb->loop, &(struct pg_spec){ .conninfo = conninfo,
		                                                .password = &db->password,
		                                                .application_name = "kratos",
		                                                .connect_ms = DATABASE_MS });
		free(conninfo);
	}
	/* Cannot happen while the server takes no more connections than this; a bound that lies in another file is checked anyway. */
	if (a->asked_count == ASKED_MOST) {
		answer_down(r, "too many requests at once");
		return;
	}
	a->asked[a->asked_count++] = r;
	pg_ask(a->pg, "SELECT 1", DATABASE_MS, on_selected, a);
}

/* With the v of the workload version, whatever the caller named the release. */
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

	/* The slash behind admin stays: what follows is a path again. */
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

/* Whoever waits for the database is left without an answer: the connection closes with the server, or the answer says so. */
static void forget_database(struct app *a)
{
	struct http_request *waiting[ASKED_MOST];
	size_t n = a->asked_count;

	/* Copied first: closing the session calls on_selected, which must find nobody waiting. */
	memcpy(waiting, a->asked, sizeof(waiting));
	a->asked_count = 0;
	pg_close(a->pg);
	a->pg = NULL;
	for (size_t i = 0; i < n; i++)
		answer_down(waiting[i], "the service restarts");
}

/* A port that is taken is said, and tried again at the next change of state. */
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

/* A change of state ends what waits: an application that goes down does not answer what was asked before. */
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

/* The session of before belongs to another database; the next question opens one to this. */
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

/* Both gone: no port is open before somebody says that there is a unit. */
struct health *health_new(struct sandbox *sb)
{
	struct health *h = mem_zalloc(1, sizeof(*h));

	for (int i = 0; i < SB_APPS; i++)
		h->app[i] = (struct app){ .sb = sb, .which = (enum sandbox_app)i, .state = APP_GONE };
	return h;
}

/* The waiting are forgotten before the server, which closes their connections. */
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
