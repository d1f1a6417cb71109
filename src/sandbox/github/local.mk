# What stands in for GitHub.
libsandbox_a_SOURCES += \
	src/sandbox/github/mirror.c src/sandbox/github/mirror.h \
	src/sandbox/github/releases.c src/sandbox/github/releases.h \
	src/sandbox/github/releases_parts.h \
	src/sandbox/github/releases_text.c \
	src/sandbox/github/releases_tree.c
