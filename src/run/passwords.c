/* The databases' passwords: asked of the charm's action, or found in a passfile. They stay in struct secret; the one
 * text that has to hold one is made for a single statement and wiped. */
#include "config.h"

#include "run/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/juju_task.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"

enum {
	PASSWORD_MS = 90 * 1000, /* juju waits 60 s for the action itself */
	/* after a failure or a refusal: juju is not asked over and over */
	PASSWORD_AGAIN_MS = 30 * 1000,
	PASSFILE_MAX = 1 << 20,
	FIELDS = 5,
};

static const struct side_settings *settings_of(const struct link *link)
{
	return &link->run->model.settings.side[link->side];
}

/* One task exactly, with a result of that name: anything else is no password, and an empty one is none either. The
 * document itself is never logged. */
static bool take_password(struct link *link, const char *out, size_t n, struct err *err)
{
	struct juju_tasks tasks;
	const char *word;
	bool ok;

	if (!juju_tasks_parse_run(out, n, &tasks, err))
		return false;
	word = tasks.count == 1 ? juju_task_result(&tasks.task[0], "password") : NULL;
	ok = word && *word;
	if (ok)
		secret_set(&link->password, word, strlen(word));
	else
		err_set(err, ERR_WORLD, _("The database's password could not be asked for"),
		        tasks.count ? tasks.task[0].message : _("juju ran no task"),
		        _("See that the PostgreSQL charm has a leader, then check again."));
	juju_tasks_release(&tasks);
	return ok;
}

/* Open sessions get the new password as well, for the next time they connect. An error is kept for those who ask
 * meanwhile, and the refusal is over: what was refused was the old password. */
static void password_answered(void *self, const struct answer *a, const struct err *error)
{
	struct link *link = self;
	struct err e = { 0 };

	if (a->timed_out || a->trouble || a->exit_code != 0)
		err_set(&e, ERR_WORLD, _("The database's password could not be asked for"),
		        a->timed_out ? _("juju did not answer in time")
		        : a->trouble ? a->trouble
		                     : a->err,
		        _("See that juju works and that PostgreSQL has a leader, then check again."));
	else if (take_password(link, a->out, a->out_len, &e))
		link->password_known = true;
	link->password_error = e;
	link->password_refused = false;
	for (int kind = 0; link->password_known && kind < SESSION_KINDS; kind++)
		if (link->session[kind])
			pg_set_password(link->session[kind], &link->password);
}

void password_init(struct run *run, enum side side)
{
	struct link *link = &run->link[side];

	*link = (struct link){ .run = run, .side = side };
	link->asking = (struct errand){ .run = run, .rank = ERRAND_PROBE, .done = password_answered, .self = link };
}

/* At most one question a side is under way. get-password is an action of charm 14; 16 has none (facts/charms.md 2.1).
 * The conninfo's user is asked for, and "operator" when it names none. */
static void ask_password(struct link *link)
{
	const struct side_settings *s = settings_of(link);
	char *user = pg_conninfo_get(s->conninfo ? s->conninfo : "", "user");
	char *unit = mem_printf("%s/leader", s->pg_app ? s->pg_app : ""),
	     *username = mem_printf("username=%s", user && *user ? user : "operator");
	bool again = link->password_refused || link->password_error.kind != ERR_NONE;
	struct err e = { 0 };
	enum session_state state;

	commands_release(&link->question);
	commands_juju(&link->question, &link->run->model, link->side, PASSWORD_MS, VERB_RUN, unit, "get-password", username, "--format",
	              "json", "--wait=60s", NULL);
	state = errand_start(&link->asking, &link->question.item[0], &e);
	/* A password that has changed is asked for at once, but not over and over when the new one is refused too. */
	if (state != SESSION_SOON && again)
		link->ask_after = loop_now() + PASSWORD_AGAIN_MS;
	if (state == SESSION_NEVER)
		link->password_error = e;
	free(username);
	free(unit);
	free(user);
}

