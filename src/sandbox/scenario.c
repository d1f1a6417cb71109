/* The table of scenarios. Times of the faults are milliseconds. No fault lasts for ever, so that every training can be finished. */
#include "config.h"

#include "sandbox/scenario.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/paths.h"

static const struct scenario scenarios[] = {
	{
		.name = "smooth",
		.story = N_("Nothing goes wrong: the crossing as it should be."),
		.good = N_("Compare the forecast of the write-stop with how long it lasted."),
		.world = WORLD_SMOOTH,
		.faults = "",
	},
	{
		.name = "odd",
		.story = N_("Blue's database holds more than the product's tables, as databases that have been used for years do."),
		.good = N_("Good is: each odd table is left out, moved or accepted with a reason, before anything is made."),
		.world = WORLD_ODD,
		.faults = "",
	},
	{
		.name = "slow-cluster",
		.story = N_("The cluster is busy: new units take half a minute, and leaders are elected late."),
		.good = N_("Good is: waiting, with nothing waived and nothing tried twice."),
		.world = WORLD_SMOOTH,
		.faults = "deploy-slow-ms 30000\nleader-late-ms 20000\n",
	},
	{
		.name = "slow-migration",
		.story = N_("Each migration takes two seconds longer than its tables explain."),
		.good = N_("Good is: the limit of the write-stop was chosen with room, and the way back was known when it came close."),
		.world = WORLD_SMOOTH,
		.faults = "migrate-slow-ms 2000\n",
	},
	{
		.name = "not-ready",
		.story = N_("The charm refuses the first two refreshes: its units are not ready yet."),
		.good = N_("Good is: the step that broke was read, and tried again, instead of undone."),
		.world = WORLD_SMOOTH,
		.faults = "refresh-not-ready 2\n",
	},
	{
		.name = "login-expired",
		.story = N_("The login to the controller has run out over the evening."),
		.good = N_("Good is: one login, and the run goes on where it was."),
		.world = WORLD_SMOOTH,
		.faults = "login-expired 1\n",
	},
};

const struct scenario *scenario_at(size_t i)
{
	return i < mem_count(scenarios) ? &scenarios[i] : NULL;
}

const struct scenario *scenario_find(const char *name)
{
	for (size_t i = 0; i < mem_count(scenarios); i++)
		if (str_same(scenarios[i].name, name))
			return &scenarios[i];
	return NULL;
}

/* For the message about a wrong --scenario. */
void scenario_names(struct str *out)
{
	for (size_t i = 0; i < mem_count(scenarios); i++)
		str_addf(out, "%s%s", i ? ", " : "", scenarios[i].name);
}

/* Without faults no file is written, and a missing file means that nothing goes wrong (world/faults.c). */
bool scenario_begin(const struct scenario *s, const struct sandbox *sb, struct err *err)
{
	char *path;
	bool ok;

	if (!*s->faults)
		return true;
	path = mem_printf("%s/faults", sb->dir);
	ok = file_write(path, s->faults, strlen(s->faults), err);
	free(path);
	return ok;
}
