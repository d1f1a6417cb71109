# Texts about a run and about the plan.
libcore_a_SOURCES += \
	src/report/clients.c src/report/clients.h \
	src/report/json.c \
	src/report/markdown.c src/report/markdown.h \
	src/report/parts.c src/report/parts.h \
	src/report/report.c src/report/report.h \
	src/report/review.c src/report/review.h \
	src/report/status.c \
	src/report/steps.c
