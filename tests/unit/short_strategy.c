#include "config.h"

#include "tests/unit/short_strategy.h"

#include "base/mem.h"
#include "plan/remember.h"
#include "plan/step.h"
#include "plan/strategies.h"

static const struct step steps[] = {
	{
		.id = "see-blue", .phase = "Before", .title = "See what there is",
		.why = "Reads the model and the units. Nothing is changed.",
		.back = "Nothing was done.",
		.done = { "juju-answers", "blue-settled", "blue-version", "fallback-written" },
		.field = {
			{ .key = "fallback.who",
			  .label = "Who decides",
			  .help = "a name" },
			{ .key = "fallback.until",
			  .label = "Until when",
			  .help = "a time",
			  .fallback = "noon" },
			{ .key = "fallback.how",
			  .label = "How",
			  .help = "in one sentence",
			  .fallback = "restore the backup" },
		},
		.remember = { remember_blue },
		.flags = STEP_LOOKS,
	},
	{
		.id = "keep-a-copy", .phase = "Before", .title = "Keep a copy",
		.why = "A backup that is seen to be finished.",
		.back = "The backup stays.",
		.body = BODY_CHECKPOINTS,
		.need = { "blue-settled", "backup-possible" },
		.act = { "find-primary", "backup-before" },
		.done = { "checkpoint-before" },
		.no_undo = "a backup that is not needed does no harm",
		.settle_ms = 60000,
		.checkpoint = "checkpoint.before",
		.checkpoint_title = "Before anything",
		.remember = { remember_checkpoint },
		.flags = STEP_WRITES,
	},
	{
		.id = "say-yes", .phase = "After", .title = "Say that it is good",
		.why = "Somebody has to look at it.",
		.back = "Nothing was done.",
		.done = { "blue-serves", "soak-accepted" },
		.field = {
			{ .key = "soak.accepted",
			  .label = "Is it good?",
			  .help = "yes when logins work",
			  .kind = FIELD_YES_NO,
			  .fallback = "yes" },
		},
		.flags = STEP_CONFIRM,
	},
};

const struct strategy short_strategy = {
	.id = "short",
	.subject = BLUE,
	.title = "Short: look, keep, accept",
	.why = "Three steps on blue.",
	.step = steps,
	.steps = mem_count(steps),
};

extern const struct strategy strategy_recommended;

const struct strategy *const strategies[] = { &strategy_recommended, &short_strategy, NULL };
