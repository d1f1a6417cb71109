/* The name that somebody may have meant. For hints only: nothing is ever done in place of what was written. */
#ifndef TEAL_CLI_NEAREST_H
#define TEAL_CLI_NEAREST_H

/* Zeroed is "nothing is near". name is borrowed from whoever considered it. */
struct nearest {
	const char *name;
	int distance;
};

/* Keeps name when it is nearer to word than what is kept: at most three letters off, or beginning with the word. */
void nearest_consider(struct nearest *, const char *word, const char *name);

#endif
