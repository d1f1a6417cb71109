/* The report of a run, for the record: what was done, when, by whom, on which evidence.
 * Pure: the model, and what the clients of a training wrote. Times are UTC.
 * Everything that is not Teal's own text is made harmless, for a terminal and for Markdown. */
#ifndef TEAL_REPORT_REPORT_H
#define TEAL_REPORT_REPORT_H

#include <stddef.h>
#include <stdint.h>

struct json;
struct model;
struct str;

enum report_flags {
	REPORT_TORN = 1, /* the journal's last line was not written to its end */
};

struct report {
	const struct model *model;
	const char *clients; /* text of the settings' clients file; NULL: nothing is known of them */
	size_t clients_len;
	unsigned flags; /* enum report_flags */
};

void report_markdown(const struct report *, struct str *out);
/* The same as one object; owned. Times are texts as in "2026-11-22T03:12:09.123Z", spans are milliseconds, null is what
 * there was not.
 *   run, product, strategy, from_version, to_version, to_revision, to_channel
 *   blue, green     {model, app, postgresql}
 *   who             names of all who did something
 *   started, ended, end ("open", "finished", "undone", "abandoned"), torn
 *   write_stop      {from, until, ended_by ("switch", "undo"), limit_ms, fence_lsn, took_ms,
 *                    clients {failures, first, last, first_error, operations {name: failures}}}
 *   verification    [{mode ("copy", "migrated"), table, source_rows, target_rows (-1 unknown), equal, explained, took_ms, at}]
 *   lag             {looks, most_bytes, most_ms, last_bytes, last_ms}
 *   checkpoints     [{checkpoint ("before", "drained", "after"), backup, began, unit}]
 *   waivers         [{gate, reason, who, at}]
 *   steps           [{step, phase, title, status ("todo", "running", "done", "failed", "undone"), started, ended, who,
 *                    what, why, now, broke, acts [{act, undo, began, ended, ok, took_ms, why, commands [text]}],
 *                    gates [{gate, verdict, text, seen}]}]
 *   undone          whether an undo was begun
 *   notes           {key: text}, answers among them as "answer.KEY" */
struct json *report_json(const struct report *);

/* Where the run stands, one line per fact that matters. */
void report_status(const struct model *, int64_t now, struct str *out);
/* run, product, app, started, state (as end above), undoing, write_stop_ms, writes_stopped, lag {bytes, ms}, waivers (how many),
 * step {id, title, number, of, status, what, why, now, gates [{gate, verdict, text, seen}]}; null where nothing is known. */
struct json *report_status_json(const struct model *, int64_t now);

#endif
