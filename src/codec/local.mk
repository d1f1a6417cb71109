# Bytes to facts, pure and total.
libcore_a_SOURCES += \
	src/codec/backups.c src/codec/backups.h \
	src/codec/catalog.c src/codec/catalog.h \
	src/codec/catalog_news.c src/codec/catalog_news.h \
	src/codec/catalog_own.h \
	src/codec/catalog_read.c \
	src/codec/catalog_write.c src/codec/catalog_write.h \
	src/codec/changelog.c src/codec/changelog.h \
	src/codec/changelog_ask.c \
	src/codec/changelog_heading.c src/codec/changelog_heading.h \
	src/codec/changelog_text.c src/codec/changelog_text.h \
	src/codec/charm_file.c src/codec/charm_file.h \
	src/codec/ddl.c src/codec/ddl.h \
	src/codec/ddl_alter.c \
	src/codec/ddl_parts.h \
	src/codec/git_tree.c src/codec/git_tree.h \
	src/codec/hash.c src/codec/hash.h \
	src/codec/json.c src/codec/json.h \
	src/codec/juju_run.c src/codec/juju_run.h \
	src/codec/juju_status.c src/codec/juju_status.h \
	src/codec/juju_task.c src/codec/juju_task.h \
	src/codec/lsn.c src/codec/lsn.h \
	src/codec/release_list.c src/codec/release_list.h \
	src/codec/rows.c src/codec/rows.h \
	src/codec/rx.c src/codec/rx.h \
	src/codec/sql_tokens.c src/codec/sql_tokens.h \
	src/codec/table_name.c src/codec/table_name.h \
	src/codec/version.c src/codec/version.h
dist_pkgdata_DATA += data/migrations_by_tag.tsv data/releases.tsv data/charms.tsv
