/* The lists of the controller's state: how an object is added to one and taken out. For state.c and state_offers.c only. */
#ifndef TEAL_SANDBOX_JUJU_STATE_LIST_H
#define TEAL_SANDBOX_JUJU_STATE_LIST_H

#include <string.h>

#include "base/mem.h"

/* The lists of a model hold pointers, so that a pointer to an object stays valid while other objects are added and dropped. */
#define list_push(list, n, item) ((list) = mem_grow((list), (n), (n) + 1, sizeof(*(list))), (list)[(n)++] = (item))

/* The order of the others stays as it is, since juju's output depends on it. */
#define list_drop(list, n, item) \
	for (size_t at_ = 0; at_ < (n); at_++) \
		if ((list)[at_] == (item)) { \
			memmove(&(list)[at_], &(list)[at_ + 1], ((n)-at_ - 1) * sizeof(*(list))); \
			(n)--; \
			break; \
		}

#endif
