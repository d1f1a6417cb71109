#include "config.h"

#include "codec/juju_task.h"
#include "tests/fuzz/fuzz.h"

static void look(struct juju_tasks *t)
{
	for (size_t i = 0; i < t->count; i++) {
		FUZZ_HOLDS(t->task[i].id && t->task[i].unit && t->task[i].message);
		juju_task_result(&t->task[i], "stderr");
	}
	juju_tasks_release(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct juju_tasks t;

	if (juju_tasks_parse_run(text, n, &t, NULL))
		look(&t);
	if (juju_tasks_parse_show(text, n, &t, NULL))
		look(&t);
	return 0;
}
