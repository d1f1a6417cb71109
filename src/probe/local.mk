# How each fact is got.
libcore_a_SOURCES += \
	src/probe/fit.c \
	src/probe/juju.c \
	src/probe/own.h \
	src/probe/probe.c src/probe/probe.h \
	src/probe/schema.c \
	src/probe/schema_sql.h \
	src/probe/session_sql.c src/probe/session_sql.h \
	src/probe/source.c \
	src/probe/sql.c \
	src/probe/stumbles.c \
	src/probe/tables_sql.h \
	src/probe/way.c
