/* The known name that is nearest to a mistyped word. For hints only: Teal never acts on the name instead of the word. */
#ifndef TEAL_CLI_NEAREST_H
#define TEAL_CLI_NEAREST_H

/* Zeroed: no name is near. name is borrowed from the caller of nearest_consider. */
struct nearest {
	const char *name;
	int distance;
};

/* Keeps name when it is nearer to word than the kept one: at most three letters off, or beginning with the word. */
void nearest_consider(struct nearest *, const char *word, const char *name);

#endif
