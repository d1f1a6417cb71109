/* The way back to the shell as plain bytes and settings, prepared while all is well. */
#include "config.h"

#include "ui/kit/rescue.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

static struct {
	bool armed; /* read by signal handlers, which do nothing once it is false */
	struct termios before;
	char bytes[256];
	size_t len;
	struct sigaction old[mem_count(deadly)];
} rescue;

bool rescue_read(void)
{
	rescue.len = 0;
	return tcgetattr(STDIN_FILENO, &rescue.before) == 0;
}

/* Padding, "$<5>", is for terminals of paper. */
void rescue_say(const char *s)
{
	while (s && *s && rescue.len < sizeof rescue.bytes) {
		/* terminfo(5): a pause in milliseconds; nothing sends it for us here. */
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>'))
			s = strchr(s, '>') + 1;
		else
			rescue.bytes[rescue.len++] = *s++;
	}
}

/* First of all disarmed, so that a second deadly signal finds nothing to do and cannot come back here. */
static void give_back(void)
{
	if (!rescue.armed)
		return;
	rescue.armed = false;
	if (write(STDOUT_FILENO, rescue.bytes, rescue.len) < 0) {
		/* The terminal is gone, and nothing is left to give back. */
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
}

/* The signal comes again, to what would have met it without us: a core dump, or a sanitizer's report. */
static void died(int sig)
{
	for (size_t i = 0; i < mem_count(deadly); i++)
		if (deadly[i] == sig)
			sigaction(sig, &rescue.old[i], NULL);
	give_back();
	raise(sig);
}

/* SA_NODEFER lets the signal that died() raises again come at once, within its own handler. */
void rescue_arm(void)
{
	struct sigaction death = { .sa_handler = died, .sa_flags = SA_NODEFER };

	rescue.armed = true;
	for (size_t i = 0; i < mem_count(deadly); i++)
		sigaction(deadly[i], &death, &rescue.old[i]);
	mem_on_death(give_back);
}

/* The signals as they were, whoever had them. */
void rescue_disarm(void)
{
	rescue.armed = false;
	for (size_t i = 0; i < mem_count(deadly); i++)
		sigaction(deadly[i], &rescue.old[i], NULL);
}
