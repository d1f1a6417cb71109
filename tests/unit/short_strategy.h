/* A strategy of three steps that only the tests have: nothing of the program may rest on there being one way to migrate. Its subject is
 * blue, it never stops the writes, and its gates and acts are the tables' own. The list of strategies comes with it, so that a program
 * that is linked with it finds it by its id. */
#ifndef TEAL_TESTS_SHORT_STRATEGY_H
#define TEAL_TESTS_SHORT_STRATEGY_H

struct strategy;

extern const struct strategy short_strategy;

#endif
