# Comparing two databases.
libio_a_SOURCES += \
	src/verify/delta.c \
	src/verify/explained.c src/verify/explained.h \
	src/verify/find.c \
	src/verify/hash.c src/verify/hash.h \
	src/verify/judge.c \
	src/verify/live.c src/verify/live.h \
	src/verify/own.h \
	src/verify/read.c \
	src/verify/sql.c src/verify/sql.h \
	src/verify/suspects.c src/verify/suspects.h \
	src/verify/verify.c src/verify/verify.h
