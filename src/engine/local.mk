# engine.c is pure and belongs to libcore_a_SOURCES; whatever performs belongs to libio_a_SOURCES. One pair of files a line.
libcore_a_SOURCES += src/engine/engine.c src/engine/engine.h src/engine/engine_parts.h
libcore_a_SOURCES += src/engine/engine_gates.c src/engine/engine_intents.c src/engine/engine_step.c
libcore_a_SOURCES += src/engine/verify_sql.c src/engine/verify_sql.h
libio_a_SOURCES += src/engine/verify.c src/engine/verify.h
libio_a_SOURCES += src/engine/fence.c src/engine/fence.h
libio_a_SOURCES += src/engine/sources.c src/engine/sources.h src/engine/sources_own.h
libio_a_SOURCES += src/engine/sources_where.c src/engine/sources_why.c
libio_a_SOURCES += src/engine/source_look.c src/engine/source_look.h
libio_a_SOURCES += src/engine/reading.c src/engine/reading.h src/engine/run_reading.c
libio_a_SOURCES += src/engine/catalog_refresh.c src/engine/catalog_refresh.h src/engine/catalog_refresh_own.h
libio_a_SOURCES += src/engine/catalog_refresh_charm.c src/engine/catalog_refresh_news.c
libio_a_SOURCES += src/engine/run.c src/engine/run.h src/engine/run_own.h
libio_a_SOURCES += src/engine/run_exec.c src/engine/run_probes.c src/engine/run_juju.c
libio_a_SOURCES += src/engine/run_sessions.c src/engine/run_passwords.c src/engine/run_list.c
libcore_a_SOURCES += src/engine/probes.c src/engine/probes.h src/engine/probes_own.h
libcore_a_SOURCES += src/engine/probes_juju.c src/engine/probes_sql.c src/engine/probes_schema.c
