/* What each strategy asks, does and takes back, and what each gate rests on, as golden text: a gate that is dropped from a list, a fact
 * from a row or a flag from a step is a change that somebody has to read. TEAL_GOLDEN_WRITE=1 writes the texts anew. */
#include "config.h"

#include "plan/step.h"

#include "base/mem.h"
#include "base/str.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/product.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"

struct flag {
	unsigned flag;
	const char *name;
};

static void add_flags(struct str *out, const struct flag *flags, size_t n, unsigned set)
{
	for (size_t i = 0; i < n; i++) {
		if (set & flags[i].flag)
			str_addf(out, ", %s", flags[i].name);
		set &= ~flags[i].flag;
	}
	/* a flag that this test does not know must be given a name here */
	if (!CHECK(set == 0))
		printf("# flag %u\n", set);
}

static void add_list(struct str *out, const char *name, const char *const *list, size_t n)
{
	if (!list[0])
		return;
	str_addf(out, "  %s:", name);
	for (size_t i = 0; i < n && list[i]; i++)
		str_addf(out, " %s", list[i]);
	str_add(out, "\n");
}

static void add_fields(struct str *out, const struct step *s)
{
	static const char *const kinds[] = {
		[FIELD_TEXT] = "text", [FIELD_TIME] = "time", [FIELD_CHOICE] = "choice", [FIELD_YES_NO] = "yes or no"
	};

	for (size_t i = 0; i < mem_count(s->field) && s->field[i].key; i++) {
		const struct field_row *f = &s->field[i];

		str_addf(out, "  asks %s: %s%s%s%s%s", f->key, kinds[f->kind], f->choices ? " " : "", f->choices ? f->choices : "",
		         f->fallback ? ", proposed: " : "", f->fallback ? f->fallback : "");
		for (size_t p = 0; f->traits && product_at(p); p++)
			if (product_has(product_at(p)->name, f->traits))
				str_addf(out, ", of %s", product_at(p)->name);
		str_add(out, "\n");
	}
}

static const char *const bodies[BODY_COUNT] = {
	[BODY_RELEASES] = "releases", [BODY_WINDOW] = "window", [BODY_CHECKPOINTS] = "checkpoints",
	[BODY_FOLLOW] = "follow",     [BODY_VERIFY] = "verify", [BODY_FORECAST] = "forecast",
	[BODY_SOAK] = "soak",
};

static void add_step(struct str *out, const struct step *s)
{
	static const struct flag flags[] = { { STEP_LOOKS, "looks at blue" },
		                             { STEP_READS_RELEASES, "reads the releases" },
		                             { STEP_MAKES_GREEN, "makes green" },
		                             { STEP_EMPTIES_GREEN, "empties green" },
		                             { STEP_SYNCS, "makes the replication" },
		                             { STEP_COPIES, "copies" },
		                             { STEP_DRAINS, "drains" },
		                             { STEP_MIGRATES, "migrates" },
		                             { STEP_WRITES, "writes" },
		                             { STEP_STARTS_WRITE_STOP, "starts the write-stop" },
		                             { STEP_POINT_OF_NO_RETURN, "point of no return" },
		                             { STEP_CONFIRM, "asks with the default no" },
		                             { STEP_CONFIRM_NAME, "asks for the name" },
		                             { STEP_LEAVES_SYNC, "leaves the synchronisation" },
		                             { STEP_COMPARES, "compares" } };

	str_addf(out, "%s (%s), settles in %lld ms%s", s->id, s->phase, (long long)s->settle_ms, s->remember[0] ? ", remembers" : "");
	if (s->checkpoint)
		str_addf(out, ", keeps %s (%s)", s->checkpoint, s->checkpoint_title);
	add_flags(out, flags, mem_count(flags), s->flags);
	str_addf(out, "%s%s\n", s->flags & STEP_COMPARES ? ": " : "", s->flags & STEP_COMPARES ? verify_mode_name(s->compares) : "");
	add_list(out, "need", s->need, STEP_LIST);
	add_list(out, "guard", s->guard, mem_count(s->guard));
	add_list(out, "act", s->act, STEP_LIST);
	add_list(out, "done", s->done, STEP_LIST);
	add_list(out, "undo", s->undo, STEP_LIST);
	if (s->no_undo)
		str_addf(out, "  no undo: %s\n", s->no_undo);
	for (size_t i = 0; i < mem_count(s->watch) && s->watch[i] != PROBE_NONE; i++)
		str_addf(out, "%s %s", i ? "" : "  watches:", probe_name(s->watch[i]));
	str_add(out, s->watch[0] != PROBE_NONE ? "\n" : "");
	if (s->forecast_ms || s->forecast)
		str_addf(out, "  forecast: %lld ms%s\n", (long long)s->forecast_ms, s->forecast ? " and what is known of it" : "");
	if (s->body != BODY_NONE)
		str_addf(out, "  picture: %s\n", bodies[s->body]);
	add_fields(out, s);
}

static void each_strategy_is_its_golden_text(void)
{
	const struct strategy *s;

	for (size_t i = 0; (s = strategy_at(i)); i++) {
		char *name = mem_printf("plan/%s.txt", s->id);
		struct str out;

		str_init(&out, STR_PAGE);
		for (size_t k = 0; k < s->steps; k++)
			add_step(&out, &s->step[k]);
		CHECK(!out.full && golden_same(name, str_text(&out)));
		str_release(&out);
		free(name);
	}
}

static void each_gate_is_its_golden_text(void)
{
	static const struct flag flags[] = { { GATE_WAIVABLE, "may be waived" },
		                             { GATE_FINAL, "final" },
		                             { GATE_LEAVES_OUT, "mended by leaving out" },
		                             { GATE_APPLIES, "says whether the apply gets on" } };
	static const char *const sides[] = { [OF_BLUE] = "blue", [OF_GREEN] = "green", [OF_SUBJECT] = "the subject" };
	struct model m = { .strategy = strategy_find("recommended") };
	const struct gate *g;
	enum fact_id f;
	struct str out;

	str_init(&out, STR_PAGE);
	for (size_t i = 0; (g = gate_at(i)); i++) {
		str_addf(&out, "%s: at most %lld ms%s", g->id, (long long)g->max_age_ms, g->renew ? ", renewed by a key" : "");
		add_flags(&out, flags, mem_count(flags), g->flags);
		if (g->side_facts || g->side != OF_BLUE)
			str_addf(&out, ", of %s", sides[g->side]);
		for (size_t k = 0; (f = gate_fact(g, &m, k)) != FACT_END; k++)
			str_addf(&out, "%s%s", k ? ", " : "; ", fact_rows[f].name);
		str_add(&out, "\n");
	}
	CHECK(!out.full && golden_same("plan/gates.txt", str_text(&out)));
	str_release(&out);
}

static const struct check_case cases[] = {
	{ "each strategy is its golden text", each_strategy_is_its_golden_text },
	{ "each gate's row is its golden text", each_gate_is_its_golden_text },
};
CHECK_MAIN(cases)
