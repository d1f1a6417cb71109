/* The tables of acts, by what they touch. */
#ifndef TEAL_PLAN_ACTS_H
#define TEAL_PLAN_ACTS_H

#include <stddef.h>

#include "base/str.h"
#include "plan/step.h"

extern const struct act acts_actions[], acts_apps[], acts_fence[], acts_moves[], acts_sync[], acts_tables[];
extern const size_t acts_actions_count, acts_apps_count, acts_fence_count, acts_moves_count, acts_sync_count, acts_tables_count;

/* An empty text for a statement. A page is far more than the longest, the fence over some thirty tables, needs. */
struct str sql_text(void);
/* A whole list of the source's tables was seen in this session; false with err when not. */
bool acts_tables_known(const struct model *, struct err *);

/* Deadlines of commands in milliseconds. */
#define JUJU_QUICK 60000
#define JUJU_ACTION 180000
#define SQL_QUICK 15000
#define SQL_LONG 600000

/* Settle times: how long a done gate may take. */
#define SETTLE_JUJU 600000
#define SETTLE_SQL 30000

#endif
