# What stands in for GitHub.
libsandbox_a_SOURCES += \
	src/sandbox/github/mirror.c src/sandbox/github/mirror.h
