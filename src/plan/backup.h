/* Which unit makes a backup, and what counts as a checkpoint. Rules: facts/charms.md 2.2 and 2.3. */
#ifndef TEAL_PLAN_BACKUP_H
#define TEAL_PLAN_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/settings.h"

struct model;
struct verdict;

bool backup_has_store(const struct model *, enum side); /* related to an S3 integrator */
bool backup_tls(const struct model *, enum side); /* has a certificates relation */
/* The note that holds the name of its primary. */
const char *backup_primary_note(enum side);
/* The unit to ask; owned, NULL when it is not known. With several units and TLS a replica, otherwise the primary. */
char *backup_unit(const struct model *, enum side);
/* PASS when the newest finished backup of the side began at newer_than (wall ms) or later. */
void backup_judge(const struct model *, enum side, int64_t newer_than, int64_t now, struct verdict *);

#endif
