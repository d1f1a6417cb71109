/* What lies between 1.0.0 and 25.4.0 of a product as small as a test needs it: a catalogue and a changelog made up for it. */
#ifndef TEAL_TESTS_BETWEEN_H
#define TEAL_TESTS_BETWEEN_H

#include "assess/library.h"
#include "codec/catalog.h"

struct stage;

struct between {
	struct catalog catalog;
	struct library *library; /* of the model */
};

/* Puts both into the stage's model, with 25.4.0 as the target, and the run at the step releases. Must live longer than the stage. */
void between_open(struct between *, struct stage *);
void between_release(struct between *);
/* The changelog as it was fetched at this wall time, or that nothing could be fetched. */
void between_fetched(struct between *, int64_t at);
void between_offline(struct between *);
/* The same changelog with breaking changes in 1.3.0 too. */
void between_more(struct between *, int64_t at);

#endif
