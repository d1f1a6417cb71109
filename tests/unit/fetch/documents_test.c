#include "config.h"

#include "fetch/documents.h"

#include "base/err.h"
#include "base/mem.h"
#include "port/cache.h"
#include "port/loop.h"
#include "tests/unit/check.h"
#include "tests/unit/fetch/documents_desk.h"
#include "tests/unit/web.h"

enum { SLOTS = 8 };

static void fresh_then_unchanged_then_new(void)
{
	const struct fetched *doc;
	int64_t before = loop_wall();
	struct desk d;

	if (!desk_begin())
		return;
	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ 0 });
	CHECK_INT(doc->state, FETCH_FRESH);
	CHECK_STR(str_text(&doc->body), "body 1");
	CHECK(doc->current >= before && doc->current <= loop_wall() && doc->tries == 1 && !doc->file);
	CHECK(!doc->why[0] && !doc->note[0]);
	CHECK_STR(doc->where, desk_url("/doc"));
	desk_close(&d);
	before = loop_wall();
	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ 0 });
	CHECK_INT(doc->state, FETCH_UNCHANGED);
	CHECK_STR(str_text(&doc->body), "body 1");
	CHECK(doc->current >= before && !doc->why[0]);
	CHECK(strstr(web_shared->seen, "If-None-Match: \"v1\"\r\n"));
	desk_close(&d);
	web_shared->etag = 2;
	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ 0 });
	CHECK_INT(doc->state, FETCH_FRESH);
	CHECK_STR(str_text(&doc->body), "body 2");
	desk_close(&d);
	CHECK_INT(web_shared->asked, 3);
	desk_end();
}

static void stale_tells_its_age_and_the_reason(void)
{
	const struct fetched *doc;
	struct err err;
	struct desk d;

	if (!desk_begin())
		return;
	CHECK(cache_write(desk_url("/cut"), "\"x\"", "kept", 4, 1234567890123, &err));
	doc = desk_fetch(&d, desk_url("/cut"), (struct documents_spec){ 0 });
	CHECK_INT(doc->state, FETCH_STALE);
	CHECK_STR(str_text(&doc->body), "kept");
	CHECK_INT(doc->current, 1234567890123);
	CHECK_INT(doc->tries, 3);
	CHECK(strstr(doc->why, "ended before the answer was whole") && strstr(doc->why, "3 times"));
	desk_close(&d);
	CHECK(cache_write(desk_url("/gone"), "\"x\"", "kept", 4, 1234567890123, &err));
	doc = desk_fetch(&d, desk_url("/gone"), (struct documents_spec){ 0 });
	CHECK(doc->state == FETCH_STALE && doc->tries == 1 && strstr(doc->why, "404"));
	desk_close(&d);
	/* A server cannot say "unchanged" to who did not ask whether it is. */
	web_shared->status = 304;
	desk_none(desk_url("/doc"), (struct documents_spec){ 0 }, "not expected", 1);
	desk_end();
}

static bool only_kept(void *self, const char *id, const char *body, size_t n, struct err *err)
{
	(void)self;
	(void)id;
	return (n == 4 && memcmp(body, "kept", 4) == 0) || err_set(err, ERR_INPUT, "It is not what was wanted", "it says so", "Look.");
}

/* A captive portal answers everything with 200. */
static void garbage_takes_no_copy_away(void)
{
	const struct fetched *doc;
	struct err err;
	struct desk d;

	if (!desk_begin())
		return;
	CHECK(cache_write(desk_url("/doc"), NULL, "kept", 4, 1234567890123, &err));
	for (int i = 0; i < 2; i++) {
		doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ .check = only_kept, .flags = i ? DOCUMENTS_OFFLINE : 0 });
		CHECK_INT(doc->state, FETCH_STALE);
		CHECK_STR(str_text(&doc->body), "kept");
		CHECK(i || strstr(doc->why, "not what was wanted"));
		desk_close(&d);
	}
	desk_end();
}

