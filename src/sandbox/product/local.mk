# Which products the sandbox plays.
libsandbox_a_SOURCES += \
	src/sandbox/product/products.c src/sandbox/product/products.h
