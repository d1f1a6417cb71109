/* What the fuzzers share. Each is one parser and the function that libFuzzer calls with bytes; linked with drive.c instead of libFuzzer
 * it replays the files that are given as arguments. */
#ifndef TEAL_TESTS_FUZZ_H
#define TEAL_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Ends the fuzzer when what a header promises does not hold. */
#define FUZZ_HOLDS(cond) ((cond) ? (void)0 : abort())

#endif
