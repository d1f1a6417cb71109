/* A run by hand: lines of a journal as Teal writes them, without sequence and hash. Only the times, the ids and the words matter here. */
#ifndef TEAL_TESTS_REPORT_LINES_H
#define TEAL_TESTS_REPORT_LINES_H

#define AT(time, event, step, data) \
	"{\"at\":\"2026-11-22T" time "Z\",\"event\":\"" event "\"," step "\"actor\":\"anna@desk\",\"data\":" data "}"
#define IN(id) "\"step\":\"" id "\","
#define SETTINGS \
	"{\"product\":\"kratos\"," \
	"\"blue\":{\"model\":\"prod:admin/iam\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"conninfo\":\"user=operator\"}," \
	"\"green\":{\"model\":\"prod:admin/iam-green\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"conninfo\":\"user=operator\"}," \
	"\"source_from_target\":\"host=10.1.2.3 user=operator\"," \
	"\"target\":{\"channel\":\"0.3/stable\",\"revision\":409,\"version\":\"1.1.0\"},\"limits\":{\"write_stop_s\":900}}"
#define NOTE(time, key, text) AT(time, "note", "", "{\"key\":\"" key "\",\"text\":\"" text "\"}")
#define ANSWER(time, step, key, text) AT(time, "answer", IN(step), "{\"key\":\"" key "\",\"text\":\"" text "\"}")

static const char *const until_fence[] = {
	AT("03:00:00", "run-started", "",
	   "{\"run\":\"2026-11-22a\",\"version\":\"0.1.0\",\"strategy\":\"recommended\","
	   "\"mode\":\"run\",\"settings\":" SETTINGS "}"),
	AT("03:00:01", "step-started", IN("discover"), "{\"gates\":[]}"),
	NOTE("03:00:04", "blue.version", "1.0.0"),
	NOTE("03:00:04", "blue.revision", "380"),
	AT("03:00:05", "step-done", IN("discover"),
	   "{\"gates\":[{\"id\":\"blue-settled\",\"verdict\":\"PASS\",\"text\":\"3 units, leader kratos/0\",\"seen\":1795316402000},"
	   "{\"id\":\"gone-gate\",\"verdict\":\"WARN\",\"text\":\"of an older plan\",\"seen\":0}]}"),
	ANSWER("03:01:00", "fallback", "fallback.who", "Bea, |phone| *17*"),
	AT("03:01:10", "step-started", IN("fallback"), "{\"gates\":[]}"),
	AT("03:01:20", "waived", IN("fallback"), "{\"gate\":\"fallback-rehearsed\",\"reason\":\"no `staging` here\\u001b[31m <b>\"}"),
	AT("03:01:30", "step-done", IN("fallback"),
	   "{\"gates\":[{\"id\":\"fallback-rehearsed\",\"verdict\":\"FAIL\",\"text\":\"not rehearsed\",\"seen\":1795316480000}]}"),
	AT("03:02:00", "step-started", IN("backup-before"), "{\"gates\":[]}"),
	AT("03:02:00.500", "act-intent", IN("backup-before"),
	   "{\"act\":\"backup-before\",\"undo\":false,\"commands\":[\"juju run -m prod:admin/iam postgresql/1 create-backup\"]}"),
	AT("03:02:40", "act-outcome", IN("backup-before"), "{\"act\":\"backup-before\",\"undo\":false,\"ok\":true,\"took_ms\":39500}"),
	AT("03:02:45", "act-done", IN("backup-before"), "{\"act\":\"backup-before\",\"undo\":false,\"found\":false,\"text\":\"finished\"}"),
	NOTE("03:02:46", "checkpoint.before", "2026-11-22T03:02:01Z|1795316521000|postgresql/1|"),
	AT("03:02:46", "step-done", IN("backup-before"), "{\"gates\":[]}"),
	AT("03:10:00", "step-started", IN("stop-writes"), "{\"gates\":[]}"),
	AT("03:10:01", "act-intent", IN("stop-writes"),
	   "{\"act\":\"fence\",\"undo\":false,\"commands\":[\"-- on the source (blue)\\nBEGIN;\\nSELECT '```';\\nCOMMIT;\"]}"),
	AT("03:10:02", "act-outcome", IN("stop-writes"), "{\"act\":\"fence\",\"undo\":false,\"ok\":true,\"took_ms\":812}"),
	AT("03:10:03", "step-done", IN("stop-writes"), "{\"gates\":[]}"),
	NOTE("03:10:04", "fence.lsn", "0/1A2B3C4"),
};

