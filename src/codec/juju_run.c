/* The verdict on a finished call of juju, from its two streams and its end (facts/juju.md 2 and 3.1).
 * Pure: the same bytes give the same verdict. */
#include "config.h"

#include "codec/juju_run.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rx.h"

#define ERROR_MAX ((size_t)16 << 10)

/* The id counts only when the text behind it has arrived as well: a part of the digits is another task. */
#define TASK_LINE "^(?:[ \\t]*- task ([0-9]+) on unit-|Scheduled operation [0-9]+ with task ([0-9]+)\\s|Waiting for task ([0-9]+)\\.\\.\\.)"
#define ERROR_LINE "^(?:\\x1b\\[[0-9;]*m)*ERROR(?:\\x1b\\[[0-9;]*m)*[ \\t]+"
#define PROMPT "^please enter password for "
#define NOT_SCHEDULED "^Operation [0-9]+ failed to schedule any tasks:?\\s*"

/* Short patterns, because the wording around them changes between patch levels. The first that matches decides. */
static const struct {
	enum juju_trouble trouble;
	const char *pattern;
} meanings[] = {
	{ JUJU_TROUBLE_LOGIN, "please enter password|invalid entity name or password|not logged in|juju login|please log ?in|"
	                      "cannot get discharge|macaroon.*(expired|discharge)|login.*expired|password: EOF|unauthorized" },
	{ JUJU_TROUBLE_TIMEOUT, "timed out waiting for results|^timeout reached|maximum wait time reached" },
	{ JUJU_TROUBLE_TASK, "^the following tasks? failed" },
	{ JUJU_TROUBLE_UNREACHABLE, "cannot connect to|unable to connect to|no controller API addresses|connection refused|no such host|"
	                            "i/o timeout|connection is shut ?down|connection reset|TLS handshake timeout|no route to host|"
	                            "network is unreachable|broken pipe|unexpected EOF|context deadline exceeded|no reachable" },
	{ JUJU_TROUBLE_EXISTS, "already exists" },
	{ JUJU_TROUBLE_TOO_EARLY, "deploy incomplete, please try" },
	{ JUJU_TROUBLE_MODEL, "^model .* not found|^No model in focus|model .* has been (removed|migrated)" },
};

/* Compiles the pattern for each use. That takes microseconds, a call of juju takes a second, and nothing has to
 * be kept or released. */
static enum rx_answer find(const char *pattern, unsigned flags, const char *text, size_t n, struct rx_match *m)
{
	struct rx *rx = rx_must(pattern, flags);
	enum rx_answer answer = rx_find(rx, text, n, 0, m);

	rx_free(rx);
	return answer;
}

/* The first id counts: a call asks one unit, and later lines repeat the number. */
bool juju_stderr_task(const char *text, size_t n, char id[JUJU_ID_TEXT])
{
	struct rx_match m;

	id[0] = '\0';
	if (find(TASK_LINE, RX_LINES, text, n, &m) != RX_YES)
		return false;
	for (int i = 1; i <= 3; i++)
		if (m.group[i].set && rx_copy(text, &m.group[i], id, JUJU_ID_TEXT))
			return true;
	id[0] = '\0';
	return false;
}

/* Everything from the first ERROR line on, each line without that word. */
static void collect_error(const char *text, size_t n, struct str *out)
{
	struct rx *rx = rx_must(ERROR_LINE, RX_LINES);
	struct rx_match m;
	size_t at = n;

	if (rx_find(rx, text, n, 0, &m) == RX_YES)
		at = m.group[0].at + m.group[0].len;
	/* Each search checks all the remaining text for UTF-8, so text that would not be kept is cut off first. */
	if (n - at > 2 * ERROR_MAX)
		n = at + 2 * ERROR_MAX;
	while (at < n && !out->full) {
		if (rx_find(rx, text, n, at, &m) != RX_YES)
			m.group[0] = (struct rx_group){ .at = n };
		str_addn(out, text + at, m.group[0].at - at);
		at = m.group[0].at + m.group[0].len;
	}
	rx_free(rx);
	while (out->len && strchr(" \t\r\n", out->s[out->len - 1]))
		out->s[--out->len] = '\0';
}

/* A prompt decides first, because juju prints it without an ERROR line. */
enum juju_trouble juju_stderr_trouble(const char *text, size_t n, struct str *error)
{
	enum juju_trouble trouble = JUJU_TROUBLE_OTHER;
	struct str said;