/* SESSION_SOON while the question is under way or cannot be put yet; whoever needs the password asks again in a later
 * turn. A side whose password libpq finds for itself, or that needs none, is ready at once. */
enum session_state password_get(struct link *link, struct err *err)
{
	struct run *run = link->run;

	if (settings_of(link)->password != PASSWORD_JUJU)
		link->password_known = true;
	if (link->password_known && !link->password_refused)
		return SESSION_READY;
	if (!link->asking.command && loop_now() >= link->ask_after)
		ask_password(link);
	if (link->asking.command)
		return SESSION_SOON;
	if (link->password_error.kind == ERR_NONE && !run->login_words)
		return SESSION_SOON;
	if (err && link->password_error.kind != ERR_NONE)
		*err = link->password_error;
	else
		err_set(err, ERR_WORLD, _("The database's password could not be asked for"), _("juju wants a login"), _("Log in to juju."));
	return SESSION_NEVER;
}

/* One field of a passfile's line, without its backslashes; owned. *at moves behind the colon. */
static char *next_field(const char **at, const char *end)
{
	struct str out;

	str_init(&out, STR_LINE);
	for (; *at < end && **at != ':'; ++*at) {
		if (**at == '\\' && *at + 1 < end)
			++*at;
		str_addn(&out, *at, 1);
	}
	if (*at < end)
		++*at;
	return str_take(&out);
}

/* PostgreSQL manual 34.16: hostname:port:database:username:password, each of the first four may be *. */
static bool line_fits(const char *at, const char *end, char *const *want, struct secret *password)
{
	char *field[FIELDS];
	bool fits = true;

	for (int i = 0; i < FIELDS; i++)
		field[i] = next_field(&at, end);
	for (int i = 0; i < FIELDS - 1; i++)
		fits = fits && (strcmp(field[i], "*") == 0 || strcmp(field[i], want[i]) == 0);
	/* a line without a password is passed over */
	fits = fits && field[FIELDS - 1][0];
	if (fits)
		secret_set(password, field[FIELDS - 1], strlen(field[FIELDS - 1]));
	secret_wipe(field[FIELDS - 1], strlen(field[FIELDS - 1]));
	for (int i = 0; i < FIELDS; i++)
		free(field[i]);
	return fits;
}

/* As libpq looks for it: the conninfo, PGPASSFILE, then ~/.pgpass (PostgreSQL manual 34.16). Owned. */
static char *passfile_path(const char *conninfo)
{
	char *named = pg_conninfo_get(conninfo, "passfile");

	if (named && *named)
		return named;
	free(named);
	if (getenv("PGPASSFILE"))
		return mem_dup(getenv("PGPASSFILE"));
	return mem_printf("%s/.pgpass", getenv("HOME") ? getenv("HOME") : "");
}

/* libpq reads a passfile only for its own connections, and this password goes to another server's. The first line that
 * fits counts, and the text is wiped when it was searched. */
static bool read_passfile(const char *conninfo, struct secret *password, struct err *err)
{
	static const char *const keyword[FIELDS - 1] = { "host", "port", "dbname", "user" };
	char *path = passfile_path(conninfo), *want[FIELDS - 1];
	struct str text;
	bool found = false;

	str_init(&text, PASSFILE_MAX);
	for (int i = 0; i < FIELDS - 1; i++)
		want[i] = pg_conninfo_get(conninfo, keyword[i]);
	if (!want[1] || !*want[1])
		mem_set(&want[1], "5432");
	for (int i = 0; i < FIELDS - 1; i++)
		if (!want[i])
			want[i] = mem_dup("");
	if (file_read(path, PASSFILE_MAX, &text, err)) {
		for (const char *at = str_text(&text); *at && !found; at += strcspn(at, "\n"), at += *at == '\n')
			found = *at != '#' && line_fits(at, at + strcspn(at, "\n"), want, password);
		if (!found)
			err_set(err, ERR_INPUT, _("The source's password is not known"), _("the passfile has no line for it"),
			        _("Add the line host:port:database:user:password, then try again."));
	}
	if (text.s)
		secret_wipe(text.s, text.len);
	str_release(&text);
	for (int i = 0; i < FIELDS - 1; i++)
		free(want[i]);
	free(path);
	return found;
}

