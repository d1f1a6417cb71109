# The doors to the world.
libio_a_SOURCES += \
	src/port/background.c src/port/background.h \
	src/port/cache.c src/port/cache.h \
	src/port/child.c src/port/child.h \
	src/port/http.c src/port/http.h \
	src/port/journal.c src/port/journal.h \
	src/port/loop.c src/port/loop.h \
	src/port/paths.c src/port/paths.h \
	src/port/pg.c src/port/pg.h \
	src/port/pg_connect.c src/port/pg_connect.h \
	src/port/pg_params.c src/port/pg_params.h \
	src/port/pg_request.c src/port/pg_request.h \
	src/port/resolve.c src/port/resolve.h \
	src/port/shipped.c src/port/shipped.h
