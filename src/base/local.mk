# Text, errors, memory, time.
libcore_a_SOURCES += \
	src/base/banned.h \
	src/base/clock.c src/base/clock.h \
	src/base/err.c src/base/err.h \
	src/base/mem.c src/base/mem.h \
	src/base/secret.c src/base/secret.h \
	src/base/str.c src/base/str.h