/* As a value of a conninfo ('…', with a backslash before a quote or backslash) that stands inside an SQL literal (quotes doubled). */
static void add_doubly_quoted(struct str *out, const char *text)
{
	str_add(out, "''");
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			str_add(out, "\\");
		str_add(out, *text == '\'' ? "''" : (char[]){ *text, '\0' });
	}
	str_add(out, "''");
}

/* The password as the source's own side has it; none where none is needed. */
static bool source_password(struct run *run, struct secret *password, struct err *err)
{
	struct link *link = &run->link[BLUE];

	if (settings_of(link)->password == PASSWORD_JUJU)
		secret_copy(password, &link->password);
	return settings_of(link)->password != PASSWORD_PASSFILE || read_passfile(link->conninfo, password, err);
}

/* Where none is needed the hole becomes an empty one, and the server says whether that is right. */
char *session_sql_with_password(struct run *run, const char *sql, struct err *err)
{
	struct secret password = { 0 };
	const char *at;
	struct str out;

	if (!source_password(run, &password, err))
		return NULL;
	str_init(&out, STR_PAGE);
	for (; (at = strstr(sql, COMMAND_PASSWORD)); sql = at + strlen(COMMAND_PASSWORD)) {
		str_addn(&out, sql, (size_t)(at - sql));
		add_doubly_quoted(&out, secret_known(&password) ? secret_reveal(&password) : "");
	}
	str_add(&out, sql);
	secret_release(&password);
	return str_take(&out);
}

/* said_taken with every form replaced; owned. A form of one or two characters would turn the text into stars. */
static char *without(char *said_taken, const char *form)
{
	struct str out;
	const char *from = said_taken, *at;

	if (strlen(form) < 3 || !strstr(said_taken, form))
		return said_taken;
	str_init(&out, STR_PAGE);
	for (; (at = strstr(from, form)); from = at + strlen(form)) {
		str_addn(&out, from, (size_t)(at - from));
		str_add(&out, "****");
	}
	str_add(&out, from);
	secret_wipe(said_taken, strlen(said_taken));
	free(said_taken);
	return str_take(&out);
}

/* The character as it stands in a conninfo, in a conninfo within a literal, in a URL. */
enum form { FORM_PLAIN, FORM_CONNINFO, FORM_LITERAL, FORM_DOUBLY, FORM_URL, FORMS };

static void add_form(struct str *out, unsigned char c, enum form form)
{
	bool special = c == '\'' || c == '\\';

	if (form == FORM_URL && !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))) {
		str_addf(out, "%%%02X", c);
		return;
	}
	if (special && (form == FORM_CONNINFO || form == FORM_DOUBLY))
		str_add(out, "\\");
	if (c == '\'' && (form == FORM_LITERAL || form == FORM_DOUBLY))
		str_add(out, "'");
	str_addn(out, (const char *)&c, 1);
}

/* The longer forms first: a shorter one may be a part of them. When the password is not known any more, nothing is shown. */
char *session_hide_password(struct run *run, const char *said)
{
	struct secret password = { 0 };
	struct err ignored = { 0 };
	char *out;

	if (!said)
		return NULL;
	if (!source_password(run, &password, &ignored))
		return mem_dup(_("(the server's words are not shown: the command holds a password)"));
	out = mem_dup(said);
	for (int form = FORMS - 1; secret_known(&password) && form >= FORM_PLAIN; form--) {
		struct str text;

		str_init(&text, STR_PAGE);
		for (const char *c = secret_reveal(&password); *c; c++)
			add_form(&text, (unsigned char)*c, (enum form)form);
		out = without(out, str_text(&text));
		if (text.len)
			secret_wipe(text.s, text.len);
		str_release(&text);
	}
	secret_release(&password);
	return out;
}
