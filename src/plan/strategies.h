/* The list of the strategies, each of which is a file of its own. For strategy.c, and for tests that bring a list of their own. */
#ifndef TEAL_PLAN_STRATEGIES_H
#define TEAL_PLAN_STRATEGIES_H

struct strategy;

extern const struct strategy *const strategies[]; /* closed by NULL; the first is the one that is proposed */

#endif
