/* What comes with Teal: its data and its helper programs, where it was installed or in the folder where it was built. */
#ifndef TEAL_PORT_SHIPPED_H
#define TEAL_PORT_SHIPPED_H

/* Paths, owned; that something is there is not promised. The environment (TEAL_PKGDATADIR, TEAL_PKGLIBEXECDIR) is final: a folder that is
 * wrong there is told by whoever opens the file. Else a program that stands in a build folder (beside config.status) takes what belongs to
 * that folder, and any other one what was installed. */
char *shipped_data(const char *name);
char *shipped_program(const char *name);

#endif
