/* getaddrinfo on a thread of its own (port/background.h). libpq would look names up by itself while it
 * connects, and block the loop for as long as a name server is silent. */
#include "config.h"

#include "port/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/background.h"

/* The most entries of a list, and the most addresses of one name. What is beyond is left out and not refused. */
enum { HOSTS_MAX = 32, ADDRESSES_MAX = 8 };

/* The data of the thread: what was asked and what was found. */
struct lists {
	char *host, *port; /* as given */
	/* Three lists of equal length: entry n of each makes one attempt of libpq's. */
	struct str hosts, addrs, ports; /* as found */
	int found;
	int why; /* of the last name that was not found: EAI_* */
};

/* The owner's part. */
struct resolve {
	struct background *background;
	struct lists *lists; /* the thread's until it is finished */
};

/* True when entry is neither an address nor a socket folder nor an abstract socket (PostgreSQL manual,
 * "Parameter Key Words", host). A scope behind an IPv6 address belongs to the address. */
static bool is_name(const char *entry)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char bare[INET6_ADDRSTRLEN + 1];

	snprintf(bare, sizeof bare, "%.*s", (int)strcspn(entry, "%"), entry); /* fe80::1%eth0 */
	return *entry && *entry != '/' && *entry != '@' && inet_pton(AF_INET, bare, bytes) != 1 && inet_pton(AF_INET6, bare, bytes) != 1;
}

/* The nth entry of a list with commas. A list without a comma has entry 0 only. Owned; NULL when there are
 * fewer. */
static char *entry_of(const char *list, int n)
{
	if (!list)
		return NULL;
	if (!strchr(list, ','))
		return n == 0 ? mem_dup(list) : NULL;
	while (n-- > 0) {
		list = strchr(list, ',');
		if (!list)
			return NULL;
		list++;
	}
	return mem_dupn(list, strcspn(list, ","));
}

/* One name among addresses is enough: then the whole list goes through the thread. */
bool resolve_needed(const char *host)
{
	bool needed = false;
	char *entry;

	for (int i = 0; host && i < HOSTS_MAX && (entry = entry_of(host, i)); i++) {
		needed |= is_name(entry);
		free(entry);
	}
	return needed;
}

/* An empty addr makes libpq take the host as it stands. */
static void add_entry(struct lists *l, const char *host, const char *addr, const char *port)
{
	const char *comma = l->found++ ? "," : "";

	str_addf(&l->hosts, "%s%s", comma, host);
	str_addf(&l->addrs, "%s%s", comma, addr);
	str_addf(&l->ports, "%s%s", comma, port);
}

/* Without a socket type getaddrinfo returns each address three times (getaddrinfo(3)). A name that is not found
 * is noted and passed over, since another host of the list may be found. */
static void look_up(struct lists *l, const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all = NULL;
	char addr[NI_MAXHOST];
	int n = 0, why = getaddrinfo(host, NULL, &hints, &all);

	if (why) {
		l->why = why;
		return;
	}
	for (const struct addrinfo *a = all; a && n < ADDRESSES_MAX; a = a->ai_next, n++)
		if (getnameinfo(a->ai_addr, a->ai_addrlen, addr, sizeof addr, NULL, 0, NI_NUMERICHOST) == 0)
			add_entry(l, host, addr, port);
	freeaddrinfo(all);
}

/* Runs on the thread and touches only its lists. */
static void work(void *data)
{
	struct lists *l = data;
	char *host;

	for (int i = 0; i < HOSTS_MAX && (host = entry_of(l->host, i)); i++) {
		/* One port serves all hosts, or there is one for each. */
		char *port = entry_of(l->port, l->port && strchr(l->port, ',') ? i : 0);

		if (is_name(host))
			look_up(l, host, port ? port : "");
		else
			add_entry(l, host, "", port ? port : ""); /* libpq reads an address in host as well */
		free(host);
		free(port);
	}
}

/* Runs on the thread or on the loop's, where the last holder lets go. */
static void release(void *data)
{
	struct lists *l = data;

	free(l->host);
	free(l->port);
	str_release(&l->hosts);
	str_release(&l->addrs);
	str_release(&l->ports);
	free(l);
}

/* The texts are copied, since the thread may outlive the caller. */
struct resolve *resolve_start(const char *host, const char *port)
{
	struct resolve *r = mem_zalloc(1, sizeof *r);

	r->lists = mem_zalloc(1, sizeof *r->lists);
	mem_set(&r->lists->host, host);
	mem_set(&r->lists->port, port);
	str_init(&r->lists->hosts, STR_PAGE);
	str_init(&r->lists->addrs, STR_PAGE);
	str_init(&r->lists->ports, STR_PAGE);
	r->background = background_start(work, release, r->lists);
	if (r->background)
		return r;
	free(r);
	return NULL;
}

int resolve_fd(const struct resolve *r)
{
	return background_fd(r->background);
}

bool resolve_finished(struct resolve *r)
{
	return background_finished(r->background);
}

/* The results are moved out and can be taken once. */
bool resolve_take(struct resolve *r, char **host, char **hostaddr, char **port, struct err *err)
{
	struct lists *l = r->lists;

	if (!l->found)
		return err_whyf(err, ERR_WORLD, _("the name of the database host cannot be looked up"),
		                _("Check the name and the DNS, or give an address."), "%s: %s", l->host, gai_strerror(l->why));
	*host = str_take(&l->hosts);
	*hostaddr = str_take(&l->addrs);
	*port = str_take(&l->ports);
	return true;
}

/* May come before the end of the look-up: then the thread frees the lists. */
void resolve_free(struct resolve *r)
{
	if (!r)
		return;
	background_drop(r->background);
	free(r);
}
