/* What comes with Teal: its data and its helper programs, where it was installed or in the folder where it was built. */
#ifndef TEAL_PORT_SHIPPED_H
#define TEAL_PORT_SHIPPED_H

/* Owned paths; that a file is there is not promised. The environment (TEAL_PKGDATADIR, TEAL_PKGLIBEXECDIR)
 * comes first and is not checked: a wrong folder shows when the file is opened. Otherwise a program in a build
 * folder (beside config.status) takes the files that belong to that folder, and any other program takes the
 * installed ones. */
char *shipped_data(const char *name);
char *shipped_program(const char *name);

#endif
