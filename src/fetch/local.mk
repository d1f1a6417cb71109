# Documents from outside.
libio_a_SOURCES += \
	src/fetch/collect.c src/fetch/collect.h \
	src/fetch/database.c src/fetch/database.h \
	src/fetch/documents.c src/fetch/documents.h \
	src/fetch/own.h \
	src/fetch/refresh.c src/fetch/refresh.h \
	src/fetch/refresh_charm.c \
	src/fetch/refresh_news.c \
	src/fetch/refresh_own.h \
	src/fetch/where.c \
	src/fetch/why.c
