/* The front end for --plain: ui/plain over standard input and output. A waiter of the loop moves bytes between the descriptors and two
 * buffers; lines_input takes whole lines from one and ui/plain adds text to the other. Neither descriptor is made non-blocking, since other
 * programs share the terminal. */
#include "config.h"

#include "cli/front.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "cli/wizard.h"
#include "port/loop.h"
#include "ui/plain/plain.h"

/* Bytes of a line of input. No question has a longer answer. */
#define LINE_MOST ((size_t)4096)
/* Milliseconds: how long the end waits for a reader of the last lines, and within which time a second Ctrl-C leaves. */
#define LAST_WORDS_MS 2000
#define TWICE_MS 2000

/* The front end's state. */
struct lines {
	struct plain plain;
	struct waiter waiter;
	struct str out; /* not yet written */
	struct str in; /* not yet answered; at most one line that is too long and one chunk */
	/* read_input: false with an answers file, whose answers come from there. ended: the input has ended. skipping: the rest of a line
	 * that was too long is dropped. */
	bool read_input, ended, skipping;
	bool closed; /* standard output is gone */
	int64_t interrupted; /* wall ms of the last Ctrl-C, 0 none */
};

/* Input is read only up to one line: the rest waits in the pipe. */
static void ask(void *self, struct loop_ask *a)
{
	struct lines *l = self;

	if (l->read_input && !l->ended && l->in.len < LINE_MOST)
		loop_want_fd(a, STDIN_FILENO, POLLIN);
	if (l->out.len && !l->closed)
		loop_want_fd(a, STDOUT_FILENO, POLLOUT);
}

