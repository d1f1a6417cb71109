# The screens.
libui_a_SOURCES += \
	ui/screens/afterwards.c \
	ui/screens/app.c ui/screens/app.h \
	ui/screens/app_key.c \
	ui/screens/app_scene.c ui/screens/app_scene.h \
	ui/screens/ask.c ui/screens/ask.h \
	ui/screens/differences.c ui/screens/differences.h \
	ui/screens/end.c ui/screens/end.h \
	ui/screens/entries.c ui/screens/entries.h \
	ui/screens/entries_sources.c \
	ui/screens/entries_words.c \
	ui/screens/follow.c \
	ui/screens/forecast.c \
	ui/screens/gates.c \
	ui/screens/layout.c ui/screens/layout.h \
	ui/screens/overlay.c ui/screens/overlay.h \
	ui/screens/parts.c \
	ui/screens/questions.c ui/screens/questions.h \
	ui/screens/releases.c \
	ui/screens/scene.c ui/screens/scene.h \
	ui/screens/start.c ui/screens/start.h \
	ui/screens/step_screen.c ui/screens/step_screen.h \
	ui/screens/verify.c \
	ui/screens/window.c
