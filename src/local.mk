# The program itself: the options and the choice of front end. The one file that knows curses is named by ui/kit/local.mk.
bin_PROGRAMS += teal
teal_SOURCES = src/main.c
teal_LDADD = libui.a $(io_ldadd) $(NCURSES_LIBS)