	str_init(&said, ERROR_MAX);
	collect_error(text, n, &said);
	if (find(PROMPT, RX_LINES | RX_NOCASE, text, n, NULL) == RX_YES)
		trouble = JUJU_TROUBLE_LOGIN;
	else if (!said.len)
		trouble = JUJU_TROUBLE_NONE;
	for (size_t i = 0; i < mem_count(meanings) && trouble == JUJU_TROUBLE_OTHER; i++)
		if (find(meanings[i].pattern, RX_LINES | RX_NOCASE, str_text(&said), said.len, NULL) == RX_YES)
			trouble = meanings[i].trouble;
	if (error)
		str_addn(error, str_text(&said), said.len);
	str_release(&said);
	return trouble;
}

/* Stores a copy of message and returns the outcome, so that a judgement is one return. */
static enum juju_outcome say(struct juju_verdict *v, enum juju_outcome outcome, const char *message)
{
	mem_set(&v->message, message);
	return v->outcome = outcome;
}

/* The controller resolves "app/leader", so the document may name any unit of app; "app-2/0" is not one of them. */
static bool unit_fits(const char *unit, const char *wanted)
{
	const char *slash = wanted ? strchr(wanted, '/') : NULL;

	if (!wanted || !unit[0])
		return !wanted;
	if (slash && strcmp(slash, "/leader") == 0)
		return strncmp(unit, wanted, (size_t)(slash - wanted) + 1) == 0;
	return strcmp(unit, wanted) == 0;
}

/* The charm's message, else what its code printed before it failed. */
static const char *task_words(const struct juju_task *t)
{
	const char *printed = juju_task_result(t, "stderr");

	if (t->message[0])
		return t->message;
	return printed ? printed : "";
}

/* Only "completed" with return code 0 is success: the status is also "completed" when the charm's code ended
 * with another code, and the code is also 0 when the charm refused. */
static enum juju_outcome judge_task(const struct juju_task *t, struct juju_verdict *v)
{
	switch (t->status) {
	case JUJU_TASK_COMPLETED:
		if (t->return_code == 0 || (t->return_code == JUJU_NO_CODE && t->old_shape))
			return say(v, JUJU_OK, t->message);
		if (t->return_code == JUJU_NO_CODE)
			return say(v, JUJU_UNKNOWN, _("The task is called completed, but no return code was told."));
		return say(v, JUJU_FAILED, task_words(t));
	case JUJU_TASK_FAILED:
		return say(v, JUJU_FAILED, task_words(t));
	case JUJU_TASK_CANCELLED:
		return say(v, JUJU_FAILED, t->message[0] ? t->message : _("The task was cancelled before it ran."));
	case JUJU_TASK_ABORTED:
		return say(v, JUJU_FAILED, t->message[0] ? t->message : _("The task was aborted while it ran."));
	case JUJU_TASK_ERROR:
		return say(v, JUJU_REFUSED, task_words(t));
	case JUJU_TASK_PENDING:
		return say(v, JUJU_UNKNOWN, _("The task waits for its turn."));
	case JUJU_TASK_RUNNING:
	case JUJU_TASK_ABORTING:
		return say(v, JUJU_UNKNOWN, _("The task is still running."));
	case JUJU_TASK_UNKNOWN:
		break;
	}
	return say(v, JUJU_UNKNOWN, _("juju told a status that this program does not know."));
}

/* The document counts only when it is about the one unit that was asked, and when the exit code does not
 * contradict it. */
static enum juju_outcome judge_document(const struct juju_said *s, enum juju_form form, const char *unit, struct juju_verdict *v)
{
	const struct juju_task *t = v->tasks.task;
	bool no_unit_said = !t->unit[0] && (form == JUJU_FORM_TASK || t->status == JUJU_TASK_PENDING);

	if (v->tasks.count != 1 || !(no_unit_said || unit_fits(t->unit, unit)))
		return say(v, JUJU_UNKNOWN, _("juju answered for other units than the one that was asked."));
	v->task = t;
	if (t->id[0])
		snprintf(v->id, sizeof v->id, "%s", t->id);
	if (judge_task(t, v) == JUJU_OK && s->rc != 0)
		return say(v, JUJU_UNKNOWN, _("The task is called completed, but juju ended with an error."));
	return v->outcome;
}

/* Without a document the error decides. With a task id the task exists, whatever else went wrong. */
static enum juju_outcome outcome_of(enum juju_trouble trouble, enum juju_form form, bool task_exists)
{
	switch (trouble) {
	case JUJU_TROUBLE_NONE:
	case JUJU_TROUBLE_TIMEOUT:
		return JUJU_UNKNOWN;
	case JUJU_TROUBLE_TASK:
		return JUJU_FAILED;
	case JUJU_TROUBLE_LOGIN:
		return form == JUJU_FORM_RUN && task_exists ? JUJU_UNKNOWN : JUJU_LOGIN;
	case JUJU_TROUBLE_UNREACHABLE:
		return form == JUJU_FORM_RUN && task_exists ? JUJU_UNKNOWN : JUJU_UNREACHABLE;
	default:
		return form == JUJU_FORM_RUN && !task_exists ? JUJU_REFUSED : JUJU_UNKNOWN;
	}
}

