# One pure turn.
libcore_a_SOURCES += \
	src/engine/engine.c src/engine/engine.h \
	src/engine/gates.c \
	src/engine/intents.c \
	src/engine/step.c \
	src/engine/turn.h \
	src/engine/undo.c
