#include "config.h"

#include "codec/hash.h"

#include "base/mem.h"
#include "tests/unit/check.h"

/* The vectors of FIPS 180-4's examples. */
static void known_answers(void)
{
	char hex[HASH_HEX], *million = mem_zalloc(1000000, 1);

	hash_sha256_hex("", 0, hex);
	CHECK_STR(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_sha256_hex("abc", 3, hex);
	CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	memset(million, 'a', 1000000);
	hash_sha256_hex(million, 1000000, hex);
	CHECK_STR(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

static const struct check_case cases[] = {
	{ "SHA-256 gives the known answers", known_answers },
};

CHECK_MAIN(cases)
