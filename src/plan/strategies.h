/* The strategies' tables, one file each, and the list of them. For strategy.c, and for tests that bring a list of their own. */
#ifndef TEAL_PLAN_STRATEGIES_H
#define TEAL_PLAN_STRATEGIES_H

struct strategy;

extern const struct strategy *const strategies[]; /* closed by NULL; the first is the one that is proposed */
extern const struct strategy strategy_recommended;

#endif
