/* What all acts share: finding one by its id, the plain judgement of an answer, and a step's commands as texts. The
 * acts themselves are the rows of acts_*.c. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/juju_run.h"
#include "codec/rows.h"
#include "plan/model.h"
#include "plan/sync.h"

/* The tables as one list. The counts are pointers, since a table's size is known only in its own file. */
static const struct {
	const struct act *rows;
	const size_t *count;
} tables[] = {
	{ acts_actions, &acts_actions_count }, { acts_apps, &acts_apps_count }, { acts_fence, &acts_fence_count },
	{ acts_moves, &acts_moves_count },     { acts_sync, &acts_sync_count }, { acts_tables, &acts_tables_count },
};

const struct act *act_at(size_t i)
{
	for (size_t t = 0; t < mem_count(tables); t++) {
		if (i < *tables[t].count)
			return &tables[t].rows[i];
		i -= *tables[t].count;
	}
	return NULL;
}

/* NULL for no id as well: the lists of a step end with it, and a journal may name an act that is gone. */
const struct act *act_find(const char *id)
{
	const struct act *a;

	for (size_t i = 0; id && (a = act_at(i)); i++)
		if (strcmp(a->id, id) == 0)
			return a;
	return NULL;
}

const char *act_title(const struct model *m, const struct act *act)
{
	return act->title_blue && side_of_row(m, act->side) == BLUE ? act->title_blue : act->title;
}

bool act_build(const struct model *m, const struct act *act, struct commands *out, struct err *err)
{
	return act->build(m, side_of_row(m, act->side), out, err);
}

struct str sql_text(void)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	return sql;
}

/* What a resumed run knows before the list is seen is those tables that it compared, and a fence or a publication over
 * them would leave the others out. */
bool acts_tables_known(const struct model *m, struct err *err)
{
	if (sync_tables(m) > 0)
		return true;
	return err_set(err, ERR_AGAIN, _("the command cannot be put together"), _("the source's tables are not known yet"),
	               _("Wait until the source was read."));
}

/* The object is made by the first note, so that "nothing was learned" is simply NULL. */
void findings_note(struct findings *f, const char *key, const char *text)
{
	if (!f->notes)
		f->notes = json_object();
	json_put_str(f->notes, key, text);
}

/* Usable again afterwards. */
void findings_release(struct findings *f)
{
	json_free(f->notes);
	f->notes = NULL;
}

/* The exit code decides, the ERROR lines only explain it (facts/juju.md 6, rule 2). "Already exists" is the one refusal
 * that is a success: a command that is repeated after a crash meets its own work. A deployment that is not complete yet
 * is ERR_AGAIN, which run asks again by itself. */
static bool judge_juju(const struct answer *a, struct err *err)
{
	struct str text;
	enum juju_trouble trouble;
	bool ok = a->exit_code == 0;

	if (ok)
		return true;
	str_init(&text, STR_LINE);
	trouble = juju_stderr_trouble(a->err ? a->err : "", a->err_len, &text);
	if (trouble == JUJU_TROUBLE_EXISTS)
		ok = true;
	else
		err_set(err, trouble == JUJU_TROUBLE_TOO_EARLY ? ERR_AGAIN : ERR_WORLD, _("juju refused the command"),
		        text.len ? str_text(&text) : a->err,
		        trouble == JUJU_TROUBLE_LOGIN         ? _("Run juju login, then try the step again.")
		        : trouble == JUJU_TROUBLE_UNREACHABLE ? _("Is the controller up? Try the step again.")
		        : trouble == JUJU_TROUBLE_TOO_EARLY   ? _("Wait a little, then try the step again.")
		                                              : _("Mend that, then try the step again."));
	str_release(&text);
	return ok;
}

/* The SQLSTATE goes with the server's words, so that it can be looked up. Without any words, the deadline or the lost
 * connection is all that is known, and one of them is said. */
static bool judge_sql(const struct answer *a, struct err *err)
{
	const struct reply *r = a->reply;
	struct str why;

	if (r && r->ok)
		return true;
	str_init(&why, STR_LINE);
	if (r && r->message)
		str_addf(&why, "%s%s%s%s%s", r->message, r->detail ? "; " : "", r->detail ? r->detail : "", r->sqlstate[0] ? " " : "",
		         r->sqlstate);
	err_set(err, ERR_WORLD, _("the database refused the statement"),
	        why.len             ? str_text(&why)
	        : r && r->timed_out ? _("no answer within the deadline; the statement was cancelled")
	                            : _("the connection was lost"),
	        _("Mend that, then try the step again: it looks first what is done already."));
	str_release(&why);
	return false;
}

/* What was not started and what did not end come first: neither an exit code nor a reply says anything then. */
bool act_judge_plain(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (!a->started || (a->trouble && !a->reply))
		return err_set(err, ERR_WORLD, _("the command could not be run"), a->trouble ? a->trouble : "",
		               _("Mend that, then try the step again."));
	if (a->timed_out)
		return err_set(err, ERR_WORLD, _("the command did not end"), _("its deadline passed; what it asked for may still happen"),
		               _("Look at juju status, then try the step again: it looks first what is done already."));
	return c->kind == CMD_JUJU ? judge_juju(a, err) : c->kind == CMD_HTTP ? a->status == 200 : judge_sql(a, err);
}

/* Takes text. */
static void add_text(char ***list, size_t *n, char *text)
{
	*list = mem_grow(*list, *n, *n + 1, sizeof **list);
	(*list)[(*n)++] = text;
}

/* One act that cannot be built does not hide the others: its place shows what it still needs (step.h). */
char **step_commands_shown(const struct model *m, const struct step *s, bool undo, size_t *n)
{
	const char *const *ids = undo ? s->undo : s->act;
	char **list = NULL;

	*n = 0;
	for (size_t i = 0; i < STEP_LIST && ids[i]; i++) {
		const struct act *act = act_find(ids[i]);
		struct commands commands = { 0 };
		struct err err = { 0 };

		if (act && !act_build(m, act, &commands, &err))
			add_text(&list, n, mem_printf("# %s: %s", _(act_title(m, act)), err.why[0] ? err.why : err.what));
		for (size_t c = 0; c < commands.count; c++)
			add_text(&list, n, command_shown(&commands.item[c], &m->settings));
		commands_release(&commands);
	}
	return list;
}

void commands_texts_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}
