#include "config.h"

#include "tests/unit/sandbox/juju/sandbox_double.h"

#include "base/mem.h"
#include "sandbox/world/sandbox.h"

struct sandbox_double sandbox_double;

static struct waiting {
	sandbox_done *done;
	void *self;
	struct sandbox_result result;
} waiting[64];
static size_t waiters;

static struct secret operator_password;

void double_reset(void)
{
	double_answer();
	str_release(&sandbox_double.calls);
	secret_release(&operator_password);
	sandbox_double = (struct sandbox_double){ 0 };
	str_init(&sandbox_double.calls, STR_PAGE);
	secret_set(&operator_password, "operator's own", 14);
}

void double_answer(void)
{
	for (size_t n; (n = waiters);) {
		struct waiting now[64];

		memcpy(now, waiting, sizeof(now));
		waiters = 0;
		for (size_t i = 0; i < n; i++)
			now[i].done(now[i].self, &now[i].result);
	}
}

static void later(sandbox_done *done, void *self, struct sandbox_result result)
{
	if (waiters < mem_count(waiting))
		waiting[waiters++] = (struct waiting){ done, self, result };
}

static const struct sandbox_result fine = { .ok = true, .message = "" };

int sandbox_cluster_port(const struct sandbox *sb, enum sandbox_cluster c)
{
	(void)sb;
	return 5432 + (int)c;
}

const struct secret *sandbox_cluster_password(const struct sandbox *sb, enum sandbox_cluster c)
{
	(void)sb;
	(void)c;
	return &operator_password;
}

bool sandbox_cluster_alive(const struct sandbox *sb, enum sandbox_cluster c)
{
	(void)sb;
	(void)c;
	return true;
}

char *sandbox_conninfo(const struct sandbox *sb, enum sandbox_cluster c, const char *dbname, const char *user)
{
	return mem_printf("host=127.0.0.1 port=%d dbname=%s user=%s", sandbox_cluster_port(sb, c), dbname, user);
}

void sandbox_create_database(struct sandbox *sb, enum sandbox_cluster c, const char *dbname, const char *role,
                             const struct secret *password, sandbox_done *done, void *self)
{
	(void)sb;
	(void)password;
	str_addf(&sandbox_double.calls, "create %d %s %s\n", c, dbname, role);
	later(done, self, fine);
}

void sandbox_drop_database(struct sandbox *sb, enum sandbox_cluster c, const char *dbname, const char *role, sandbox_done *done, void *self)
{
	(void)sb;
	str_addf(&sandbox_double.calls, "drop %d %s %s\n", c, dbname, role ? role : "-");
	later(done, self, fine);
}

void sandbox_drop_role(struct sandbox *sb, enum sandbox_cluster c, const char *dbname, const char *role, sandbox_done *done, void *self)
{
	(void)sb;
	(void)dbname;
	str_addf(&sandbox_double.calls, "drop-role %d %s\n", c, role);
	later(done, self, fine);
}

void sandbox_migrate(struct sandbox *sb, enum sandbox_cluster c, const char *dbname, const char *role, const char *release,
                     int64_t timeout_ms, sandbox_log *log, sandbox_done *done, void *self)
{
	(void)sb;
	(void)role;
	(void)log;
	str_addf(&sandbox_double.calls, "migrate %d %s %s %lld\n", c, dbname, release, (long long)timeout_ms);
	later(done, self, sandbox_double.migrations_fail ? (struct sandbox_result){ .message = "column exists" } : fine);
}

void sandbox_first_start(struct sandbox *sb, enum sandbox_cluster c, const char *dbname, sandbox_done *done, void *self)
{
	(void)sb;
	str_addf(&sandbox_double.calls, "first-start %d %s\n", c, dbname);
	later(done, self, fine);
}

void sandbox_backup(struct sandbox *sb, enum sandbox_cluster c, const char *id, sandbox_done *done, void *self)
{
	(void)sb;
	(void)id;
	str_addf(&sandbox_double.calls, "backup %d\n", c);
	later(done, self,
	      (struct sandbox_result){ .ok = true, .message = "", .lsn_start = "0/2000028", .lsn_stop = "0/38D4E48", .path = "b" });
}

bool sandbox_route_set(struct sandbox *sb, const char *app, const char *conninfo, const struct secret *password, struct err *err)
{
	(void)sb;
	(void)password;
	(void)err;
	str_addf(&sandbox_double.calls, "route %s %s\n", app ? app : "-", conninfo ? conninfo : "-");
	return true;
}

void sandbox_app_serve(struct sandbox *sb, enum sandbox_app app, enum app_state state, const char *version)
{
	(void)sb;
	str_addf(&sandbox_double.calls, "serve %d %d %s\n", app, state, version);
}

void sandbox_app_database(struct sandbox *sb, enum sandbox_app app, enum sandbox_cluster c, const char *dbname, const char *role,
                          const struct secret *password)
{
	(void)sb;
	(void)password;
	str_addf(&sandbox_double.calls, "database %d %d %s %s\n", app, c, dbname, role);
}

int64_t sandbox_fault(struct sandbox *sb, const char *name, int64_t other)
{
	(void)sb;
	return str_same(name, sandbox_double.fault) ? sandbox_double.fault_value : other;
}
