/* One server with two databases, source and target, for tests of a comparison: made once in a program. */
#ifndef TEAL_TESTS_SIDES_H
#define TEAL_TESTS_SIDES_H

#include "plan/side.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

struct sides {
	struct cluster server;
	struct loop *loop;
	char *conninfo[SIDES];
	struct pg *db[SIDES];
};

/* False: skipped, or the reason was said. conf: lines for postgresql.conf. */
static inline bool sides_ready(struct sides *s, const char *conf)
{
	static const char *const name[SIDES] = { "source", "target" };
	struct pg *admin;
	bool ok = true;

	if (s->server.pid)
		return true;
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	s->loop = loop_new();
	if (!CHECK(cluster_start(&s->server, conf)))
		return false;
	admin = pg_open(s->loop, &(struct pg_spec){ .conninfo = s->server.socket_conninfo });
	for (int side = 0; side < SIDES; side++) {
		char *sql = mem_printf("CREATE DATABASE %s", name[side]);

		ok = must(s->loop, admin, sql) && ok;
		free(sql);
		s->conninfo[side] = pg_conninfo_with(s->server.socket_conninfo, "dbname", name[side]);
		s->db[side] = pg_open(s->loop, &(struct pg_spec){ .conninfo = s->conninfo[side] });
	}
	pg_close(admin);
	return CHECK(ok);
}

static inline void sides_release(struct sides *s)
{
	for (int side = 0; side < SIDES; side++) {
		pg_close(s->db[side]);
		free(s->conninfo[side]);
	}
	if (s->loop)
		loop_free(s->loop);
	cluster_stop(&s->server);
}

#endif