static void what_is_final_is_asked_once(void)
{
	if (!desk_begin())
		return;
	desk_none(desk_url("/gone"), (struct documents_spec){ 0 }, "no such document. (HTTP 404)", 1);
	desk_none(desk_url("/large"), (struct documents_spec){ 0 }, "larger", 1);
	desk_none(desk_url("/large-told"), (struct documents_spec){ 0 }, "larger", 1);
	desk_none(desk_url("/away"), (struct documents_spec){ 0 }, "not https", 1);
	web_shared->status = 403;
	desk_none(desk_url("/doc"), (struct documents_spec){ 0 }, "refuses access", 1);
	/* GitHub tells its limits with each answer: while something remains, 403 is no limit. */
	snprintf(web_shared->extra, sizeof web_shared->extra, "x-ratelimit-remaining: 7\r\nx-ratelimit-reset: 4000000000\r\n");
	desk_none(desk_url("/doc"), (struct documents_spec){ 0 }, "refuses access", 1);
	web_shared->status = 206;
	desk_none(desk_url("/doc"), (struct documents_spec){ 0 }, "not expected. (HTTP 206)", 1);
	CHECK_INT(web_shared->asked, 7);
	desk_end();
}

static void what_may_pass_is_asked_three_times(void)
{
	const struct fetched *doc;
	int64_t before = loop_now();
	struct desk d;

	if (!desk_begin())
		return;
	web_shared->bad = 2;
	doc = desk_fetch(&d, desk_url("/flaky"), (struct documents_spec){ .retry_ms = 50 });
	CHECK(doc->state == FETCH_FRESH && doc->tries == 3 && doc->body.len == 0);
	CHECK(loop_now() - before >= 200);
	desk_close(&d);
	web_shared->bad = 100;
	desk_none(desk_url("/flaky?other"), (struct documents_spec){ 0 }, "(HTTP 500) It was asked 3 times.", 3);
	CHECK_INT(web_shared->asked, 6);
	desk_none(desk_url("/cut"), (struct documents_spec){ 0 }, "before the answer was whole", 3);
	desk_none(desk_url("/drip"), (struct documents_spec){ .deadline_ms = 150 }, "in time", 3);
	desk_none(desk_url("/silent"), (struct documents_spec){ .deadline_ms = 150 }, "in time", 3);
	desk_none("http://127.0.0.1:1/", (struct documents_spec){ 0 }, "could not be reached. (", 3);
	/* A label of 64 letters: no name server is asked. */
	desk_none("https://aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd.invalid/", (struct documents_spec){ 0 },
	          "name was not found", 3);
	desk_end();
}

/* Waits for /doc, then asks for one more of the same host, which must be told the same without a request. */
static void held_for(const char *says)
{
	const struct fetched *doc;
	struct desk d;
	int asked;

	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ 0 });
	desk_check_none(doc, says, 1);
	asked = web_shared->asked;
	documents_ask(d.sources, "next", desk_url("/other"), BODY_MAX);
	desk_wait_told(&d, 2);
	CHECK_STR(documents_get(d.sources, "next")->why, doc->why);
	CHECK_INT(documents_get(d.sources, "next")->tries, 0);
	CHECK_INT(web_shared->asked, asked);
	desk_close(&d);
}

static void a_limit_is_told_and_kept(void)
{
	int64_t now = loop_wall() / 1000;
	char says[64];

	if (!desk_begin())
		return;
	setenv("TZ", "XYZ-3", 1);
	web_shared->status = 429;
	snprintf(web_shared->extra, sizeof web_shared->extra, "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: %lld\r\n",
	         (long long)now + 720);
	strftime(says, sizeof says, "until %H:%M XYZ. (HTTP 429)",
	         gmtime_r(&(time_t){ (now + 720 + 59) / 60 * 60 + 3 * 3600 }, &(struct tm){ 0 }));
	if (gmtime_r(&(time_t){ now + 3 * 3600 }, &(struct tm){ 0 })->tm_hour == 23)
		snprintf(says, sizeof says, " XYZ. (HTTP 429)"); /* then the date may stand there as well */
	held_for(says);
	web_shared->status = 403;
	held_for("(HTTP 403)");
	snprintf(web_shared->extra, sizeof web_shared->extra, "Retry-After: 99999999999999\r\n");
	held_for("takes no more until 2"); /* a day at most, so it has a date */
	snprintf(web_shared->extra, sizeof web_shared->extra, "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 12\r\n");
	held_for("takes no more until");
	web_shared->status = 503;
	snprintf(web_shared->extra, sizeof web_shared->extra, "Retry-After: 600\r\n");
	held_for("left alone until");
	desk_end();
}

