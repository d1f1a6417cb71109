#include "config.h"

#include "codec/backups.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"
#include "tests/unit/juju_shapes.h"

static struct backups parsed(const char *text)
{
	struct backups b;
	struct err err = { 0 };

	if (!CHECK(backups_parse(text, strlen(text), &b, &err)))
		printf("# %s: %s\n", err.what, err.why);
	return b;
}

static void the_first_format_is_read(void)
{
	struct backups b = parsed(BACKUPS_2023);

	if (CHECK_INT(b.count, 2)) {
		CHECK_STR(b.item[0].id, "2023-09-04T08:43:39Z");
		CHECK_INT(b.item[0].action, BACKUP_FULL);
		CHECK_INT(b.item[0].status, BACKUP_FINISHED);
		CHECK_STR(b.item[0].path, "");
		CHECK_INT(b.item[1].status, BACKUP_FAILED);
		CHECK_STR(b.item[1].reason, "no space | left on device");
	}
	backups_release(&b);
}

static void the_format_with_type_is_read(void)
{
	struct backups b = parsed(BACKUPS_2024);

	CHECK_STR(b.bucket, "b1");
	CHECK_STR(b.base_path, "/p/backup/");
	if (CHECK_INT(b.count, 2)) {
		CHECK_INT(b.item[1].action, BACKUP_DIFFERENTIAL);
		CHECK_STR(b.item[0].reference, "");
		CHECK_STR(b.item[1].reference, "2024-07-01T22:17:07Z");
		CHECK(b.item[0].lsn_known && b.item[0].lsn_start == 0x21000028 && b.item[0].lsn_stop == 0x21000100);
		CHECK_STR(b.item[0].path, "/x/20240701-221707F");
		CHECK_STR(b.item[0].timeline, "");
	}
	backups_release(&b);
}

static void the_current_format_is_read(void)
{
	struct backups b = parsed(BACKUPS_NOW);
	int64_t ms = 0;

	if (CHECK_INT(b.count, 3)) {
		CHECK_INT(b.item[0].status, BACKUP_FAILED);
		CHECK_STR(b.item[0].reason, "fake error");
		CHECK_STR(b.item[0].path, "a/b/c");
		CHECK(b.item[1].lsn_start == 0x16b374d848 && b.item[1].lsn_stop == 0x16c0000000);
		CHECK(clock_parse_iso("2023-01-01T10:00:07Z", &ms) && b.item[1].finish_ms == ms);
		CHECK(clock_parse_iso("2023-01-01T10:00:00Z", &ms) && b.item[1].wall_ms == ms && b.item[1].start_ms == ms);
		CHECK_STR(b.item[1].timeline, "A");
		CHECK_INT(b.item[2].action, BACKUP_RESTORE);
		CHECK(!b.item[2].lsn_known && !b.item[2].finish_ms);
		CHECK_STR(b.item[2].path, "");
	}
	CHECK_STR(backups_newest(&b)->id, "2023-01-01T10:00:00Z");
	CHECK(backups_find(&b, "2023-01-01T11:00:00Z") && !backups_find(&b, "x"));
	backups_release(&b);
}

static void plain_output_is_read_too(void)
{
	struct backups b = parsed("backups: |-\n  backup-id             | backup-type  | backup-status\n  -----\n  2023-09-04T08:43:39Z  | "
	                          "physical     | finished\r\n");

	CHECK_INT(b.count, 1);
	CHECK_INT(b.item[0].status, BACKUP_FINISHED);
	backups_release(&b);
	b = parsed("  2024-07-01T22:17:07Z | full         | finished | None                 | 0/21000028 / 0/21000100 | "
	           "2024-07-01T22:17:07Z | "
	           "2024-07-01T22:17:10Z | /dev/x");
	CHECK_STR(b.item[0].path, "/dev/x");
	backups_release(&b);
}

static void an_error_text_may_break_the_row(void)
{
	struct backups b = parsed("backup-id | action | status | LSN start/stop | backup-path\n"
	                          "2023-01-01T09:00:00Z | full backup | failed: a | b |\nc\nd | 0/1 / 0/2 | p/q\n"
	                          "2023-01-01T10:00:00Z | full backup | finished | 0/3 / 0/4 | p/r\n");

	if (CHECK_INT(b.count, 2)) {
		CHECK_STR(b.item[0].reason, "a | b |\nc\nd");
		CHECK_STR(b.item[0].path, "p/q");
		CHECK(b.item[0].lsn_known && b.item[0].lsn_stop == 2);
		CHECK_INT(b.item[1].status, BACKUP_FINISHED);
	}
	backups_release(&b);
}

static void empty_is_not_the_same_as_unreadable(void)
{
	static const char *const wrong[] = {
		"",
		"\n\n",
		"no such thing",
		"backup-id | backup-type\n",
		"2023-09-04T08:43:39Z | finished\n",
		"backup-id | action | status | backup-path\n2023-01-01T09:00:00Z | full backup | finished\n",
		"backup-id | action | status\n2023-01-01T09:00:00Z\n0123456789012345678901234567890123456789 | b | c\n",
		"backup-id | action | state\n2023-01-01T09:00:00Z | full backup | finished | x\n",
		"backup-id | action | status\n2023-99-01T09:00:00Z | full backup | finished\n"
	};
	struct backups b = parsed("backup-id             | backup-type  | backup-status\n------\n");

	CHECK_INT(b.count, 0);
	CHECK(!backups_newest(&b));
	backups_release(&b);
	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct err err = { 0 };

		if (!CHECK(!backups_parse(wrong[i], strlen(wrong[i]), &b, &err)) || !CHECK(err.what[0]))
			printf("# %s\n", wrong[i]);
		backups_release(&b);
	}
}

static void a_new_backup_is_found_by_comparison(void)
{
	struct backups before = parsed("backup-id | action | status\n2023-01-01T09:00:00Z | full backup | finished\n");
	struct backups now = parsed("backup-id | action | status\n2023-01-01T09:00:00Z | full backup | finished\n"
	                            "2023-01-01T10:00:00Z | full backup | finished\n2023-01-01T11:00:00Z | full backup | failed: x\n"
	                            "2023-01-01T12:00:00Z | restore | finished\n2023-01-01T13:00:00Z | odd | finished\n"
	                            "2023-01-01T14:00:00Z | full backup | finishing\n");

	CHECK(!backups_added(&before, &before));
	CHECK_STR(backups_added(&before, &now)->id, "2023-01-01T10:00:00Z");
	CHECK_INT(now.item[5].status, BACKUP_STATUS_UNKNOWN);
	CHECK_STR(now.item[5].reason, "finishing");
	CHECK_STR(now.item[4].action_text, "odd");
	backups_release(&before);
	backups_release(&now);
}

static const struct check_case cases[] = {
	{ "the format of 2023 is read: three columns", the_first_format_is_read },
	{ "the format of 2024 is read: with type", the_format_with_type_is_read },
	{ "the current format is read: nine columns, failures, restores", the_current_format_is_read },
	{ "plain output, indented, and rows without a header are read", plain_output_is_read_too },
	{ "an error text may hold separators and line breaks", an_error_text_may_break_the_row },
	{ "an empty table is a list, another text is an error", empty_is_not_the_same_as_unreadable },
	{ "a new backup is found by comparison, finished ones only", a_new_backup_is_found_by_comparison },
};

CHECK_MAIN(cases)
