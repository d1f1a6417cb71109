# Bytes to facts, pure and total. One pair of files a line.
libcore_a_SOURCES += src/codec/json.c src/codec/json.h
libcore_a_SOURCES += src/codec/rows.c src/codec/rows.h
libcore_a_SOURCES += src/codec/backups.c src/codec/backups.h
libcore_a_SOURCES += src/codec/catalog.c src/codec/catalog.h
libcore_a_SOURCES += src/codec/juju_run.c src/codec/juju_run.h
libcore_a_SOURCES += src/codec/juju_status.c src/codec/juju_status.h
libcore_a_SOURCES += src/codec/juju_task.c src/codec/juju_task.h
libcore_a_SOURCES += src/codec/lsn.c src/codec/lsn.h
libcore_a_SOURCES += src/codec/rx.c src/codec/rx.h
libcore_a_SOURCES += src/codec/version.c src/codec/version.h
dist_pkgdata_DATA += data/migrations_by_tag.tsv data/releases.tsv
