#include "config.h"

#include "base/mem.h"
#include "codec/backups.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct backups b;

	if (!backups_parse((const char *)data, n, &b, NULL))
		return 0;
	FUZZ_HOLDS(b.bucket && b.base_path);
	for (size_t i = 0; i < b.count; i++)
		FUZZ_HOLDS(strlen(b.item[i].id) == 20 && b.item[i].reason && b.item[i].path && backups_find(&b, b.item[i].id));
	FUZZ_HOLDS(!backups_added(&b, &b));
	FUZZ_HOLDS(!backups_newest(&b) || backups_newest(&b)->status == BACKUP_FINISHED);
	backups_release(&b);
	return 0;
}
