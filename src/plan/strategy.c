/* Finding strategies and steps. */
#include "config.h"

#include "base/mem.h"
#include "plan/model.h"
#include "plan/product.h"
#include "plan/step.h"
#include "plan/strategies.h"

const struct strategy *strategy_at(size_t i)
{
	for (size_t n = 0; strategies[n]; n++)
		if (n == i)
			return strategies[n];
	return NULL;
}

const struct strategy *strategy_find(const char *id)
{
	for (size_t i = 0; id && strategies[i]; i++)
		if (strcmp(strategies[i]->id, id) == 0)
			return strategies[i];
	return NULL;
}

/* The step's row by its place; the same place in the model holds its state. */
const struct step *step_of(const struct model *m, int i)
{
	return m->strategy && i >= 0 && (size_t)i < m->strategy->steps ? &m->strategy->step[i] : NULL;
}

/* A field that another product is asked is passed over without taking a number. */
const struct field_row *step_field(const struct model *m, const struct step *s, size_t i)
{
	for (size_t f = 0; f < mem_count(s->field) && s->field[f].key; f++) {
		unsigned only = s->field[f].traits;

		if ((!only || product_has(m->settings.product, only)) && i-- == 0)
			return &s->field[f];
	}
	return NULL;
}

const struct field_row *step_asks(const struct step *s, const char *key)
{
	for (size_t f = 0; f < mem_count(s->field) && s->field[f].key; f++)
		if (strcmp(s->field[f].key, key) == 0)
			return &s->field[f];
	return NULL;
}

/* Linear, over twenty steps or so. */
int step_index(const struct strategy *s, const char *id)
{
	for (size_t i = 0; s && id && i < s->steps; i++)
		if (strcmp(s->step[i].id, id) == 0)
			return (int)i;
	return -1;
}
