/* Line by line: ui/plain over standard input and output. Neither descriptor is made non-blocking: a terminal is shared with others. */
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

/* Bytes of a line of input. A longer one is no answer to any question here. */
#define LINE_MOST ((size_t)4096)
/* How long an end waits for a reader, and how near two Ctrl-C must be to mean it (milliseconds). */
#define LAST_WORDS_MS 2000
#define TWICE_MS 2000

struct lines {
	struct plain plain;
	struct waiter waiter;
	struct str out; /* not yet written */
	struct str in; /* not yet answered; at most one line too long and a chunk */
	/* read_input: false with an answers file, whose answers do not come from here. ended: nothing
	 * more will come. */
	bool read_input, ended, skipping; /* skipping: the rest of a line that was too long */
	bool closed; /* standard output is gone */
	int64_t interrupted; /* wall ms of the last Ctrl-C, 0 none */
};

/* Not more is read than can be answered: input waits in the pipe, where it costs nothing. */
static void ask(void *self, struct loop_ask *a)
{
	struct lines *l = self;

	if (l->read_input && !l->ended && l->in.len < LINE_MOST)
		loop_want_fd(a, STDIN_FILENO, POLLIN);
	if (l->out.len && !l->closed)
		loop_want_fd(a, STDOUT_FILENO, POLLOUT);
}

/* A pipe with room takes PIPE_BUF bytes without waiting (pipe(7)). */
static void write_some(struct lines *l)
{
	size_t most = l->out.len < PIPE_BUF ? l->out.len : PIPE_BUF;
	ssize_t n = write(STDOUT_FILENO, l->out.s, most);

	if (n > 0)
		str_cut(&l->out, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		l->closed = true;
}

/* An end of input and a terminal that is gone look alike: both end the answers, not the run. */
static void read_some(struct lines *l)
{
	char bytes[2048];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	if (n > 0)
		str_addn(&l->in, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		l->ended = true;
}

/* Only moves bytes. They are answered by lines_input, when all sources had their turn. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct lines *l = self;

	(void)now;
	if (loop_revents(ready, STDOUT_FILENO))
		write_some(l);
	if (loop_revents(ready, STDIN_FILENO))
		read_some(l);
}

/* No prompts when an answers file speaks: nobody reads them. */
static unsigned plain_flags_of(const struct wizard *w)
{
	return (w->options->flags & OPTION_QUIET ? PLAIN_QUIET : 0) | (w->scripted ? PLAIN_NO_PROMPT : 0);
}

/* Cannot fail. Without UTF-8 in the locale the ASCII twins are taken, as on the screen. */
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

/* What was said last must be read by somebody, but not for ever. */
static void last_words(struct wizard *w, struct lines *l)
{
	int64_t by = loop_now() + LAST_WORDS_MS;

	while (l->out.len && !l->closed && loop_now() < by)
		loop_turn(w->loop, 100);
}

/* Input is not read any more while the last words go out: an answer would come too late. */
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
	(void)w; /* the next turn of the plain front end says it */
}

static void lines_report(struct wizard *w, const char *path)
{
	struct lines *l = w->front_self;

	plain_report(&l->plain, path);
}

/* Whatever was typed is worth a look at the model at once. */
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

/* One line, without what could do harm when it is shown again. */
static enum front_request answer(struct wizard *w, const char *bytes, size_t n, int64_t now)
{
	struct lines *l = w->front_self;
	struct str line;
	enum front_request request;

	/* An escape is four bytes for one. */
	str_init(&line, LINE_MOST * 4);
	str_add_safe(&line, bytes, n, STR_ONE_LINE);
	request = request_of(plain_line(&l->plain, wizard_model(w), now, str_text(&line), &l->out));
	str_release(&line);
	return request;
}

/* False: there is no whole line. */
static bool next_line(struct wizard *w, int64_t now, enum front_request *request)
{
	struct lines *l = w->front_self;
	const char *newline = l->in.len ? memchr(l->in.s, '\n', l->in.len) : NULL;
	size_t n = newline ? (size_t)(newline - l->in.s) : l->in.len;

	if (!newline && n < LINE_MOST && !(l->ended && n))
		return false;
	if (l->skipping || n >= LINE_MOST) {
		/* Said once for the whole line, in however many pieces it comes. */
		if (!l->skipping)
			str_addf(&l->out, "%s\n", _("That line is too long; it was not taken."));
		l->skipping = !newline;
	} else {
		*request = answer(w, l->in.s, n, now);
	}
	str_cut(&l->in, newline ? n + 1 : n);
	return true;
}

/* Stops at the first wish of weight; lines behind it stay for the next call. When the input has ended,
 * all its lines are answered first. */
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

/* A reader that is slow must not make Teal grow: what he has not read by then is dropped, and he is
 * told. */
static enum front_request lines_show(struct wizard *w, int64_t now)
{
	struct lines *l = w->front_self;
	enum front_request request = request_of(plain_turn(&l->plain, wizard_model(w), now, &l->out));

	/* What is left is not cut in the middle of a line: all of it goes, and one sentence stands for
	 * it. */
	if (l->out.full) {
		l->out.full = false;
		str_clear(&l->out);
		str_addf(&l->out, "\n%s\n", _("Some lines could not be shown, because nobody read them; the journal has everything."));
	}
	return request == FRONT_OVER ? FRONT_OVER : FRONT_NOTHING;
}

/* Nothing moves by itself here; a second is soon enough for what the clock brings. */
static int64_t lines_next(struct wizard *w, int64_t now)
{
	(void)w;
	(void)now;
	return 1000;
}

/* Once is a slip. Before there is a run there is nothing to be careful with. */
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

/* SIGTSTP has its default meaning for this moment: raise returns when the shell lets us go on. */
static void lines_stop(struct wizard *w)
{
	(void)w;
	signals_foreground(SIGNALS_LENT);
	raise(SIGTSTP);
	signals_foreground(SIGNALS_OURS);
}

/* Only a person at a terminal can log in; what was said must be out before juju speaks. */
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

/* Words of others may be in it. */
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
