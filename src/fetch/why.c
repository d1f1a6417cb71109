/* What went wrong with a request, in sentences. There are two tables: one for requests without a whole answer,
 * one for answers with a status that is no success. Each row also says whether asking again may help. */
#include "config.h"

#include "fetch/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/http.h"

/* LIMIT_S: the wait that GitHub asks for when a limit names no time. HOLD_MAX_S: the longest wait. */
enum { LIMIT_S = 60, HOLD_MAX_S = 24 * 3600 };

/* why follows the host and a colon. */
struct words {
	const char *why, *now;
	bool passing; /* asking again may help */
};

static const struct words fault_words[] = {
	[HTTP_FAULT_ADDRESS] = { N_("The address cannot be understood."), N_("Check it."), false },
	[HTTP_FAULT_NAME] = { N_("The name was not found."), N_("Check the address, the network and the name server, then look again."),
	                      true },
	[HTTP_FAULT_PROXY] = { N_("The proxy on the way there was not found, or its address is not well written."),
	                       N_("Check https_proxy, http_proxy and no_proxy in the environment."), true },
	[HTTP_FAULT_CONNECT] = { N_("It could not be reached."), N_("Check the network, the firewall and the proxy, then look again."),
	                         true },
	[HTTP_FAULT_CUT] = { N_("The connection ended before the answer was whole."),
	                     N_("Look again; if it stays so, ask who runs the network or the proxy."), true },
	[HTTP_FAULT_TIME] = { N_("The answer did not come in time."), N_("Check the network and the proxy, then look again."), true },
	[HTTP_FAULT_SIZE] = { N_("The answer is larger than what is accepted."),
	                      N_("Check that the address is that of the right document."), false },
	[HTTP_FAULT_TRUST] = { N_("The certificate is not trusted."),
	                       N_("If a mirror or proxy of yours has an authority of its own, add that to this machine's certificates; if "
	                          "not, "
	                          "do not trust this network."),
	                       false },
	[HTTP_FAULT_REDIRECT] = { N_("It points on to an address that is not https, or points on without end; that is not followed."),
	                          N_("Name the address where the document really is."), false },
	[HTTP_FAULT_OTHER] = { N_("The request failed."), N_("Look again in a while; if it stays so, check the address and the network."),
	                       true },
};

/* The first row that covers a status holds. */
static const struct {
	int from, to;
	struct words words;
} status_words[] = {
	{ 401, 401, { N_("It wants a user and a password, or does not take the ones it got."), N_("Check those in the address."), false } },
	{ 403, 403, { N_("It refuses access."), N_("Check the address, and whether a proxy stands in the way."), false } },
	{ 404, 404, { N_("It has no such document."), N_("Check the address and the version in it."), false } },
	{ 407, 407, { N_("The proxy wants a user and a password."), N_("Check https_proxy and http_proxy in the environment."), false } },
	{ 410, 410, { N_("It does not have this document any more."), N_("Check the address and the version in it."), false } },
	{ 500, 599, { N_("It has trouble of its own."), N_("Look again in a while."), true } },
	{ 0,
	  999,
	  { N_("It gave an answer that was not expected."), N_("Check the address, and whether a proxy stands in the way."), false } },
};

/* A status of 400 or more counts even when its body was cut or too large, since the body of a refusal is not
 * needed. */
static const struct words *words_of(const struct http_result *r)
{
	size_t i = 0;

	if (!r->ok && r->status < 400)
		return &fault_words[r->fault ? r->fault : HTTP_FAULT_OTHER];
	while (i + 1 < mem_count(status_words) && (r->status < status_words[i].from || r->status > status_words[i].to))
		i++;
	return &status_words[i].words;
}

bool why_passing(const struct http_result *r)
{
	return words_of(r)->passing;
}

/* In brackets: the status, to search for, or curl's words where they say more than the sentence. */
static void add_detail(struct str *out, const struct http_result *r)
{
	if (r->ok || r->status >= 400) {
		str_addf(out, " (HTTP %d)", r->status);
		return;
	}
	switch (r->fault) {
	case HTTP_FAULT_TIME:
	case HTTP_FAULT_SIZE:
	case HTTP_FAULT_REDIRECT:
	case HTTP_FAULT_ADDRESS:
		return;
	default:
		str_add(out, " (");
		str_add_safe(out, r->why, strlen(r->why), STR_ONE_LINE);
		str_add(out, ")");
	}
}

/* The parts are whole sentences, so that translations need not fit them together. */
void why_failed(struct str *out, const char *host, const struct http_result *r, int tries)
{
	const struct words *words = words_of(r);

	str_addf(out, "%s: %s", host, _(words->why));
	add_detail(out, r);
	if (tries > 1) {
		str_add(out, " ");
		str_addf(out, ngettext("It was asked %d time.", "It was asked %d times.", (unsigned long)tries), tries);
	}
	str_addf(out, " %s", _(words->now));
}

/* The operator's local time, which a clock on the wall shows; rounded up to the next minute, so that it is
 * never too early. */
static void local_time(int64_t wall, int64_t now, char *out, size_t size)
{
	time_t at = (time_t)((wall + 59999) / 60000 * 60), today = (time_t)(now / 1000);
	struct tm then, day;

	localtime_r(&at, &then);
	localtime_r(&today, &day);
	strftime(out, size, then.tm_yday == day.tm_yday && then.tm_year == day.tm_year ? "%H:%M %Z" : "%Y-%m-%d %H:%M %Z", &then);
}

/* 5xx with a Retry-After is a request for a pause, 403 and 429 are a limit: each has its sentence. */
void why_held(struct str *out, const char *host, int status, int64_t until, int64_t now)
{
	char when[64];

	local_time(until, now, when, sizeof when);
	str_addf(out, "%s: ", host);
	if (status >= 500)
		str_addf(out, _("It asks to be left alone until %s."), when);
	else
		str_addf(out, _("It has had too many requests from this network and takes no more until %s."), when);
	str_addf(out, " (HTTP %d) ", status);
	str_add(out, _("No request goes there before; look again after that."));
}

void why_offline(struct str *out, bool kept)
{
	str_add(out, _("No request was made, because that was switched off."));
	str_addf(out, " %s",
	         kept ? _("Look again with a network to see what is new.")
	              : _("Nothing is kept from an earlier look: look once with a network, or name a file."));
}

/* 403 may also be a plain refusal. GitHub sends x-ratelimit-reset with every answer, so it means a limit only
 * with a remainder of 0. */
static bool is_limit(const struct http_result *r)
{
	switch (r->status) {
	case 429:
		return true;
	case 403:
		return r->retry_after_s >= 0 || r->ratelimit_remaining == 0 || (r->ratelimit_remaining < 0 && r->ratelimit_reset >= 0);
	default:
		return r->status >= 500 && r->retry_after_s > FETCH_PATIENT_S;
	}
}

/* A reset that lies in the past shows that one of the clocks is wrong, not that the limit is over: then the
 * default wait holds. */
int64_t why_hold_until(const struct http_result *r, int64_t now)
{
	int64_t wait = LIMIT_S * 1000, most = (int64_t)HOLD_MAX_S * 1000;

	if (!is_limit(r))
		return 0;
	if (r->retry_after_s >= 0)
		wait = r->retry_after_s < HOLD_MAX_S ? r->retry_after_s * 1000 : most;
	else if (r->ratelimit_reset > now / 1000)
		wait = r->ratelimit_reset < (now + most) / 1000 ? r->ratelimit_reset * 1000 - now : most;
	return now + (wait > 1000 ? wait : 1000);
}
