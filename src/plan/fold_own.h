/* What the files of the fold share: model_apply is in fold.c, what looks saw is folded in fold_facts.c. */
#ifndef TEAL_PLAN_FOLD_OWN_H
#define TEAL_PLAN_FOLD_OWN_H

struct event;
struct model;
struct table;

struct table *fold_table_of(struct model *, const char *name); /* made when it is not there */
void fold_facts(struct model *, const struct event *);
void fold_tables(struct model *, const struct event *);

#endif