static const char *const until_end[] = {
	AT("03:11:00", "verified", IN("verify-copy"),
	   "{\"mode\":\"copy\",\"table\":\"public.identities\",\"source_rows\":812404,\"target_rows\":812404,"
	   "\"equal\":true,\"explained\":null,\"took_ms\":2300}"),
	AT("03:13:00", "verified", IN("verify-migrated"),
	   "{\"mode\":\"migrated\",\"table\":\"public.identity_credential_types\",\"source_rows\":6,\"target_rows\":7,\"equal\":false,"
	   "\"explained\":\"The migration adds a credential type.\",\"took_ms\":4}"),
	AT("03:13:01", "verified", IN("verify-migrated"),
	   "{\"mode\":\"migrated\",\"table\":\"public.odd\",\"source_rows\":-1,\"target_rows\":3,"
	   "\"equal\":false,\"explained\":null,\"took_ms\":1}"),
	AT("03:13:02", "verified", IN("verify-migrated"),
	   "{\"mode\":\"migrated\",\"table\":\"public.sessions\",\"source_rows\":2004118,\"target_rows\":2004116,\"equal\":false,"
	   "\"compared\":true,\"explained\":null,\"took_ms\":4100,\"why\":\"The source has 2004118 rows, the target 2004116.\","
	   "\"missing\":3,\"extra\":1,\"changed\":1200,\"more\":false,\"not_found\":null,\"examples\":[\"missing id=0b1e|1\","
	   "\"changed id=77aa: active, expires_at\"]}"),
	AT("03:13:03", "verified", IN("verify-migrated"),
	   "{\"mode\":\"migrated\",\"table\":\"public.strange\",\"source_rows\":-1,\"target_rows\":-1,\"equal\":false,\"compared\":false,"
	   "\"explained\":null,\"took_ms\":9,\"why\":\"On the source: permission denied\"}"),
	NOTE("03:13:30", "checkpoint.drained", "2026-11-22T03:12:30Z|1795317150000|postgresql/1|"),
	AT("03:14:00", "step-started", IN("switch"), "{\"gates\":[]}"),
	AT("03:14:05", "step-done", IN("switch"), "{\"gates\":[]}"),
	ANSWER("03:20:00", "retire-blue", "retire.keep_until", "2026-12-06"),
	ANSWER("03:20:01", "retire-blue", "retire.remove", "nothing"),
	AT("03:20:10", "run-ended", "", "{\"how\":\"finished\"}"),
};

static const char *const undone[] = {
	AT("03:10:30", "step-started", IN("drain"), "{\"gates\":[]}"),
	AT("03:10:40", "step-failed", IN("drain"), "{\"what\":\"no answer\",\"why\":\"the connection was lost\",\"now\":\"Try again.\"}"),
	AT("03:11:00", "undo-started", "", "{}"),
	AT("03:11:01", "act-intent", IN("stop-writes"),
	   "{\"act\":\"unfence\",\"undo\":true,"
	   "\"commands\":[\"-- on the source (blue)\\nDROP SCHEMA teal CASCADE;\"]}"),
	AT("03:11:02", "act-outcome", IN("stop-writes"), "{\"act\":\"unfence\",\"undo\":true,\"ok\":true,\"took_ms\":95}"),
	AT("03:11:03", "step-undone", IN("stop-writes"), "{}"),
	NOTE("03:11:03", "undo.blue", "as-it-was|health/ready 200, revision 300, version 1.0.0, units 3"),
	AT("03:11:04", "run-ended", "", "{\"how\":\"undone\"}"),
};

/* The fence was at 03:10:01 and the switch at 03:14:05: the first and the last line are outside of what counts, one is torn. */
static const char clients_text[] =
	"{\"at\":\"2026-11-22T03:09:59.000Z\",\"op\":\"login\",\"app\":\"iam/kratos\",\"error\":\"before the fence\"}\n"
	"{\"at\":\"2026-11-22T03:10:02.100Z\",\"op\":\"login\",\"app\":\"iam/kratos\",\"error\":\"blue takes no writes\\u001b[0m\"}\n"
	"{\"at\":\"2026-11-22T03:10:02.300Z\",\"op\":\"register\",\"app\":\"iam/kratos\",\"error\":\"blue takes no writes\"}\n"
	"{\"at\":\"2026-11-22T03:14:06.000Z\",\"op\":\"login\",\"app\":\"\",\"error\":\"nobody answers\"}\n"
	"{\"at\":\"2026-11-22T03:14:36.000Z\",\"op\":\"login\",\"app\":\"\",\"error\":\"long after the switch\"}\n"
	"{\"at\":\"2026-11-22T03:14";

#endif
