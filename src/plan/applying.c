/* An apply worker that fails is started again every five seconds and looks alive in between (PostgreSQL manual, Logical Replication,
 * Conflicts). What tells is the position: it moves a few times a second as long as Teal's heartbeats are written on blue. */
#include "config.h"

#include "plan/applying.h"

#include <stdio.h>
#include <string.h>

#include "plan/model.h"

/* Since when nobody reads the slot, whatever became of the subscription. */
static void read_slot(struct model *m, int64_t at)
{
	const char *slot = m->fact[FACT_SRC_SLOT].text ? m->fact[FACT_SRC_SLOT].text : "";

	if (strcmp(slot, "inactive") != 0)
		m->slot_idle_at = 0;
	else if (!m->slot_idle_at)
		m->slot_idle_at = at;
}

/* Blue's part: how far the slot is confirmed. */
static bool look_at_source(struct model *m, struct applying *a)
{
	const char *flushed = m->fact[FACT_SRC_FLUSHED].text ? m->fact[FACT_SRC_FLUSHED].text : "";
	bool moved = a->flushed[0] && strcmp(a->flushed, flushed) != 0;

	snprintf(a->flushed, sizeof a->flushed, "%s", flushed);
	return moved;
}

/* Green's part: the newest heartbeat there, and its worker. */
static bool look_at_target(struct model *m, struct applying *a, int64_t at)
{
	int64_t worker = m->fact[FACT_TGT_WORKER].num, heartbeat = m->fact[FACT_TGT_HEARTBEAT].num;
	bool moved = a->heartbeat && heartbeat != a->heartbeat;

	a->heartbeat = heartbeat;
	/* The first look of a session does not know the server's version, and counts none. */
	if (a->errors < 0)
		a->errors = m->fact[FACT_TGT_APPLY_ERRORS].num;
	if (worker && a->worker && worker != a->worker)
		a->workers++;
	if (worker)
		a->worker = worker;
	if (worker || !a->worker_at)
		a->worker_at = at;
	return moved;
}

/* Without an enabled subscription nothing is applied, and nothing is waited for. */
void applying_read(struct model *m, enum probe_id probe, int64_t at)
{
	struct applying *a = &m->applying;
	const struct fact *subscription = &m->fact[FACT_TGT_SUBSCRIPTION];
	bool moved;

	if (probe == PROBE_SOURCE)
		read_slot(m, at);
	if (!subscription->known || subscription->num < 1) {
		*a = (struct applying){ 0 };
		return;
	}
	moved = probe == PROBE_SOURCE ? look_at_source(m, a) : look_at_target(m, a, at);
	if (a->first_at && !moved)
		return;
	a->first_at = a->first_at ? a->first_at : at;
	a->moved_at = moved ? at : 0;
	a->errors = m->fact[FACT_TGT_APPLY_ERRORS].num;
	a->workers = 0;
}
