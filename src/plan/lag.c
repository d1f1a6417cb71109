/* How far green is behind blue, and how much blue commits. */
#include "config.h"

#include "plan/lag.h"

#include "plan/model.h"

/* An older heartbeat than this says nothing about the lag: nobody writes heartbeats now. */
#define BEAT_MS 3000

/* The heartbeat carries the source's clock; what it differs from ours is seen when the heartbeat is written, and taken out.
 * The lag holds the limits only while bytes, seconds and the oldest write transaction all do (facts/peers.md 4c: bytes alone lie). */
void lag_read(struct model *m, int64_t at)
{
	const struct fact *heartbeat = &m->fact[FACT_TGT_HEARTBEAT], *bytes = &m->fact[FACT_SRC_LAG], *age = &m->fact[FACT_SRC_XACT_AGE];
	const struct fact *sent = &m->fact[FACT_HEARTBEAT];
	const struct limits *limit = &m->settings.limits;
	struct sample *s;
	int64_t written;

	/* Without a fresh heartbeat the lag is not known, which is not the same as none: no sample. */
	if (!heartbeat->known || heartbeat->num <= 0 || !sent->known || at - sent->seen > BEAT_MS)
		return;
	/* When it was written, by our clock. */
	if (m->samples && at - m->sample[(m->samples - 1) % MODEL_SAMPLES].at > BEAT_MS)
		m->lag_ok_since = 0; /* nobody looked in between: it was not seen to hold */
	written = heartbeat->num - (sent->num - sent->seen);
	s = &m->sample[m->samples++ % MODEL_SAMPLES];
	*s = (struct sample){ .at = at,
		              .bytes = bytes->known ? bytes->num : 0,
		              .ms = heartbeat->seen > written ? heartbeat->seen - written : 0 };
	if (s->bytes > limit->lag_bytes || s->ms > limit->lag_seconds * 1000 || (age->known && age->num > limit->lag_seconds * 1000))
		m->lag_ok_since = 0;
	else if (!m->lag_ok_since)
		m->lag_ok_since = at;
}

/* Counters of the server's statistics: a second apart at least, since they are refreshed about that often; a count that
 * has gone down means that they were reset, and gives no rate. */
void commits_read(struct model *m, int64_t at)
{
	int64_t commits = m->fact[FACT_SRC_COMMITS].num;

	if (m->commits_at && at - m->commits_at < 1000)
		return;
	if (m->commits_at && commits >= m->commits)
		m->rate_milli = (commits - m->commits) * 1000000 / (at - m->commits_at);
	m->commits = commits;
	m->commits_at = at;
}
