/* Golden texts: what a test drew, compared with a file that a person has looked at. */
#ifndef TEAL_TESTS_GOLDEN_H
#define TEAL_TESTS_GOLDEN_H

#include <stdbool.h>

/* Compares got with tests/golden/<name> below the source folder (environment TEAL_SRC, else srcdir, else this folder); the first lines
 * that differ are printed as diagnostics. With TEAL_GOLDEN_WRITE=1 the file is written instead, folders included, and the answer is true:
 * read the difference in git before you keep it. Use it as CHECK(golden_same("ui/frame-80x24.txt", text)). */
bool golden_same(const char *name, const char *got);

#endif
