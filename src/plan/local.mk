# What is known about the migration: tables and predicates.
libcore_a_SOURCES += \
	src/plan/act.h \
	src/plan/acts.c src/plan/acts.h \
	src/plan/acts_actions.c \
	src/plan/acts_apps.c \
	src/plan/acts_fence.c \
	src/plan/acts_moves.c \
	src/plan/acts_sync.c \
	src/plan/acts_tables.c \
	src/plan/applying.c src/plan/applying.h \
	src/plan/backup.c src/plan/backup.h \
	src/plan/command.c src/plan/command.h \
	src/plan/compared.c src/plan/compared.h \
	src/plan/document.c src/plan/document.h \
	src/plan/ending.c src/plan/ending.h \
	src/plan/event.c src/plan/event.h \
	src/plan/facts.c src/plan/facts.h \
	src/plan/fold.c \
	src/plan/fold_compared.c \
	src/plan/fold_documents.c \
	src/plan/fold_facts.c \
	src/plan/fold_own.h \
	src/plan/fold_steps.c \
	src/plan/gate.c src/plan/gate.h \
	src/plan/gate_names.c src/plan/gate_names.h \
	src/plan/gates.h \
	src/plan/gates_after.c \
	src/plan/gates_backup.c \
	src/plan/gates_blue.c \
	src/plan/gates_compared.c \
	src/plan/gates_fence.c \
	src/plan/gates_fit.c \
	src/plan/gates_green.c \
	src/plan/gates_prepare.c \
	src/plan/gates_source.c \
	src/plan/gates_sync.c \
	src/plan/gates_tables.c \
	src/plan/gates_traffic.c \
	src/plan/gates_upgrade.c \
	src/plan/gates_way.c \
	src/plan/intent.h \
	src/plan/lag.c src/plan/lag.h \
	src/plan/left_out.c src/plan/left_out.h \
	src/plan/mended.c src/plan/mended.h \
	src/plan/migrations.c src/plan/migrations.h \
	src/plan/model.c src/plan/model.h \
	src/plan/odd_tables.c src/plan/odd_tables.h \
	src/plan/product.c src/plan/product.h \
	src/plan/product_stumbles.c src/plan/product_stumbles.h \
	src/plan/product_tables.c src/plan/product_tables.h \
	src/plan/remember.c src/plan/remember.h \
	src/plan/renewal.c src/plan/renewal.h \
	src/plan/schema_diff.c src/plan/schema_diff.h \
	src/plan/sequences.c src/plan/sequences.h \
	src/plan/settings.c src/plan/settings.h \
	src/plan/side.c src/plan/side.h \
	src/plan/step.h \
	src/plan/strategies.c src/plan/strategies.h \
	src/plan/strategy.c \
	src/plan/strategy_recommended.c \
	src/plan/sync.c src/plan/sync.h \
	src/plan/undo.c src/plan/undo.h \
	src/plan/upgrade.c src/plan/upgrade.h \
	src/plan/walk.c src/plan/walk.h \
	src/plan/verbs.c src/plan/verbs.h \
	src/plan/way.c src/plan/way.h
