/* The handler only counts and wakes the loop; wizard.c acts on the signals between turns. All state is static, since a handler can use
 * nothing else. */
#include "config.h"

#include "cli/signals.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "port/loop.h"

/* SIGCHLD is handled by the loop (port/loop.h). */
static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

/* interrupts: SIGINT since the last call of signals_interrupts. end: the signal that ends Teal. stop: SIGTSTP came. */
static volatile sig_atomic_t interrupts, end, stop;
static struct loop *loop_to_wake;

/* PR_SET_DUMPABLE also keeps other processes of the same user from reading Teal's memory (prctl(2)). */
void signals_harden(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	/* With SIGXFSZ ignored a write beyond the limit of file sizes fails with EFBIG, and is handled like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
}

/* Async-signal-safe: flags, and one byte into the loop's pipe. */
static void came(int sig)
{
	if (sig == SIGINT)
		interrupts = interrupts + 1;
	else if (sig == SIGTSTP)
		stop = 1;
	else
		end = sig;
	if (loop_to_wake)
		loop_wake(loop_to_wake);
}

/* SA_RESTART: the loop wakes by its pipe, so no system call needs to be interrupted. */
static void on_each(void (*handler)(int))
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < mem_count(caught); i++)
		sigaction(caught[i], &act, NULL);
}

void signals_open(struct loop *loop)
{
	loop_to_wake = loop;
	on_each(came);
}

/* The handlers go first, since a handler still uses the loop. */
void signals_close(void)
{
	on_each(SIG_DFL);
	loop_to_wake = NULL;
}

/* A number and not a flag, since a second Ctrl-C means more than the first. */
int signals_interrupts(void)
{
	/* A signal between these two lines is lost; the person presses the key again. */
	int n = (int)interrupts;

	interrupts = 0;
	return n;
}

int signals_end(void)
{
	return (int)end;
}

bool signals_stop(void)
{
	bool it = stop != 0;

	stop = 0;
	return it;
}

/* exec keeps ignored and blocked signals as they are (execve(2)), and until exec a handler of the parent would run and wake the parent's
 * loop. */
void signals_restore(void)
{
	sigset_t none;

	on_each(SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* While the terminal is lent SIGINT and SIGQUIT are ignored and not caught, so that a Ctrl-C for juju is not counted here. SIGTSTP has its
 * default effect: Ctrl-Z stops both processes, as the shell expects. */
void signals_foreground(enum signals_ground ground)
{
	struct sigaction act = { .sa_handler = ground == SIGNALS_LENT ? SIG_IGN : came, .sa_flags = SA_RESTART };
	struct sigaction stopping = { .sa_handler = ground == SIGNALS_LENT ? SIG_DFL : came, .sa_flags = SA_RESTART };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGQUIT, &act, NULL);
	sigaction(SIGTSTP, &stopping, NULL);
}
