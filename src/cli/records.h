/* The commands that only read: report, status, runs, review. They take no lock and write nothing. */
#ifndef TEAL_CLI_RECORDS_H
#define TEAL_CLI_RECORDS_H

struct err;
struct model;
struct options;

/* Each prints and returns the exit status. */
int records_report(const struct options *);
int records_status(const struct options *);
int records_runs(const struct options *);
int records_review(const struct options *);

/* For the wizard at the end of a run: writes report.md into the folder of the run and returns its path, owned. NULL: err. */
char *record_report(const struct model *, struct err *);

#endif
