# What an upgrade means.
libcore_a_SOURCES += \
	src/assess/assess.c src/assess/assess.h \
	src/assess/costs.c src/assess/costs.h \
	src/assess/entries.c \
	src/assess/excerpt.c src/assess/excerpt.h \
	src/assess/hazard_tests.c \
	src/assess/hazards.c src/assess/hazards.h \
	src/assess/json.c \
	src/assess/library.c src/assess/library.h \
	src/assess/migrations.c \
	src/assess/own.h \
	src/assess/recorded.c src/assess/recorded.h \
	src/assess/ref.c src/assess/ref.h \
	src/assess/report.c src/assess/report.h \
	src/assess/text.c \
	src/assess/unwrap.c src/assess/unwrap.h \
	src/assess/witnesses.c \
	src/assess/words.c src/assess/words.h