/* Without the word ERROR on stderr the client itself broke (a panic, a message of a shell): then nothing is
 * known. */
static enum juju_outcome judge_error(const struct juju_said *s, enum juju_form form, struct juju_verdict *v)
{
	struct str error;
	enum juju_trouble trouble;

	str_init(&error, ERROR_MAX);
	trouble = juju_stderr_trouble(s->err, s->err_len, &error);
	if (error.len)
		say(v, outcome_of(trouble, form, v->id[0] != '\0'), str_text(&error));
	else
		say(v, outcome_of(trouble, form, v->id[0] != '\0'),
		    trouble == JUJU_TROUBLE_LOGIN ? _("juju asks for a password.") : _("juju ended with an error and did not say which."));
	str_release(&error);
	return v->outcome;
}

/* Exit code 0 and no document: nothing was scheduled (3.x), or the task was scheduled in the background. */
static enum juju_outcome judge_silence(const struct juju_said *s, struct juju_verdict *v)
{
	struct rx_match m;
	char *why;

	if (v->id[0])
		return say(v, JUJU_UNKNOWN, _("The task is scheduled; how it ends is not known yet."));
	if (find(NOT_SCHEDULED, RX_LINES, s->err, s->err_len, &m) == RX_YES) {
		size_t at = m.group[0].at + m.group[0].len, end = s->err_len;

		while (end > at && strchr(" \t\r\n", s->err[end - 1]))
			end--;
		why = mem_dupn(s->err + at, end - at < ERROR_MAX ? end - at : ERROR_MAX);
		say(v, JUJU_REFUSED, why);
		free(why);
		return v->outcome;
	}
	if (juju_stderr_trouble(s->err, s->err_len, NULL) == JUJU_TROUBLE_LOGIN)
		return say(v, JUJU_LOGIN, _("juju asks for a password."));
	return say(v, JUJU_UNKNOWN, _("juju printed nothing about the task."));
}

/* juju asks for a password before it schedules anything, so a prompt without a task id is the one early end
 * that is harmless. */
static enum juju_outcome judge_early_end(const struct juju_said *s, struct juju_verdict *v)
{
	if (!v->id[0] && juju_stderr_trouble(s->err, s->err_len, NULL) == JUJU_TROUBLE_LOGIN)
		return say(v, JUJU_LOGIN, _("juju asks for a password."));
	return say(v, JUJU_UNKNOWN, _("juju was ended before it answered; what it asked for may go on."));
}

/* True for white space only, which juju prints for a task that was not scheduled, or that runs in the
 * background. */
static bool is_silent(const struct juju_said *s)
{
	for (size_t i = 0; i < s->out_len; i++)
		if (!memchr(" \t\r\n", s->out[i], 4))
			return false;
	return true;
}

/* The id is read from stderr first: there may be no document, and a task that exists must not be started again. */
enum juju_outcome juju_run_judge(const struct juju_said *s, enum juju_form form, const char *unit, struct juju_verdict *v)
{
	struct err err = { 0 };
	bool read;

	*v = (struct juju_verdict){ .message = mem_dup("") };
	juju_stderr_task(s->err, s->err_len, v->id);
	if (s->end == JUJU_NOT_STARTED)
		return say(v, JUJU_UNREACHABLE, _("juju could not be started."));
	if (s->end == JUJU_ENDED_EARLY)
		return judge_early_end(s, v);
	if (is_silent(s))
		return s->rc ? judge_error(s, form, v) : judge_silence(s, v);
	if (form == JUJU_FORM_TASK)
		read = juju_tasks_parse_show(s->out, s->out_len, &v->tasks, &err);
	else
		read = juju_tasks_parse_run(s->out, s->out_len, &v->tasks, &err);
	if (read && v->tasks.count)
		return judge_document(s, form, unit, v);
	/* juju prints "{}" beside an ERROR; other text that is no document is judged the same way. */
	if (s->rc)
		return judge_error(s, form, v);
	return say(v, JUJU_UNKNOWN, read ? _("juju printed {}, which says nothing about the task.") : err.why);
}

void juju_verdict_release(struct juju_verdict *v)
{
	free(v->message);
	juju_tasks_release(&v->tasks);
	*v = (struct juju_verdict){ 0 };
}
