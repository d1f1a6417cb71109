/* The strategies' tables, one file each. */
#ifndef TEAL_PLAN_STRATEGIES_H
#define TEAL_PLAN_STRATEGIES_H

struct strategy;

extern const struct strategy strategy_recommended;

#endif
