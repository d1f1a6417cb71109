/* The table of the keys, in the order of the help screen. Only Enter starts or changes anything, as the last line says; no letter does. So
 * a letter that was meant for a field which has just closed can open a text or a question, and no more. */
#include "config.h"

#include "ui/kit/key.h"

#include "base/intl.h"
#include "base/mem.h"

/* The contexts in which letters are keys and not text. */
#define KEY_IN_TEXT (KEY_IN_SCREEN | KEY_IN_PAGER)

static const struct key_binding table[] = {
	{
		.request = REQ_UP,
		.presses = { { PRESS_UP, 0 }, { PRESS_TEXT, 'k' } },
		.keys = "↑",
		.ascii = "Up",
		.name = N_("up"),
		.help = N_("Goes one row up; k does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_DOWN,
		.presses = { { PRESS_DOWN, 0 }, { PRESS_TEXT, 'j' } },
		.keys = "↓",
		.ascii = "Down",
		.name = N_("down"),
		.help = N_("Goes one row down; j does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		/* The field itself handles this key in a choice; the row is here for the help screen and the last line. */
		.request = REQ_LEFT,
		.presses = { { PRESS_LEFT, 0 } },
		.keys = "←",
		.ascii = "Left",
		.name = N_("left"),
		.help = N_("Goes to the choice on the left."),
		.contexts = KEY_IN_SCREEN | KEY_IN_DIALOG,
	},
	{
		.request = REQ_RIGHT,
		.presses = { { PRESS_RIGHT, 0 } },
		.keys = "→",
		.ascii = "Right",
		.name = N_("right"),
		.help = N_("Goes to the choice on the right."),
		.contexts = KEY_IN_SCREEN | KEY_IN_DIALOG,
	},
	{
		.request = REQ_MARK,
		/* Before REQ_PAGE_DOWN, which has the space bar elsewhere. No letter, since a mark is kept with a name and a time. */
		.presses = { { PRESS_TEXT, ' ' } },
		.keys = "Space",
		.name = N_("mark as read"),
		.help = N_("In the list of the releases: marks the selected entry as read, and goes to the next one that is not."),
		.contexts = KEY_IN_ENTRIES,
	},
	{
		.request = REQ_PAGE_UP,
		.presses = { { PRESS_PAGE_UP, 0 } },
		.keys = "PgUp",
		.name = N_("page up"),
		.help = N_("Goes one page up."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_PAGE_DOWN,
		/* The space bar as in less(1). */
		.presses = { { PRESS_PAGE_DOWN, 0 }, { PRESS_TEXT, ' ' } },
		.keys = "PgDn",
		.name = N_("page down"),
		.help = N_("Goes one page down; elsewhere the space bar does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_FIRST,
		.presses = { { PRESS_HOME, 0 }, { PRESS_TEXT, 'g' } },
		.keys = "Home",
		.name = N_("first"),
		.help = N_("Goes to the first row; g does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_LAST,
		.presses = { { PRESS_END, 0 }, { PRESS_TEXT, 'G' } },
		.keys = "End",
		.name = N_("last"),
		.help = N_("Goes to the last row; G does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_PRIMARY,
		/* Enter alone, and no letter: see the head of this file. */
		.presses = { { PRESS_ENTER, 0 } },
		.keys = "Enter",
		.name = N_("next"),
		.help = N_("Does what the last line says, and nothing while the reason why it waits stands there."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_BACK,
		.presses = { { PRESS_ESC, 0 } },
		.keys = "Esc",
		.name = N_("back"),
		.help = N_("Goes back and changes nothing; what was answered is kept."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_NEXT_PART,
		.presses = { { PRESS_TAB, 0 } },
		.keys = "Tab",
		.name = N_("next part"),
		.help = N_("Goes to the next part of the screen."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_LAST_PART,
		.presses = { { PRESS_BACK_TAB, 0 } },
		.keys = "Shift-Tab",
		.name = N_("previous part"),
		.help = N_("Goes to the previous part of the screen."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_HELP,
		/* Some terminal windows keep F1 for their own help, so there is a second key. */
		.presses = { { PRESS_TEXT, '?' }, { PRESS_F1, 0 } },
		.keys = "?",
		.name = N_("help"),
		.help = N_("Shows the keys and what this screen is about; F1 does the same."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_COMMANDS,
		.presses = { { PRESS_TEXT, 'c' } },
		.keys = "c",
		.name = N_("commands"),
		.help = N_("Shows every command of this step in full, as it is run."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_LOG,
		.presses = { { PRESS_TEXT, 'l' } },
		.keys = "l",
		.name = N_("log"),
		.help = N_("Shows what happened in this run, newest last."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_UNDO,
		/* Only shows the plan; Enter in that text and then a typed name start the undo. */
		.presses = { { PRESS_TEXT, 'u' } },
		.keys = "u",
		.name = N_("undo plan"),
		.help = N_("Shows how to go back from here and what that costs; nothing is undone before you confirm it."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_RECHECK,
		.presses = { { PRESS_TEXT, 'r' } },
		.keys = "r",
		.name = N_("recheck"),
		.help = N_("Looks at everything again now; this only reads."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_WAIVE,
		/* Not in a pager, where no gate is visible. */
		.presses = { { PRESS_TEXT, 'w' } },
		.keys = "w",
		.name = N_("waive"),
		.help = N_("Opens the question whether the selected gate may be waived; it asks for a reason, which stands in the report."),
		.contexts = KEY_IN_SCREEN,
	},
	{
		.request = REQ_LEAVE_OUT,
		/* Opens a question that names the known tables. */
		.presses = { { PRESS_TEXT, 'o' } },
		.keys = "o",
		.name = N_("leave out"),
		.help = N_("Asks which tables of blue are left out; until the copy begins."),
		.contexts = KEY_IN_SCREEN,
	},
	{
		.request = REQ_SEARCH,
		.presses = { { PRESS_TEXT, '/' } },
		.keys = "/",
		.name = N_("search"),
		.help = N_("Searches in the text."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_NEXT_HIT,
		.presses = { { PRESS_TEXT, 'n' } },
		.keys = "n",
		.name = N_("next hit"),
		.help = N_("Goes to the next place where the searched text stands."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_PREVIOUS_HIT,
		.presses = { { PRESS_TEXT, 'N' } },
		.keys = "N",
		.name = N_("previous hit"),
		.help = N_("Goes to the previous place where the searched text stands."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_REDRAW,
		.presses = { { PRESS_CTRL, 'l' } },
		.keys = "Ctrl-L",
		.name = N_("redraw"),
		.help = N_("Paints the whole screen again."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_SUSPEND,
		.presses = { { PRESS_CTRL, 'z' } },
		.keys = "Ctrl-Z",
		.name = N_("suspend"),
		.help = N_("Gives you the shell; fg comes back. A write-stop goes on while you are away."),
		.contexts = KEY_EVERYWHERE,
	},
	{
		.request = REQ_QUIT,
		/* Asks before it leaves the program; in a pager it closes the text. */
		.presses = { { PRESS_TEXT, 'q' } },
		.keys = "q",
		.name = N_("quit"),
		.help = N_("Leaves; the run is kept and goes on from here at the next start."),
		.contexts = KEY_IN_TEXT,
	},
	{
		.request = REQ_INTERRUPT,
		/* In raw mode Ctrl-C and Ctrl-Z are keys and no signals (ui/kit/term.c). */
		.presses = { { PRESS_CTRL, 'c' } },
		.keys = "Ctrl-C",
		.name = N_("interrupt"),
		.help = N_("Asks to stop what is running; a second time within two seconds leaves, and the run is kept."),
		.contexts = KEY_EVERYWHERE,
	},
};

/* The same key. The code counts only for presses that have one. */
static bool same(const struct key_event *a, const struct key_event *b)
{
	bool coded = a->press == PRESS_TEXT || a->press == PRESS_CTRL;

	return a->press != PRESS_NONE && a->press == b->press && (!coded || a->code == b->code);
}

/* The first row that fits wins. No row with a letter is for fields or dialogs, so letters stay text there. */
enum request key_request(const struct key_event *event, unsigned contexts)
{
	/* Events of the terminal are no keys, so they have no row and no help. */
	if (event->press == PRESS_RESIZE)
		return REQ_RESIZE;
	if (event->press == PRESS_CLOSED)
		return REQ_CLOSED;
	for (size_t i = 0; i < mem_count(table); i++) {
		/* Unused presses are PRESS_NONE, which no event is. */
		for (size_t j = 0; j < KEY_PRESSES && (table[i].contexts & contexts); j++) {
			if (same(&table[i].presses[j], event))
				return table[i].request;
		}
	}
	return REQ_NONE;
}

const struct key_binding *key_table(size_t *n)
{
	*n = mem_count(table);
	return table;
}

/* NULL for requests of the terminal itself, such as REQ_RESIZE, which have no row. */
const struct key_binding *key_binding(enum request request)
{
	for (size_t i = 0; i < mem_count(table); i++) {
		if (table[i].request == request)
			return &table[i];
	}
	return NULL;
}
