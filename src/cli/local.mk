# The command line: what stands between main and everything else.
teal_SOURCES += \
	src/cli/catalog.c src/cli/catalog.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/front.h \
	src/cli/inputs.c src/cli/inputs.h \
	src/cli/lines.c \
	src/cli/login.c src/cli/login.h \
	src/cli/opening.c src/cli/opening.h \
	src/cli/options.c src/cli/options.h \
	src/cli/records.c src/cli/records.h \
	src/cli/releases.c src/cli/releases.h \
	src/cli/screen.c \
	src/cli/signals.c src/cli/signals.h \
	src/cli/train.c src/cli/train.h \
	src/cli/train_child.c src/cli/train_child.h \
	src/cli/wizard.c src/cli/wizard.h
