/* One call of a library that may block (a name look-up, PQcancel), made on a thread of its own while the loop
 * turns. The data belongs to the thread until the work has returned and cannot be taken back earlier. An owner
 * that no longer wants the result drops the call, and the thread frees the data when the work has returned. */
#ifndef TEAL_PORT_BACKGROUND_H
#define TEAL_PORT_BACKGROUND_H

#include <stdbool.h>

struct background;

/* release is called exactly once, by the last of owner and thread to let go. NULL when no thread can be made:
 * then data is released already. */
struct background *background_start(void (*work)(void *data), void (*release)(void *data), void *data);
/* Readable once the work has returned: meant for loop_want_fd. */
int background_fd(const struct background *);
bool background_finished(struct background *);
/* Blocks until all calls that are under way have returned, for at most ms. Only for the end of the program, so
 * that a cancel still reaches its server; the loop must not call it. */
void background_wait(int ms);
/* Lets go of the call, whether it is finished or not; safe on NULL. */
void background_drop(struct background *);

#endif
