#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/juju_run.h"
#include "tests/fuzz/fuzz.h"

/* The first byte chooses how the client ended; a NUL parts standard output from standard error. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *cut = n ? memchr(data + 1, '\0', n - 1) : NULL;
	struct juju_said said = { 0 };
	struct juju_verdict v;

	if (!n)
		return 0;
	said.rc = data[0] & 3;
	said.end = (enum juju_end)((data[0] >> 2 & 3) % 3);
	said.out = (const char *)data + 1;
	said.out_len = cut ? (size_t)(cut - data) - 1 : n - 1;
	said.err = cut ? (const char *)cut + 1 : "";
	said.err_len = cut ? n - said.out_len - 2 : 0;
	juju_run_judge(&said, data[0] & 16 ? JUJU_FORM_TASK : JUJU_FORM_RUN, data[0] & 32 ? "kratos/leader" : NULL, &v);
	FUZZ_HOLDS(v.message && (v.outcome != JUJU_OK || (v.task && v.task->status == JUJU_TASK_COMPLETED && said.rc == 0)));
	juju_verdict_release(&v);
	return 0;
}