/* The others were under way, in the queue, or in a pause before their next try when the limit was told. */
static void a_limit_ends_the_queue_and_then_itself(void)
{
	struct desk d;
	char id[8];

	if (!desk_begin())
		return;
	web_shared->status = 429;
	web_shared->bad = 1;
	snprintf(web_shared->extra, sizeof web_shared->extra, "Retry-After: 1\r\n");
	desk_open(&d, (struct documents_spec){ .retry_ms = PATIENCE_MS });
	documents_ask(d.sources, "paused", desk_url("/flaky"), BODY_MAX);
	desk_wait_asked(&d, 1);
	desk_turns(&d, 50);
	for (int i = 0; i < SLOTS; i++) {
		snprintf(id, sizeof id, "%d", i);
		documents_ask(d.sources, id, desk_url("/doc"), BODY_MAX);
	}
	desk_wait_told(&d, SLOTS + 1);
	CHECK(web_shared->asked <= 5);
	CHECK_INT(documents_get(d.sources, "7")->tries, 0);
	CHECK_STR(documents_get(d.sources, "7")->why, documents_get(d.sources, "paused")->why);
	web_shared->status = 0;
	desk_turns(&d, 1100);
	documents_ask(d.sources, "later", desk_url("/doc"), BODY_MAX);
	desk_wait_told(&d, SLOTS + 2);
	CHECK_INT(documents_get(d.sources, "later")->state, FETCH_FRESH);
	desk_close(&d);
	desk_end();
}

static void four_at_once(void)
{
	struct desk d;
	char id[8];

	if (!desk_begin())
		return;
	desk_open(&d, (struct documents_spec){ 0 });
	for (int i = 0; i < SLOTS + 1; i++) {
		snprintf(id, sizeof id, "%d", i);
		documents_ask(d.sources, id, desk_url("/slow"), BODY_MAX);
	}
	desk_wait_told(&d, SLOTS + 1);
	CHECK_INT(web_shared->most, 4);
	CHECK_INT(documents_count(d.sources), SLOTS + 1);
	for (size_t i = 0; i < documents_count(d.sources); i++)
		CHECK_INT(documents_at(d.sources, i)->state, FETCH_FRESH);
	CHECK(documents_at(d.sources, SLOTS + 1) == NULL && documents_get(d.sources, "none") == NULL);
	desk_close(&d);
	desk_end();
}

static void certificates_are_checked(void)
{
	const struct fetched *doc;
	struct web tls = { 0 };
	struct desk d;
	char *cert, *where;

	if (!desk_begin())
		return;
	cert = mem_printf("%s/cert.pem", desk_root);
	if (web_start_tls(&tls, desk_root)) {
		where = mem_printf("https://localhost:%d/", tls.port);
		doc = desk_fetch(&d, where, (struct documents_spec){ .ca_file = cert });
		if (!CHECK(doc->state == FETCH_FRESH && doc->body.len > 0))
			printf("# %s\n", doc->why);
		desk_close(&d);
		doc = desk_fetch(&d, where, (struct documents_spec){ 0 });
		CHECK(doc->state == FETCH_STALE && doc->tries == 1 && strstr(doc->why, "certificate is not trusted"));
		desk_close(&d);
		free(where);
		where = mem_printf("https://127.0.0.1:%d/", tls.port);
		desk_none(where, (struct documents_spec){ .ca_file = cert }, "certificate is not trusted", 1);
		free(where);
		CHECK(web_stop(&tls));
	} else {
		SKIP("openssl cannot serve here");
	}
	free(cert);
	desk_end();
}

