# The training sandbox. What both programs use goes to libsandbox_a_SOURCES; a program is three lines:
# pkglibexec_PROGRAMS += teal-sandbox
# teal_sandbox_SOURCES = src/sandbox/sandbox_main.c
# teal_sandbox_LDADD = $(sandbox_ldadd)
libsandbox_a_SOURCES += src/sandbox/sandbox.h
libsandbox_a_SOURCES += src/sandbox/backup.c
libsandbox_a_SOURCES += src/sandbox/cluster.c src/sandbox/cluster.h
libsandbox_a_SOURCES += src/sandbox/database.c
libsandbox_a_SOURCES += src/sandbox/fill.c src/sandbox/fill.h
libsandbox_a_SOURCES += src/sandbox/health.c src/sandbox/health.h
libsandbox_a_SOURCES += src/sandbox/home.c src/sandbox/home.h
libsandbox_a_SOURCES += src/sandbox/http_server.c src/sandbox/http_server.h
libsandbox_a_SOURCES += src/sandbox/mirror.c src/sandbox/mirror.h
libsandbox_a_SOURCES += src/sandbox/releases.c src/sandbox/releases.h src/sandbox/releases_parts.h
libsandbox_a_SOURCES += src/sandbox/releases_text.c src/sandbox/releases_tree.c
libsandbox_a_SOURCES += src/sandbox/schema.c src/sandbox/schema.h
libsandbox_a_SOURCES += src/sandbox/schema_migrate.c src/sandbox/schema_next.c src/sandbox/schema_odd.c src/sandbox/schema_tables.c src/sandbox/schema_versions.c
libsandbox_a_SOURCES += src/sandbox/settings.c src/sandbox/settings.h
libsandbox_a_SOURCES += src/sandbox/setup.c src/sandbox/setup.h
libsandbox_a_SOURCES += src/sandbox/traffic.c
libsandbox_a_SOURCES += src/sandbox/workload.c src/sandbox/workload.h src/sandbox/workload_parts.h
libsandbox_a_SOURCES += src/sandbox/workload_books.c src/sandbox/workload_ops.c

pkglibexec_PROGRAMS += teal-sandbox
teal_sandbox_SOURCES = src/sandbox/main.c
teal_sandbox_LDADD = $(sandbox_ldadd)

include src/sandbox/juju.mk
