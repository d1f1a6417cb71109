# The juju stand-in; its client is a program of its own that the sandbox puts first in PATH as juju.
libsandbox_a_SOURCES += \
	src/sandbox/juju/actions.c \
	src/sandbox/juju/agent.c src/sandbox/juju/agent.h \
	src/sandbox/juju/call.c \
	src/sandbox/juju/command.h \
	src/sandbox/juju/command_apps.c \
	src/sandbox/juju/command_model.c \
	src/sandbox/juju/command_relations.c \
	src/sandbox/juju/command_run.c \
	src/sandbox/juju/command_show.c \
	src/sandbox/juju/command_tasks.c \
	src/sandbox/juju/commands.c \
	src/sandbox/juju/hooks.c \
	src/sandbox/juju/juju.h \
	src/sandbox/juju/print.c src/sandbox/juju/print.h \
	src/sandbox/juju/seed.c \
	src/sandbox/juju/server.c \
	src/sandbox/juju/state.c src/sandbox/juju/state.h \
	src/sandbox/juju/state_list.h \
	src/sandbox/juju/state_offers.c \
	src/sandbox/juju/status.c src/sandbox/juju/status.h \
	src/sandbox/juju/tabular.c \
	src/sandbox/juju/tasks.c src/sandbox/juju/tasks.h \
	src/sandbox/juju/traffic.c

pkglibexec_PROGRAMS += teal-juju
teal_juju_SOURCES = src/sandbox/juju/client.c
teal_juju_LDADD = $(io_ldadd)
