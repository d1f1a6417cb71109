/* The functions that a front end gives to the wizard's loop (wizard.c): the full screen (screen.c) or lines of text (lines.c). */
#ifndef TEAL_CLI_FRONT_H
#define TEAL_CLI_FRONT_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct json;
struct wizard;

/* What the operator wants of the loop itself; everything else goes through the hooks (ui/view/hooks.h). Ordered by weight: above FRONT_SHOW
 * the loop has a decision to carry out. */
enum front_request {
	FRONT_NOTHING,
	FRONT_SHOW, /* a key or a line came: draw at once */
	FRONT_LEAVE, /* end Teal and keep the run */
	FRONT_OVER, /* the run has ended and its result was seen */
	FRONT_CLOSED, /* the terminal is gone */
	FRONT_RESUME, /* go on with the run that is offered */
	FRONT_NEW, /* start a new run instead */
};

/* All functions are called between turns of the loop, never within one. open sets wizard.front_self and close frees it. */
struct front {
	bool (*open)(struct wizard *, struct err *);
	void (*close)(struct wizard *); /* also when open failed */
	/* The two screens without a run: the form of the settings, and the offer to go on with a run that was left. */
	void (*settings)(struct wizard *, const struct json *defaults);
	void (*offer)(struct wizard *, const char *text);
	void (*run)(struct wizard *); /* there is a run now */
	void (*report)(struct wizard *, const char *path);
	/* now is wall time in milliseconds, here and below. input handles keys or lines up to the first request above FRONT_SHOW. */
	enum front_request (*input)(struct wizard *, int64_t now);
	enum front_request (*show)(struct wizard *, int64_t now); /* shows the model as it is */
	int64_t (*next)(struct wizard *, int64_t now); /* milliseconds until show would show another text without any input */
	enum front_request (*interrupt)(struct wizard *, int64_t now); /* SIGINT */
	void (*stop)(struct wizard *); /* SIGTSTP: stop this process, and come back */
	/* Before and after `juju login` in the foreground. lend false: no person is there who could log in. */
	bool (*lend)(struct wizard *);
	void (*take_back)(struct wizard *);
	/* Prints a sentence; the full screen ignores it, since its frame shows the same. */
	void (*tell)(struct wizard *, const char *sentence);
};

extern const struct front front_screen, front_lines;

#endif