/* A pipe that poll(2) reports as writable takes PIPE_BUF bytes without blocking (pipe(7)). */
static void write_some(struct lines *l)
{
	size_t most = l->out.len < PIPE_BUF ? l->out.len : PIPE_BUF;
	ssize_t n = write(STDOUT_FILENO, l->out.s, most);

	if (n > 0)
		str_cut(&l->out, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		l->closed = true;
}

/* An end of input and a lost terminal look alike: both end the answers and not the run. */
static void read_some(struct lines *l)
{
	char bytes[2048];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	if (n > 0)
		str_addn(&l->in, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		l->ended = true;
}

/* Only moves bytes; lines_input answers them after the turn of all waiters. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct lines *l = self;

	(void)now;
	if (loop_revents(ready, STDOUT_FILENO))
		write_some(l);
	if (loop_revents(ready, STDIN_FILENO))
		read_some(l);
}

/* Without prompts when an answers file gives the answers. */
static unsigned plain_flags_of(const struct wizard *w)
{
	return (w->options->flags & OPTION_QUIET ? PLAIN_QUIET : 0) | (w->scripted ? PLAIN_NO_PROMPT : 0);
}

/* Always true. Without UTF-8 in the locale glyphs have their ASCII twins, as on the full screen. */
static bool lines_open(struct wizard *w, struct err *err)
{
	struct lines *l = w->front_self = mem_zalloc(1, sizeof *l);
	bool ascii = (w->options->flags & OPTION_ASCII) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;

	(void)err;
	str_init(&l->out, STR_PAGE);
	str_init(&l->in, 2 * LINE_MOST);
	l->read_input = !w->scripted;
	l->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = l };
	loop_add(w->loop, &l->waiter);
	plain_init(&l->plain, &w->hooks, ascii ? CHARSET_ASCII : CHARSET_UTF8, plain_flags_of(w));
	return true;
}

/* Writes the rest of the output, and waits for a slow reader at most LAST_WORDS_MS. */
static void last_words(struct wizard *w, struct lines *l)
{
	int64_t by = loop_now() + LAST_WORDS_MS;

	while (l->out.len && !l->closed && loop_now() < by)
		loop_turn(w->loop, 100);
}

/* Input is not read any more while the last lines are written: an answer would have no effect. */
static void lines_close(struct wizard *w)
{
	struct lines *l = w->front_self;

	if (!l)
		return;
	l->read_input = false;
	last_words(w, l);
	loop_remove(w->loop, &l->waiter);
	plain_release(&l->plain);
	str_release(&l->out);
	str_release(&l->in);
	free(l);
	w->front_self = NULL;
}

/* The next five hand the call to ui/plain, whose text goes to the buffer of the output. */
static void lines_settings(struct wizard *w, const struct json *defaults)
{
	struct lines *l = w->front_self;

	plain_settings(&l->plain, defaults, &l->out);
}

static void lines_offer(struct wizard *w, const char *text)
{
	struct lines *l = w->front_self;

	plain_offer(&l->plain, text, &l->out);
}

static void lines_run(struct wizard *w)
{
	(void)w; /* plain_turn prints the run in its next turn */
}

static void lines_report(struct wizard *w, const char *path)
{
	struct lines *l = w->front_self;

	plain_report(&l->plain, path);
}

/* Everything that was typed may have changed the model, so the least is FRONT_SHOW. */
static enum front_request request_of(enum plain_action action)
{
	switch (action) {
	case PLAIN_LEAVE:
		return FRONT_LEAVE;
	case PLAIN_OVER:
		return FRONT_OVER;
	case PLAIN_RESUME:
		return FRONT_RESUME;
	case PLAIN_NEW:
		return FRONT_NEW;
	case PLAIN_GOES_ON:
		break;
	}
	return FRONT_SHOW;
}

/* Hands one line of input to ui/plain. It is escaped, since an answer may be printed again. */
static enum front_request answer(struct wizard *w, const char *bytes, size_t n, int64_t now)
{
	struct lines *l = w->front_self;
	struct str line;
	enum front_request request;

	/* An escaped byte takes four bytes. */
	str_init(&line, LINE_MOST * 4);
	str_add_safe(&line, bytes, n, STR_ONE_LINE);
	request = request_of(plain_line(&l->plain, wizard_model(w), now, str_text(&line), &l->out));
	str_release(&line);
	return request;
}

/* Takes the next line of the input. False: there is no whole line. */
static bool next_line(struct wizard *w, int64_t now, enum front_request *request)
{
	struct lines *l = w->front_self;
	const char *newline = l->in.len ? memchr(l->in.s, '\n', l->in.len) : NULL;
	size_t n = newline ? (size_t)(newline - l->in.s) : l->in.len;

	if (!newline && n < LINE_MOST && !(l->ended && n))
		return false;
	if (l->skipping || n >= LINE_MOST) {
		/* Printed once for the whole line, however many pieces it comes in. */
		if (!l->skipping)
			str_addf(&l->out, "%s\n", _("That line is too long; it was not taken."));
		l->skipping = !newline;
	} else {
		*request = answer(w, l->in.s, n, now);
	}
	str_cut(&l->in, newline ? n + 1 : n);
	return true;
}

/* Stops at the first request above FRONT_SHOW; further lines stay for the next call. The end of the input counts only after all its
 * lines. */
static enum front_request lines_input(struct wizard *w, int64_t now)
{
	struct lines *l = w->front_self;
	enum front_request request = FRONT_NOTHING;

	if (l->closed)
		return FRONT_CLOSED;
	while (request <= FRONT_SHOW && next_line(w, now, &request))
		;
	if (request <= FRONT_SHOW && l->ended && !l->in.len)
		return request_of(plain_line(&l->plain, wizard_model(w), now, NULL, &l->out));
	return request;
}

/* The buffer of the output is bounded: when a slow reader lets it overflow, its text is dropped and a sentence says so. */
static enum front_request lines_show(struct wizard *w, int64_t now)
{
	struct lines *l = w->front_self;
	enum front_request request = request_of(plain_turn(&l->plain, wizard_model(w), now, &l->out));

	/* The whole text is dropped, since the overflow has cut its last line. */
	if (l->out.full) {
		l->out.full = false;
		str_clear(&l->out);
		str_addf(&l->out, "\n%s\n", _("Some lines could not be shown, because nobody read them; the journal has everything."));
	}
	return request == FRONT_OVER ? FRONT_OVER : FRONT_NOTHING;
}

/* There is no animation, so a second is soon enough for changes that come with the time. */
static int64_t lines_next(struct wizard *w, int64_t now)
{
	(void)w;
	(void)now;
	return 1000;
}

/* A single Ctrl-C may be a slip, so it only prints how to leave. Before there is a run nothing can be lost, and it leaves at once. */
static enum front_request lines_interrupt(struct wizard *w, int64_t now)
{
	struct lines *l = w->front_self;
	bool again = l->interrupted && now - l->interrupted <= TWICE_MS;

	l->interrupted = now;
	if (again || !w->run)
		return FRONT_LEAVE;
	str_addf(&l->out, "\n%s\n",
	         _("Ctrl-C once more within two seconds leaves; the run is kept and goes on from here at the next start."));
	return FRONT_SHOW;
}

/* SIGTSTP has its default effect meanwhile: raise returns when the shell continues the process. */
static void lines_stop(struct wizard *w)
{
	(void)w;
	signals_foreground(SIGNALS_LENT);
	raise(SIGTSTP);
	signals_foreground(SIGNALS_OURS);
}

/* Only a person at a terminal can log in. The output is written before juju prints anything. */
static bool lines_lend(struct wizard *w)
{
	struct lines *l = w->front_self;

	if (!isatty(STDIN_FILENO))
		return false;
	last_words(w, l);
	return true;
}

static void lines_take_back(struct wizard *w)
{
	(void)w;
}

/* The sentence may have foreign text in it, so it is escaped. */
static void lines_tell(struct wizard *w, const char *sentence)
{
	struct lines *l = w->front_self;

	str_add_safe(&l->out, sentence, strlen(sentence), STR_ONE_LINE);
	str_add(&l->out, "\n");
}

const struct front front_lines = {
	.open = lines_open,
	.close = lines_close,
	.settings = lines_settings,
	.offer = lines_offer,
	.run = lines_run,
	.report = lines_report,
	.input = lines_input,
	.show = lines_show,
	.next = lines_next,
	.interrupt = lines_interrupt,
	.stop = lines_stop,
	.lend = lines_lend,
	.take_back = lines_take_back,
	.tell = lines_tell,
};
