/* What the wizard's loop asks of a front end: the full screen (screen.c) or lines of text (lines.c). */
#ifndef TEAL_CLI_FRONT_H
#define TEAL_CLI_FRONT_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct json;
struct wizard;

/* What the operator wants of the loop itself; everything else goes through the hooks. */
enum front_request {
	FRONT_NOTHING,
	FRONT_SHOW, /* something was typed: show it at once */
	FRONT_LEAVE,
	FRONT_OVER,
	FRONT_CLOSED, /* the terminal is gone */
	FRONT_RESUME, /* of the offer */
	FRONT_NEW,
};

/* All are called between turns of the loop, never from within one. front_self in the wizard is made by
 * open and freed by close. */
struct front {
	bool (*open)(struct wizard *, struct err *);
	void (*close)(struct wizard *); /* also when open failed */
	/* What is shown while there is no run: the form, or the question whether to go on with one that
	 * was left. */
	void (*settings)(struct wizard *, const struct json *defaults);
	void (*offer)(struct wizard *, const char *text);
	void (*run)(struct wizard *); /* there is a run now */
	void (*report)(struct wizard *, const char *path);
	/* now is wall time in milliseconds, here and below. */
	enum front_request (*input)(struct wizard *, int64_t now); /* takes what came; the first wish that is one */
	enum front_request (*show)(struct wizard *, int64_t now); /* the model as it is */
	int64_t (*next)(struct wizard *, int64_t now); /* milliseconds until show would show something else by itself */
	enum front_request (*interrupt)(struct wizard *, int64_t now); /* SIGINT */
	void (*stop)(struct wizard *); /* SIGTSTP: stop this process, and come back */
	/* Before and after `juju login` in the foreground. False: there is nobody who could log in. */
	bool (*lend)(struct wizard *);
	void (*take_back)(struct wizard *);
	void (*tell)(struct wizard *, const char *sentence); /* beside everything else; nothing where there is no room for it */
};

extern const struct front front_screen, front_lines;

#endif
