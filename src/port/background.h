/* One call of a library that may block (a name look-up, PQcancel), made on a thread of its own while the loop turns. The data belongs
 * to the thread until the work has returned, and cannot be taken back earlier: whoever loses interest drops it, and the thread frees it
 * when it gets there. */
#ifndef TEAL_PORT_BACKGROUND_H
#define TEAL_PORT_BACKGROUND_H

#include <stdbool.h>

struct background;

/* release is called exactly once, by the last of the two to let go. NULL when no thread can be made: then data is released already. */
struct background *background_start(void (*work)(void *data), void (*release)(void *data), void *data);
/* Readable once the work has returned: for loop_want_fd. */
int background_fd(const struct background *);
bool background_finished(struct background *);
/* Waits for all calls that are under way, at most ms: before the program ends, so that a cancel still reaches its server. Not for the
 * loop. */
void background_wait(int ms);
/* Finished or not; safe on NULL. */
void background_drop(struct background *);

#endif
