/* What has grown old and can be had anew by one key, in the midst of a run: a checkpoint, a window, the fence. */
#ifndef TEAL_PLAN_RENEWAL_H
#define TEAL_PLAN_RENEWAL_H

struct gate;
struct model;
struct verdict;

/* How a gate that does not hold any more is made to hold again. */
struct renewal {
	const char *title, *why; /* the key's word; one sentence for the operator */
	const char *key, *text; /* an answer that is given anew; NULL: the completed step whose act makes the gate hold is done again */
};

/* The renewal of the gate as things stand; NULL: there is none, or it would not help. *step is the step that is done again, or that asks
 * for the answer. */
const struct renewal *renewal_of(const struct model *, const struct gate *, int *step);

#endif
