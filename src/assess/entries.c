/* The entries of an assessment that the operator reads, and what each says in short. */
#include "config.h"

#include "assess/own.h"
#include "base/mem.h"
#include "base/str.h"

/* The sign of a release has what its flags and numbers say, and a mark of the texts that break or demand
 * something. When the sign changes, the operator's read mark no longer holds. */
static void sign_release(const struct assess_release *r, struct assess_entry *out)
{
	snprintf(out->key, sizeof out->key, "release.%s", r->version);
	snprintf(out->sign, sizeof out->sign, "%s%s%s%zu migrations", r->flags & RELEASE_BREAKING ? "breaking, " : "",
	         r->flags & RELEASE_DEMANDS ? "demands migrations, " : "", r->flags & RELEASE_UNKNOWN ? "unknown, " : "", r->migrations);
	if (r->text_mark)
		snprintf(out->sign + strlen(out->sign), sizeof out->sign - strlen(out->sign), ", text %08x", r->text_mark);
	out->release = r;
	out->required = r->flags != 0;
}

/* Some evidence changes by itself (rows that come meanwhile, times until the next try) and is left out of the
 * sign. */
static bool evidence_moves(const struct assess_hazard *h)
{
	return strcmp(h->id, "outlasts-default") == 0 || strcmp(h->id, "changelog-unread") == 0;
}

/* Level and a mark of the evidence. */
static void sign_hazard(const struct assess_hazard *h, struct assess_entry *out)
{
	static const char *const levels[] = { [HAZARD_NOTE] = "note", [HAZARD_WARN] = "warn", [HAZARD_BLOCK] = "block" };

	snprintf(out->key, sizeof out->key, "hazard.%s", h->id);
	if (evidence_moves(h))
		snprintf(out->sign, sizeof out->sign, "%s", levels[h->level]);
	else
		snprintf(out->sign, sizeof out->sign, "%s %08x", levels[h->level], str_mark(STR_MARK, h->evidence, strlen(h->evidence)));
	out->hazard = h;
	out->required = h->level != HAZARD_NOTE;
}

bool assess_entry_at(const struct assessment *a, size_t i, struct assess_entry *out)
{
	*out = (struct assess_entry){ 0 };
	if (i < a->hazards)
		sign_hazard(&a->hazard[i], out);
	else if (i - a->hazards < a->releases)
		sign_release(&a->release[i - a->hazards], out);
	else
		return false;
	return true;
}
