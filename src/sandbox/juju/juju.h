/* The juju stand-in: a controller in memory that answers teal-juju over <dir>/juju.sock as juju 3.6 would, over the sandbox's real
 * clusters. It listens until juju_stop; <dir>/bin/juju starts the client, <dir>/juju.log records each command without its secrets. */
#ifndef TEAL_SANDBOX_JUJU_JUJU_H
#define TEAL_SANDBOX_JUJU_JUJU_H

struct err;
struct juju;
struct sandbox;

/* The faults that the stand-in knows (sandbox_fault; a line each in <dir>/faults, ended by removing the line):
 *
 *   juju-fail 1              no controller answers
 *   juju-hang-ms N           every command begins that much later
 *   login-expired 1          the next command asks for a password, once
 *   deploy-slow-ms N         pods need that much longer to come
 *   leader-late-ms N         nobody leads for that much longer
 *   refresh-not-ready N      the first N refreshes are refused: deploy incomplete
 *   migrate-fail 1           run-migration fails and applies nothing
 *   migrate-hang-ms N        run-migration does nothing for that long, then goes on
 *   backup-fail 1            create-backup fails
 *
 * The faults of the databases are in sandbox.h. juju_start returns NULL with err when the socket, the record or the script cannot be
 * made. juju_stop takes NULL, too; clients that wait lose their connection. */
struct juju *juju_start(struct sandbox *, struct err *);
void juju_stop(struct juju *);

#endif