/* With one paused, three under way and the rest in the queue. */
static void freed_when(struct desk *d, bool from_settled)
{
	char id[8];

	web_shared->asked = 0;
	web_shared->bad = 100;
	desk_open(d, (struct documents_spec){ .retry_ms = PATIENCE_MS });
	d->free_it = from_settled;
	documents_ask(d->sources, "paused", desk_url("/flaky"), BODY_MAX);
	desk_wait_asked(d, 1);
	for (int i = 0; i < SLOTS; i++) {
		snprintf(id, sizeof id, "%d", i);
		documents_ask(d->sources, id, i ? desk_url("/silent") : desk_url("/slow"), BODY_MAX);
	}
	desk_wait_told(d, 1);
	CHECK_STR(d->last, "0");
	CHECK((d->sources == NULL) == from_settled);
	loop_turn(d->loop, 0);
	desk_close(d);
}

static void freed_at_any_time(void)
{
	struct desk d;

	if (!desk_begin())
		return;
	freed_when(&d, true);
	freed_when(&d, false);
	documents_free(NULL);
	desk_open(&d, (struct documents_spec){ 0 });
	documents_ask(d.sources, "never begun", desk_url("/doc"), BODY_MAX);
	desk_close(&d);
	desk_end();
}

static void more_may_be_asked_from_settled(void)
{
	struct desk d;

	if (!desk_begin())
		return;
	desk_open(&d, (struct documents_spec){ 0 });
	d.ask_more = true;
	documents_ask(d.sources, "first", "/no/such/file", BODY_MAX);
	desk_wait_told(&d, 2);
	CHECK_STR(d.last, "more");
	CHECK_INT(documents_get(d.sources, "more")->state, FETCH_FRESH);
	desk_close(&d);
	desk_end();
}

static void waiting_costs_nothing(void)
{
	struct desk d;
	char id[8];

	if (!desk_begin())
		return;
	desk_open(&d, (struct documents_spec){ .retry_ms = PATIENCE_MS });
	CHECK(desk_turns(&d, 100) <= 2);
	documents_ask(d.sources, "done", desk_url("/doc"), BODY_MAX);
	desk_wait_told(&d, 1);
	CHECK(desk_turns(&d, 100) <= 3);
	/* One pauses, four are under way, the rest wait for a place. */
	web_shared->bad = 1;
	documents_ask(d.sources, "paused", desk_url("/flaky"), BODY_MAX);
	desk_turns(&d, 100);
	for (int i = 0; i < SLOTS; i++) {
		snprintf(id, sizeof id, "%d", i);
		documents_ask(d.sources, id, desk_url("/silent"), BODY_MAX);
	}
	desk_wait_asked(&d, 6);
	desk_turns(&d, 300); /* curl looks a few times whether it is connected */
	CHECK(desk_turns(&d, 300) <= 4);
	CHECK_INT(d.told, 1);
	desk_close(&d);
	desk_end();
}

static const struct check_case cases[] = {
	{ "a document is fresh, then unchanged by its ETag, then new", fresh_then_unchanged_then_new },
	{ "garbage takes no copy away", garbage_takes_no_copy_away },
	{ "a kept copy answers with its age and with what went wrong", stale_tells_its_age_and_the_reason },
	{ "404, too large, a redirect to http and a refusal are final", what_is_final_is_asked_once },
	{ "trouble that may pass is asked three times", what_may_pass_is_asked_three_times },
	{ "a limit is told with its end, and its host is left alone", a_limit_is_told_and_kept },
	{ "a limit ends the queue of its host, and ends itself", a_limit_ends_the_queue_and_then_itself },
	{ "four requests are under way at once, not more", four_at_once },
	{ "certificates are checked", certificates_are_checked },
	{ "freed from settled and while requests are under way", freed_at_any_time },
	{ "more may be asked from settled", more_may_be_asked_from_settled },
	{ "waiting wakes nobody", waiting_costs_nothing },
};

CHECK_MAIN(cases)
