# What the front ends read of a run.
libui_a_SOURCES += \
	ui/view/autopilot.c ui/view/autopilot.h \
	ui/view/hooks.h \
	ui/view/status.c ui/view/status.h \
	ui/view/view.h
