/* The model's life and its look-ups. It is changed by the fold only. */
#include "config.h"

#include "plan/model.h"

#include "assess/library.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"

/* All zero but what has another word for "unknown". */
void model_init(struct model *m)
{
	*m = (struct model){ .rate_milli = -1 };
}

static void record_release(struct act_record *r)
{
	for (size_t i = 0; i < r->commands; i++)
		free(r->command[i]);
	free(r->command);
	free(r->act);
	free(r->why);
}

/* The array of steps lies inside the model: only what a step points to is freed. */
static void step_release(struct step_state *s)
{
	for (size_t i = 0; i < s->records; i++)
		record_release(&s->record[i]);
	for (size_t i = 0; i < s->evidences; i++) {
		free(s->evidence[i].gate);
		free(s->evidence[i].text);
	}
	free(s->record);
	free(s->evidence);
	free(s->actor);
	free(s->what);
	free(s->why);
	free(s->now);
	free(s->broke);
}

static void check_release(struct table_check *c)
{
	free(c->explained);
	free(c->why);
	free(c->not_found);
	for (int side = 0; side < SIDES; side++)
		free(c->horizon[side]);
	for (size_t i = 0; i < c->examples; i++)
		free(c->example[i]);
}

static void table_release(struct table *t)
{
	free(t->name);
	free(t->root);
	for (int mode = 0; mode < VERIFY_MODES; mode++)
		check_release(&t->check[mode]);
}

/* The log's ring is made late and may be absent; its unused places are NULL. */
static void lists_release(struct model *m)
{
	for (size_t i = 0; i < m->notes; i++) {
		free(m->note[i].key);
		free(m->note[i].text);
	}
	for (size_t i = 0; i < m->waivers; i++) {
		free(m->waiver[i].gate);
		free(m->waiver[i].reason);
		free(m->waiver[i].actor);
	}
	for (size_t i = 0; i < m->tables; i++)
		table_release(&m->table[i]);
	for (size_t i = 0; m->log && i < MODEL_LOG; i++)
		free(m->log[i]);
	free(m->note);
	free(m->waiver);
	free(m->table);
	free(m->log);
}

/* Catalog and strategy are borrowed. The model is empty and usable afterwards. */
void model_release(struct model *m)
{
	settings_release(&m->settings);
	free(m->run);
	free(m->session);
	free(m->verifying);
	if (m->library)
		library_release(m->library);
	free(m->library);
	for (int i = 0; i < FACT_COUNT; i++)
		free(m->fact[i].text);
	for (int i = 0; i < PROBE_COUNT; i++)
		free(m->trouble[i]);
	for (int i = 0; i < MODEL_STEPS; i++)
		step_release(&m->step[i]);
	lists_release(m);
	model_init(m);
}

struct library *model_library(struct model *m)
{
	if (!m->library) {
		m->library = mem_zalloc(1, sizeof *m->library);
		library_init(m->library);
	}
	/* A changelog of another product is none. */
	snprintf(m->library->product, sizeof m->library->product, "%s", m->settings.product ? m->settings.product : "");
	return m->library;
}

/* Linear: a run has a few dozen notes. */
const struct note *model_note_row(const struct model *m, const char *key)
{
	for (size_t i = 0; i < m->notes; i++)
		if (strcmp(m->note[i].key, key) == 0)
			return &m->note[i];
	return NULL;
}

const char *model_note(const struct model *m, const char *key)
{
	const struct note *n = model_note_row(m, key);

	return n ? n->text : NULL;
}

/* Keys of answers are rows of the strategy, far shorter than this. */
const char *model_answer(const struct model *m, const char *key)
{
	char full[128];

	snprintf(full, sizeof full, "answer.%s", key);
	return model_note(m, full);
}

/* The newest: its reason is the one that was given last. */
const struct waiver *model_waiver(const struct model *m, const char *gate)
{
	for (size_t i = m->waivers; i > 0; i--)
		if (strcmp(m->waiver[i - 1].gate, gate) == 0)
			return &m->waiver[i - 1];
	return NULL;
}

/* Where the table stands, or would stand: each look at a database of thousands of tables finds every one of them. */
static size_t table_at(const struct model *m, const char *name)
{
	size_t low = 0, high = m->tables;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(m->table[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct table *model_table_find(const struct model *m, const char *name)
{
	size_t at = table_at(m, name);

	return at < m->tables && strcmp(m->table[at].name, name) == 0 ? &m->table[at] : NULL;
}

/* Made when it is not there, with everything unknown. The pointer is good until the next new table: the array grows and
 * moves. */
struct table *model_table(struct model *m, const char *name)
{
	size_t at = table_at(m, name);

	if (model_table_find(m, name))
		return &m->table[at];
	m->table = mem_grow(m->table, m->tables, m->tables + 1, sizeof *m->table);
	memmove(m->table + at + 1, m->table + at, (m->tables - at) * sizeof *m->table);
	m->table[at] = (struct table){ .name = mem_dup(name), .rows = -1, .bytes = -1, .copied_bytes = -1, .copied_rows = -1 };
	m->tables++;
	return &m->table[at];
}

void model_drop_table(struct model *m, size_t i)
{
	table_release(&m->table[i]);
	m->tables--;
	memmove(m->table + i, m->table + i + 1, (m->tables - i) * sizeof *m->table);
}

/* An undo ends the clock without a result: no user saw a switch. */
int64_t model_write_stop(const struct model *m, int64_t now)
{
	if (!m->fenced_at || m->unfenced_at)
		return -1;
	return (m->switched_at ? m->switched_at : now) - m->fenced_at;
}

/* The newest line stands before the place that is written next; an older round of the ring is gone. */
const char *model_log(const struct model *m, size_t i)
{
	if (!m->log || i >= m->logs || i >= MODEL_LOG)
		return NULL;
	return m->log[(m->logs - 1 - i) % MODEL_LOG];
}

const struct sample *model_sample(const struct model *m, size_t i)
{
	if (i >= m->samples || i >= MODEL_SAMPLES)
		return NULL;
	return &m->sample[(m->samples - 1 - i) % MODEL_SAMPLES];
}
