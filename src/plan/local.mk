# What is known about the migration: tables and predicates. One pair of files a line.
libcore_a_SOURCES += src/plan/facts.c src/plan/facts.h
libcore_a_SOURCES += src/plan/event.c src/plan/event.h
libcore_a_SOURCES += src/plan/settings.c src/plan/settings.h
libcore_a_SOURCES += src/plan/command.c src/plan/command.h
libcore_a_SOURCES += src/plan/model.c src/plan/fold.c src/plan/model.h
libcore_a_SOURCES += src/plan/gate.c src/plan/gate.h src/plan/gates.h
libcore_a_SOURCES += src/plan/gates_prepare.c src/plan/gates_green.c src/plan/gates_sync.c src/plan/gates_cut.c
libcore_a_SOURCES += src/plan/acts.c src/plan/acts.h src/plan/step.h
libcore_a_SOURCES += src/plan/acts_juju.c src/plan/acts_moves.c src/plan/acts_sql.c
libcore_a_SOURCES += src/plan/strategy.c src/plan/strategies.h src/plan/strategy_recommended.c
libcore_a_SOURCES += src/plan/product.c src/plan/product.h
libcore_a_SOURCES += src/plan/backup.c src/plan/backup.h
libcore_a_SOURCES += src/plan/sync.c src/plan/sync.h
libcore_a_SOURCES += src/plan/migrations.c src/plan/migrations.h
libcore_a_SOURCES += src/plan/intent.h
libcore_a_SOURCES += src/plan/explained.c src/plan/explained.h
libcore_a_SOURCES += src/plan/releases.c src/plan/releases.h
