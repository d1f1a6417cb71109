# Performing effects.
libio_a_SOURCES += \
	src/run/compare.c \
	src/run/documents.c \
	src/run/errand.c src/run/errand.h \
	src/run/exec.c \
	src/run/fence.c src/run/fence.h \
	src/run/juju.c \
	src/run/list.c \
	src/run/mend.c \
	src/run/own.h \
	src/run/passwords.c \
	src/run/probes.c \
	src/run/run.c src/run/run.h \
	src/run/sessions.c
