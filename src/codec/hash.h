/* SHA-256, the only use of libcrypto (which libpq and libcurl bring into the process anyway). */
#ifndef TEAL_CODEC_HASH_H
#define TEAL_CODEC_HASH_H

#include <stddef.h>

#define HASH_HEX 65 /* 64 lower-case digits and a NUL */

/* n may be 0. Ends the program when libcrypto fails. */
void hash_sha256_hex(const void *bytes, size_t n, char out[HASH_HEX]);

#endif
