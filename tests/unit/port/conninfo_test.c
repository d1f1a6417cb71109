#include "config.h"

#include "port/pg.h"

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"

static void conninfo_is_checked(void)
{
	struct err err = { 0 };

	CHECK(pg_conninfo_check("host=db port=5432 passfile=/tmp/p", &err));
	CHECK(pg_conninfo_check("postgresql://u@[::1]:5433/d?sslmode=require", &err));
	CHECK(pg_conninfo_check("", &err));
	CHECK(!pg_conninfo_check("host=db password=hunter2", &err));
	CHECK(err.kind == ERR_INPUT && !strstr(err.why, "hunter2") && strstr(err.now, "passfile"));
	CHECK(!pg_conninfo_check("postgresql://u:hunter2@db/d", &err));
	CHECK(!pg_conninfo_check("password=a hunter2", &err));
	CHECK(!strstr(err.why, "hunter2") && !strstr(err.what, "hunter2"));
	CHECK(!pg_conninfo_check("host=db nonsense=1", &err));
	CHECK(strstr(err.why, "nonsense") != NULL);
}

static void conninfo_round_trip(void)
{
	static const char *const value[] = { "plain", "with blank", "quo'te", "back\\slash", "", "ünï", "a='b' c=\\'" };

	for (size_t i = 0; i < mem_count(value); i++) {
		char *text = pg_conninfo_with("postgresql://me@db:1/x", "dbname", value[i]);
		char *back = pg_conninfo_get(text, "dbname"), *user = pg_conninfo_get(text, "user");

		CHECK_STR(back, value[i]);
		CHECK_STR(user, "me");
		free(text);
		free(back);
		free(user);
	}
	CHECK_STR(pg_conninfo_get("host=x", "user"), NULL);
	CHECK_STR(pg_conninfo_get("host", "user"), NULL);
}

static const struct check_case cases[] = {
	{ "connection texts are checked, passwords refused and never repeated", conninfo_is_checked },
	{ "connection texts come back as they were written", conninfo_round_trip },
};

CHECK_MAIN(cases)
