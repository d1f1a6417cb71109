/* Through EVP, the interface that libcrypto keeps stable. A library without SHA-256 means a broken installation
 * and is treated as a bug. */
#include "config.h"

#include "codec/hash.h"

#include <openssl/evp.h>

#include "base/mem.h"

void hash_sha256_hex(const void *bytes, size_t n, char out[HASH_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (EVP_Digest(bytes, n, digest, &len, EVP_sha256(), NULL) != 1 || len != 32)
		mem_die("libcrypto has no SHA-256");
	for (unsigned int i = 0; i < len; i++)
		snprintf(out + (size_t)i * 2, 3, "%02x", digest[i]);
}
