#include "config.h"

#include "base/str.h"
#include "codec/juju_status.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct juju_status s;
	struct str why;

	if (!juju_status_parse((const char *)data, n, &s, NULL))
		return 0;
	str_init(&why, STR_LINE);
	for (size_t i = 0; i < s.apps; i++) {
		const struct juju_app *a = &s.app[i];

		FUZZ_HOLDS(juju_app(&s, a->name) != NULL && a->charm && a->status && a->message && a->error);
		juju_unit_leader(a);
		juju_app_settled(a, (int64_t)a->units, NULL, &why);
		for (size_t r = 0; r < a->relations; r++)
			FUZZ_HOLDS(juju_app_related(a, a->relation[r].endpoint, a->relation[r].app));
	}
	for (size_t i = 0; i < s.saas_count; i++)
		FUZZ_HOLDS(juju_saas(&s, s.saas[i].name) != NULL);
	for (size_t i = 0; i < s.offers; i++)
		FUZZ_HOLDS(juju_offer(&s, s.offer[i].name) != NULL);
	str_release(&why);
	juju_status_release(&s);
	return 0;
}
