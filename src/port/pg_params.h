/* Connection keywords with their values, as libpq's array calls want them. The texts are borrowed. Only for port/pg_connect.c. */
#ifndef TEAL_PORT_PG_PARAMS_H
#define TEAL_PORT_PG_PARAMS_H

struct str;

enum { PARAMS_MAX = 96 }; /* libpq 17 knows about 50; what is over is left out */

/* Zeroed is empty; both arrays end with NULL. */
struct params {
	const char *key[PARAMS_MAX + 1], *value[PARAMS_MAX + 1];
	int n;
};

/* A later value wins; NULL changes nothing. */
void params_set(struct params *, const char *key, const char *value);
/* key='value' with quotes and backslashes escaped (PostgreSQL manual, "Keyword/Value Connection Strings"). */
void params_write(const struct params *, struct str *out);

#endif
