# Text, errors, memory, time. One pair of files a line.
libcore_a_SOURCES += src/base/banned.h
libcore_a_SOURCES += src/base/clock.c src/base/clock.h
libcore_a_SOURCES += src/base/err.c src/base/err.h
libcore_a_SOURCES += src/base/mem.c src/base/mem.h
libcore_a_SOURCES += src/base/secret.c src/base/secret.h
libcore_a_SOURCES += src/base/str.c src/base/str.h
