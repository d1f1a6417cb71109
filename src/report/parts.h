/* What the report's files share. */
#ifndef TEAL_REPORT_PARTS_H
#define TEAL_REPORT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/model.h"

struct felt;
struct report;
struct str;

/* The words of a state, machine and translated. */
const char *report_end_name(enum run_end);
const char *report_end_word(enum run_end);
const char *report_status_name(enum step_status);
const char *report_status_word(enum step_status);

/* When the write-stop ended: by the switch, or by undo; 0: it did not. */
int64_t report_stop_end(const struct model *);
/* False: there was no write-stop, or nothing is known of the clients. */
bool report_felt(const struct report *, struct felt *);
/* The i-th person or program that did something, each once; NULL past the end. */
const char *report_actor(const struct model *, size_t i);

/* A checkpoint as it is noted: "id|wall ms of its begin|unit|…". False: there is none of this key. */
struct report_checkpoint {
	char id[64], unit[64];
	int64_t began;
};
bool report_checkpoint(const struct model *, const char *key, struct report_checkpoint *);
/* The steps of the strategy that make one, NULL past the end. */
const struct step *report_checkpoint_step(const struct model *, size_t i);

/* Highest and newest of the lag, as the run remembered it, else as it was seen in this process; false when it was not looked at. */
struct report_lag {
	size_t samples;
	int64_t most_bytes, most_ms, last_bytes, last_ms;
};
bool report_lag(const struct model *, struct report_lag *);

/* One section per phase and step, and what undo did. Markdown. */
void report_steps(const struct model *, struct str *out);
void report_undo(const struct model *, struct str *out);

#endif
