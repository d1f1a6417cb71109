/* What the files of the fold share: model_apply is in fold.c, and hands each event to the part that it is about. */
#ifndef TEAL_PLAN_FOLD_OWN_H
#define TEAL_PLAN_FOLD_OWN_H

struct event;
struct model;
struct table;

const char *fold_word(const struct event *, const char *key); /* the text of a member; "" when it is absent */
struct table *fold_table_of(struct model *, const char *name); /* made when it is not there */
void fold_end_comparing(struct model *);

void fold_step_started(struct model *, const struct event *);
void fold_act_intent(struct model *, const struct event *);
void fold_act_outcome(struct model *, const struct event *);
void fold_act_done(struct model *, const struct event *);
void fold_step_done(struct model *, const struct event *);
void fold_failed(struct model *, const struct event *); /* of a step, or of its undo */
void fold_undo_started(struct model *, const struct event *);
void fold_step_undone(struct model *, const struct event *);
void fold_verified(struct model *, const struct event *);
void fold_verifying(struct model *, const struct event *);
void fold_facts(struct model *, const struct event *);
void fold_tables(struct model *, const struct event *);
void fold_document(struct model *, const struct event *);
void fold_fetching(struct model *, const struct event *);

#endif
