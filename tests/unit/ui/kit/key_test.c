#include "config.h"

#include "ui/kit/key.h"

#include "base/mem.h"
#include "tests/unit/check.h"

static enum request ask(enum press press, uint32_t code, unsigned contexts)
{
	return key_request(&(struct key_event){ press, code }, contexts);
}

static void no_letter_is_the_primary_key_or_confirms(void)
{
	static const unsigned contexts[] = { KEY_IN_SCREEN, KEY_IN_PAGER, KEY_IN_FIELD, KEY_IN_DIALOG };

	for (size_t i = 0; i < mem_count(contexts); i++) {
		for (uint32_t code = 0x20; code < 0x7f; code++) {
			enum request r = ask(PRESS_TEXT, code, contexts[i]);

			CHECK(r != REQ_PRIMARY);
			CHECK(!(contexts[i] & (KEY_IN_FIELD | KEY_IN_DIALOG)) || r == REQ_NONE);
		}
	}
	CHECK_INT(ask(PRESS_ENTER, 0, KEY_IN_SCREEN), REQ_PRIMARY);
}

static void a_key_asks_for_one_thing_in_each_context(void)
{
	size_t n;
	const struct key_binding *t = key_table(&n);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < KEY_PRESSES && t[i].presses[k].press; k++) {
			for (unsigned context = 1; context <= KEY_IN_DIALOG; context <<= 1)
				CHECK(!(t[i].contexts & context) || key_request(&t[i].presses[k], context) == t[i].request);
		}
	}
}

static void every_key_has_a_name_and_a_sentence(void)
{
	size_t n;
	const struct key_binding *t = key_table(&n);

	for (size_t i = 0; i < n; i++) {
		CHECK(t[i].keys && t[i].name && t[i].help && t[i].contexts && t[i].presses[0].press != PRESS_NONE);
		CHECK(t[i].help[strlen(t[i].help) - 1] == '.');
		CHECK(key_binding(t[i].request) == &t[i]);
		for (const char *s = t[i].ascii ? t[i].ascii : t[i].keys; *s; s++)
			CHECK(*s >= ' ' && *s < 0x7f);
	}
}

static void every_request_is_in_the_table_but_those_of_no_key(void)
{
	for (int i = REQ_NONE + 1; i < REQ_COUNT; i++)
		CHECK((key_binding((enum request)i) != NULL) == (i != REQ_RESIZE && i != REQ_CLOSED));
	CHECK_INT(ask(PRESS_RESIZE, 0, KEY_IN_FIELD), REQ_RESIZE);
	CHECK_INT(ask(PRESS_CLOSED, 0, KEY_IN_DIALOG), REQ_CLOSED);
}

static void arrows_and_letters_move_alike(void)
{
	CHECK_INT(ask(PRESS_TEXT, 'j', KEY_IN_SCREEN), ask(PRESS_DOWN, 0, KEY_IN_SCREEN));
	CHECK_INT(ask(PRESS_TEXT, 'k', KEY_IN_PAGER), ask(PRESS_UP, 0, KEY_IN_PAGER));
	CHECK_INT(ask(PRESS_CTRL, 'l', KEY_IN_FIELD), REQ_REDRAW);
	CHECK_INT(ask(PRESS_TEXT, 'l', KEY_IN_SCREEN), REQ_LOG);
	CHECK_INT(ask(PRESS_NONE, 0, KEY_EVERYWHERE), REQ_NONE);
}

static const struct check_case cases[] = {
	{ "no letter is the primary key or confirms", no_letter_is_the_primary_key_or_confirms },
	{ "a key asks for one thing in each context", a_key_asks_for_one_thing_in_each_context },
	{ "every key has a name and a sentence", every_key_has_a_name_and_a_sentence },
	{ "every request is in the table but those of no key", every_request_is_in_the_table_but_those_of_no_key },
	{ "arrows and letters move alike", arrows_and_letters_move_alike },
};

CHECK_MAIN(cases)
