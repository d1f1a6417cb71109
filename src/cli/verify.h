/* teal verify --source=CONNINFO --target=CONNINFO: two databases compared, table by table and value by value, for a person or a script,
 * without any migration. Reads only; writes nothing but the file of --diff. */
#ifndef TEAL_CLI_VERIFY_H
#define TEAL_CLI_VERIFY_H

struct options;

/* Prints and returns the exit status: 0 all tables are equal; EXIT_FAILED (1) some differ, and every table was compared; EXIT_USAGE for
 * wrong options, a pattern without a table among them; EXIT_ENVIRONMENT (6) when a table could not be compared or the result could not be
 * written; EXIT_SIGNAL + n when a signal ended the comparison, after its statements were cancelled on the servers. */
int verify_run(const struct options *);

#endif
