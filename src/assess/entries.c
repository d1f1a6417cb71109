/* The entries of an assessment that the operator reads, and what each says in short. */
#include "config.h"

#include "assess/own.h"
#include "base/mem.h"
#include "base/str.h"

/* What the entry says, short: the mark of an entry that says something else afterwards is worth nothing. The text of what breaks stands for
 * itself by a hash. */
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

/* Some evidence moves by itself: rows that come while somebody reads, times until another try. */
static bool evidence_moves(const struct assess_hazard *h)
{
	return strcmp(h->id, "outlasts-default") == 0 || strcmp(h->id, "changelog-unread") == 0;
}

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
