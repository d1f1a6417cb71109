# The plain front end.
libui_a_SOURCES += \
	ui/plain/plain.c ui/plain/plain.h \
	ui/plain/plain_line.c \
	ui/plain/plain_read.c ui/plain/plain_read.h \
	ui/plain/plain_say.c ui/plain/plain_say.h
