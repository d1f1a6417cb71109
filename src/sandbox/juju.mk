# The juju stand-in: its server half lives in teal-sandbox, its client is a program of its own that the sandbox puts first in PATH as juju.
libsandbox_a_SOURCES += src/sandbox/juju.h
libsandbox_a_SOURCES += src/sandbox/charms.c src/sandbox/charms.h
libsandbox_a_SOURCES += src/sandbox/state.c src/sandbox/state.h
libsandbox_a_SOURCES += src/sandbox/juju_print.c src/sandbox/juju_print.h
libsandbox_a_SOURCES += src/sandbox/juju_status.c src/sandbox/juju_status.h src/sandbox/juju_tabular.c
libsandbox_a_SOURCES += src/sandbox/juju_agent.c src/sandbox/juju_agent.h
libsandbox_a_SOURCES += src/sandbox/juju_hooks.c src/sandbox/juju_traffic.c src/sandbox/juju_seed.c
libsandbox_a_SOURCES += src/sandbox/juju_tasks.c src/sandbox/juju_tasks.h src/sandbox/juju_actions.c
libsandbox_a_SOURCES += src/sandbox/juju_call.c src/sandbox/juju_command.h src/sandbox/juju_commands.c
libsandbox_a_SOURCES += src/sandbox/juju_commands_apps.c src/sandbox/juju_commands_model.c src/sandbox/juju_commands_relations.c
libsandbox_a_SOURCES += src/sandbox/juju_commands_run.c src/sandbox/juju_commands_show.c src/sandbox/juju_commands_tasks.c
libsandbox_a_SOURCES += src/sandbox/juju_server.c

pkglibexec_PROGRAMS += teal-juju
teal_juju_SOURCES = src/sandbox/juju_client.c
teal_juju_LDADD = $(io_ldadd)
