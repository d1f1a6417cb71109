# Clusters, health endpoints, home and charms of the sandbox.
libsandbox_a_SOURCES += \
	src/sandbox/world/backup.c \
	src/sandbox/world/charms.c src/sandbox/world/charms.h \
	src/sandbox/world/cluster.c src/sandbox/world/cluster.h \
	src/sandbox/world/faults.c \
	src/sandbox/world/health.c src/sandbox/world/health.h \
	src/sandbox/world/home.c src/sandbox/world/home.h \
	src/sandbox/world/http_server.c src/sandbox/world/http_server.h \
	src/sandbox/world/sandbox.h \
	src/sandbox/world/traffic.c
