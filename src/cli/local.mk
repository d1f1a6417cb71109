# The command line: what stands between main and everything else.
teal_SOURCES += \
	src/cli/catalog.c src/cli/catalog.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/diff_file.c src/cli/diff_file.h \
	src/cli/front.h \
	src/cli/inputs.c src/cli/inputs.h \
	src/cli/lines.c \
	src/cli/login.c src/cli/login.h \
	src/cli/nearest.c src/cli/nearest.h \
	src/cli/opening.c src/cli/opening.h \
	src/cli/options.c src/cli/options.h \
	src/cli/progress_line.c src/cli/progress_line.h \
	src/cli/records.c src/cli/records.h \
	src/cli/releases.c src/cli/releases.h \
	src/cli/screen.c \
	src/cli/signals.c src/cli/signals.h \
	src/cli/train.c src/cli/train.h \
	src/cli/train_child.c src/cli/train_child.h \
	src/cli/verdicts.c src/cli/verdicts.h \
	src/cli/verify.c src/cli/verify.h \
	src/cli/verify_survey.c src/cli/verify_survey.h \
	src/cli/wizard.c src/cli/wizard.h
