# Kratos in the sandbox: schema by version, rows, workload.
libsandbox_a_SOURCES += \
	src/sandbox/product/kratos/database.c \
	src/sandbox/product/kratos/fill.c src/sandbox/product/kratos/fill.h \
	src/sandbox/product/kratos/product.c src/sandbox/product/kratos/product.h \
	src/sandbox/product/kratos/releases.c src/sandbox/product/kratos/releases.h \
	src/sandbox/product/kratos/releases_parts.h \
	src/sandbox/product/kratos/releases_text.c \
	src/sandbox/product/kratos/releases_tree.c \
	src/sandbox/product/kratos/schema.c src/sandbox/product/kratos/schema.h \
	src/sandbox/product/kratos/schema_migrate.c \
	src/sandbox/product/kratos/schema_next.c \
	src/sandbox/product/kratos/schema_odd.c \
	src/sandbox/product/kratos/schema_tables.c \
	src/sandbox/product/kratos/schema_versions.c \
	src/sandbox/product/kratos/workload.c src/sandbox/product/kratos/workload.h \
	src/sandbox/product/kratos/workload_books.c \
	src/sandbox/product/kratos/workload_ops.c \
	src/sandbox/product/kratos/workload_parts.h
