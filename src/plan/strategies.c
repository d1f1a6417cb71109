/* All strategies. Nothing but this list knows how many there are. */
#include "config.h"

#include "plan/strategies.h"

#include <stddef.h>

const struct strategy *const strategies[] = { &strategy_recommended, NULL };
