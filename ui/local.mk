# The drawing toolkit: no library but the C library, so that frames are tested without a terminal.
libui_a_SOURCES += \
	ui/canvas.c ui/canvas.h \
	ui/chart.c ui/chart.h \
	ui/dialog.c ui/dialog.h \
	ui/field.c ui/field.h \
	ui/frame.c ui/frame.h \
	ui/key.c ui/key.h \
	ui/list.c ui/list.h \
	ui/pager.c ui/pager.h \
	ui/text.c ui/text.h \
	ui/theme.c ui/theme.h

# The one file that knows curses.
teal_SOURCES += ui/term.c ui/term.h
