# The training sandbox; teal-sandbox is its program.
libsandbox_a_SOURCES += \
	src/sandbox/scenario.c src/sandbox/scenario.h \
	src/sandbox/settings.c src/sandbox/settings.h \
	src/sandbox/setup.c src/sandbox/setup.h

pkglibexec_PROGRAMS += teal-sandbox
teal_sandbox_SOURCES = src/sandbox/main.c
teal_sandbox_LDADD = $(sandbox_ldadd)
