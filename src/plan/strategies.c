/* All strategies: a new one is its file and a line in each of the two lists below. Nothing else knows how many there are. */
#include "config.h"

#include "plan/strategies.h"

#include <stddef.h>

extern const struct strategy strategy_recommended;

const struct strategy *const strategies[] = { &strategy_recommended, NULL };
