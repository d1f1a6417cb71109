# The drawing toolkit: no library but the C library, so that frames are tested without a terminal.
libui_a_SOURCES += \
	ui/kit/canvas.c ui/kit/canvas.h \
	ui/kit/chart.c ui/kit/chart.h \
	ui/kit/dialog.c ui/kit/dialog.h \
	ui/kit/field.c ui/kit/field.h \
	ui/kit/form.c ui/kit/form.h \
	ui/kit/frame.c ui/kit/frame.h \
	ui/kit/key.c ui/kit/key.h \
	ui/kit/list.c ui/kit/list.h \
	ui/kit/pager.c ui/kit/pager.h \
	ui/kit/rescue.c ui/kit/rescue.h \
	ui/kit/text.c ui/kit/text.h \
	ui/kit/theme.c ui/kit/theme.h

# The one file that knows curses.
teal_SOURCES += ui/kit/term.c ui/kit/term.h
