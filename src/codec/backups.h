/* The text table that the action list-backups of Charmed PostgreSQL answers (result "backups"): all column sets of the charm since 2023.
 *   2023-03: backup-id | backup-type | backup-status
 *   2024-07: with header lines, and
 *            backup-id | type | status | reference-backup-id | LSN start/stop | start-time | finish-time | backup-path
 *   later: action instead of type, restore rows, then timeline before backup-path
 * (postgresql-operator and postgresql-k8s-operator, src/backups.py, _format_backup_list). Cells overflow their columns ("failed: <error>"),
 * so rows are split at " | ", and surplus cells of a row belong to its status. Backups that are still running are not in the table.
 * Texts are foreign bytes: make them harmless (str_add_safe) before they are shown. */
#ifndef TEAL_CODEC_BACKUPS_H
#define TEAL_CODEC_BACKUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

#define BACKUPS_MAX_ROWS 10000
#define BACKUPS_MAX_BYTES ((size_t)8 << 20)
#define BACKUP_ID 24

/* What a row of the table is about. */
enum backup_action {
	BACKUP_OTHER, /* a word that is not in the charm's code today */
	BACKUP_FULL, /* also "physical", as the first charms called it */
	BACKUP_DIFFERENTIAL,
	BACKUP_INCREMENTAL,
	BACKUP_RESTORE, /* not a backup: the cluster was restored to it */
};

/* Only "finished" and "failed" are known words of the charm. */
enum backup_status {
	BACKUP_STATUS_UNKNOWN,
	BACKUP_FINISHED,
	BACKUP_FAILED, /* reason says why */
};

/* A row of the table. */
struct backup {
	char id[BACKUP_ID]; /* "2025-08-14T10:33:36Z": when it was started, UTC */
	int64_t wall_ms; /* the id as milliseconds since 1970 */
	int64_t start_ms, finish_ms; /* 0 when the table does not have them */
	enum backup_action action;
	enum backup_status status;
	char *action_text, *reason, *reference, *timeline, *path; /* owned, never NULL; "" when missing, "None" or "n/a" */
	bool lsn_known;
	uint64_t lsn_start, lsn_stop; /* codec/lsn.h */
};

/* The whole table. */
struct backups {
	char *bucket, *base_path; /* owned, from the header lines; "" when there are none */
	struct backup *item; /* owned, in the order of the table: oldest first */
	size_t count;
};

/* Reads the text of the result, or the plain output of juju ("backups: |-" and indented). False with err when
 * it is no such table, or when a row does not fit its header: half a list is no evidence. A table without rows
 * is an empty list. *out needs no initialisation. */
bool backups_parse(const char *text, size_t n, struct backups *out, struct err *);
void backups_release(struct backups *);

const struct backup *backups_find(const struct backups *, const char *id);
/* The newest finished backup (never a restore); NULL when there is none. */
const struct backup *backups_newest(const struct backups *);
/* The newest finished backup in now that was not in before. It shows what create-backup made, since that action
 * does not return an id. */
const struct backup *backups_added(const struct backups *before, const struct backups *now);

#endif
