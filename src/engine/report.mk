# Texts about a run and about the plan; pure.
libcore_a_SOURCES += \
	src/engine/markdown.c src/engine/markdown.h \
	src/engine/report.c src/engine/report.h \
	src/engine/report_clients.c src/engine/report_clients.h \
	src/engine/report_json.c \
	src/engine/report_parts.c src/engine/report_parts.h \
	src/engine/report_status.c \
	src/engine/report_steps.c \
	src/engine/review.c src/engine/review.h
