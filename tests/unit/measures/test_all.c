/* What holds for the results of every measure, whatever it is: all comes from the tables of kinds.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <pthread.h>

enum { TRANSIENT = 77, STEPS = 400 };

/* ------------------------------------------------------------- grids in parts */

enum { PARAMS = 9, STATES = 11 };

/* A grid over the first parameter, if there is one, and the first state of any map. */
struct field {
    chaos_axis axes[2];
    chaos_grid grid;
    uint64_t points;
};

static void field(const chaos_map *map, struct field *field)
{
    double low, high, p = chaos_map_nparams(map) ? chaos_map_param_default(map, 0) : 0;
    if (!chaos_map_view(map, 0, &low, &high))
        low = -0.5, high = 0.5;
    chaos_axis *axes = field->axes;
    axes[0] = (chaos_axis){
        .size = sizeof *axes,
        .name = chaos_map_param(map, 0),
        .count = PARAMS,
        .start = p - 0.2 * fabs(p),
        .stop = p + 0.01 * fabs(p),
    };
    axes[1] = (chaos_axis){
        .size = sizeof *axes,
        .name = chaos_map_state(map, 0),
        .count = STATES,
        .start = low,
        .stop = high,
    };
    uint32_t naxes = chaos_map_nparams(map) ? 2 : 1;
    field->grid = (chaos_grid){ .size = sizeof field->grid, .naxes = naxes, .axes = axes + 2 - naxes };
    field->points = naxes == 2 ? PARAMS * STATES : STATES;
}

/* The same points as a batch. */
static struct points *points_of(const chaos_map *map, const struct field *f)
{
    struct points *points = points_new(map, f->points);
    for (uint64_t p = 0; p < f->points; ++p) {
        if (points->nparams)
            points->params[p * points->nparams] = chaos_axis_value(&f->axes[0], p / STATES);
        points->states[p * points->dim] = chaos_axis_value(&f->axes[1], p % STATES);
    }
    return points;
}

START_TEST(a_sweep_is_a_batch_in_parts_and_whole)
{
    struct rng rng = rng_start("parts");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        struct field f;
        field(map, &f);
        struct points *points = points_of(map, &f);
        struct measured swept[MAX_KINDS], batched[MAX_KINDS];
        const size_t n = measures_all(map, f.points, TRANSIENT, STEPS, swept);
        measures_all(map, f.points, TRANSIENT, STEPS, batched);
        must(batch_measured(map, points_all(points), batched, n, NULL));
        for (uint32_t threads = 1; threads <= 4; ++threads) {
            chaos_options options = with_threads(threads);
            for (size_t k = 0; k < n; ++k)
                measured_spoil(&swept[k]);
            for (uint64_t first = 0, count = 0; first < f.points; first += count ? count : f.points) {
                count = threads == 1 ? 0 : 1 + rng_below(&rng, 40);
                count = count < f.points - first ? count : f.points - first;
                f.grid.first = first, f.grid.count = count;
                must(sweep_measured(map, &f.grid, swept, n, &options));
            }
            for (size_t k = 0; k < n; ++k)
                same_measured(&swept[k], &batched[k], "%s, %u threads", chaos_map_name(map), threads);
        }
        measures_free(swept, n);
        measures_free(batched, n);
        points_free(points);
    }
}
END_TEST

/* ----------------------------------------------------- company, and where it runs */

enum { COUNT = 67 }; /* more than one tile of 64, and a remainder */

/* Good neighbours and bad: some escape at once, later, or are not numbers. */
static struct points *mixed_points(struct rng *rng, const chaos_map *map, uint64_t count)
{
    static const double odd[] = { NAN, INFINITY, 1e300, -1e9, 50 };
    struct points *points = points_random(rng, map, count);
    for (size_t k = 0; 5 + 13 * k < count; ++k) {
        points->states[(5 + 13 * k) * points->dim] = odd[k];
        if (points->nparams)
            points->params[(2 + 11 * k) * points->nparams] = odd[k];
    }
    return points;
}

/* One point of one measure by itself, on the first set of the family. */
static void same_alone(struct measured *single, const struct measured *together, struct points *points,
                       uint64_t p, const char *isa)
{
    must(chaos_isa_select(isa_family(isa, NULL) ? "scalar-nofma" : "scalar", &why));
    must(batch_measured(points->map, points_slice(points, p, 1), single, 1, NULL));
    must(chaos_isa_select(isa, &why));
    for (size_t o = 0; o < single->n; ++o)
        if (!single->arrays[o].quantity->once)
            same_bytes(output_at(together, o, p), output_at(single, o, 0), single->bytes[o],
                       "%s on %s, %s of point %d", chaos_map_name(points->map), isa, single->outputs[o].name,
                       (int)p);
}

/* All at once and one by one, on all instruction sets and one to four threads. */
START_TEST(results_are_the_same_everywhere)
{
    struct rng rng = rng_start("measure bits");
    const char *isa;
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = mixed_points(&rng, map, COUNT);
        struct measured together[MAX_KINDS], single[MAX_KINDS];
        const size_t n = measures_all(map, COUNT, TRANSIENT, STEPS, together);
        measures_all(map, 1, TRANSIENT, STEPS, single);
        for (size_t k = 0; (isa = isa_at(k)); ++k) {
            chaos_options options = with_threads(1 + (uint32_t)(i + k) % 4);
            must(batch_measured(map, points_all(points), together, n, &options));
            for (uint64_t p = 0; p < COUNT; p += 1 + rng_below(&rng, 9))
                for (size_t m = 0; m < n; ++m)
                    same_alone(&single[m], &together[m], points, p, isa);
        }
        measures_free(together, n);
        measures_free(single, n);
        points_free(points);
    }
}
END_TEST

/* Those of all kinds, or of a map of x and y some that compute. */
static size_t measures_of(const chaos_map *map, uint64_t points, uint64_t steps, bool computed,
                          struct measured *m)
{
    static const char *const texts[] = { "density:of=x^2:range=0,2",
                                         "density:of=x-y,y:range=-2,2,-2,2:bins=7,9",
                                         "escape:region=x^2+y>1.2:sides=y>0,x>y",
                                         "final:of=x/y",
                                         "lyapunov:count=2:blocks=3",
                                         "moments:of=x*y:when=x>0",
                                         "moments:of=x*y:when=x>0:weights=birkhoff",
                                         "orbit:of=x+y",
                                         "period",
                                         "permutation_entropy:of=x*y,y:order=3",
                                         "autocorrelation:of=x*y,y:lags=5",
                                         "wba:of=x*y,y" };
    if (!computed)
        return measures_all(map, points, TRANSIENT, steps, m);
    for (size_t i = 0; i < LENGTH(texts); ++i)
        m[i] = measured_new(map, points, "%s:transient=%d:steps=%d", texts[i], TRANSIENT, (int)steps);
    return LENGTH(texts);
}

/* The points of a batch in calls of a few. */
static void same_in_few(struct points *points, const struct measured *together, uint64_t few, uint64_t steps,
                        bool computed)
{
    struct measured some[MAX_KINDS];
    const chaos_options options = with_threads((uint32_t)few);
    const size_t n = measures_of(points->map, few, steps, computed, some);
    for (uint64_t first = 0; first + few <= points->count; first += few) {
        must(batch_measured(points->map, points_slice(points, first, few), some, n, &options));
        for (size_t m = 0; m < n; ++m)
            for (size_t o = 0; o < some[m].n; ++o)
                if (!some[m].arrays[o].quantity->once)
                    same_bytes(output_at(&some[m], o, 0), output_at(&together[m], o, first),
                               few * some[m].bytes[o], "%s on %s, %s of %d points from %d on",
                               chaos_map_name(points->map), chaos_isa_name(), some[m].outputs[o].name,
                               (int)few, (int)first);
    }
    measures_free(some, n);
}

/* One has a tile of one lane, and so have more if there is work enough to give each a thread. */
static void same_among_many(struct rng *rng, const chaos_map *map, bool computed)
{
    static const struct {
        uint64_t count, steps, few[5];
    } cases[] = { { COUNT, STEPS, { 1, 2, 3, 8, 9 } }, { 6, 40000, { 1, 2 } } };
    for (size_t c = 0; c < (chaos_map_sites(map) ? 1 : LENGTH(cases)); ++c) {
        struct points *points = mixed_points(rng, map, cases[c].count);
        struct measured together[MAX_KINDS];
        const size_t n = measures_of(map, points->count, cases[c].steps, computed, together);
        for (size_t k = 0; isa_at(k); ++k) {
            must(batch_measured(map, points_all(points), together, n, NULL));
            for (size_t j = 0; j < LENGTH(cases[c].few) && cases[c].few[j]; ++j)
                same_in_few(points, together, cases[c].few[j], cases[c].steps, computed);
        }
        measures_free(together, n);
        points_free(points);
    }
}

START_TEST(few_points_are_as_among_many)
{
    static const char *const names[] = { "logistic", "henon", "standard", "de_jong", "logistic_ring" };
    struct rng rng = rng_start("few");
    for (size_t i = 0; i < LENGTH(names); ++i)
        if (chaos_map_find(names[i])) /* a library of few maps has no de_jong */
            same_among_many(&rng, map_named(names[i]), false);
    same_among_many(&rng, map_named("henon"), true);
    chaos_map *text = parsed("x' = 1 - a*x^2 + y; y' = b*sin(x); a = 1.2; b = 0.3", NULL);
    same_among_many(&rng, text, true);
    chaos_map_free(text);
}
END_TEST

/* A point's status is all that the masks of its measures say, whether they are asked for or not. */
START_TEST(a_status_is_its_masks)
{
    static const char *const names[] = { "logistic", "henon", "standard", "logistic_ring" };
    struct rng rng = rng_start("masks");
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        struct points *points = mixed_points(&rng, map, COUNT);
        struct measured m[MAX_KINDS];
        const size_t n = measures_all(map, COUNT, TRANSIENT, STEPS, m);
        must(batch_measured(map, points_all(points), m, n, NULL));
        for (size_t first = 0; first < n; ++first) {
            chaos_output unnamed[CHAOS_MAX_MEASURES];
            uint32_t status[COUNT];
            const size_t group = n - first < 3 ? n - first : 3;
            for (size_t k = 0; k < group; ++k)
                unnamed[k] = (chaos_output){ .size = sizeof *unnamed, .measure = m[first + k].measure };
            must(chaos_batch_measure(map, points_all(points), unnamed, group, status, NULL, &why));
            for (uint64_t p = 0; p < COUNT; ++p) {
                uint32_t masks = 0;
                for (size_t k = first; k < first + group; ++k)
                    masks |= *(uint32_t *)output_at(&m[k], m[k].n - 1, p);
                ck_assert_msg(status[p] == masks, "%s, %s and on, point %d: status %u, masks %u", names[i],
                              m[first].kind, (int)p, status[p], masks);
            }
        }
        measures_free(m, n);
        points_free(points);
    }
}
END_TEST

/* One output after the other is what all at once are. */
START_TEST(outputs_do_not_need_each_other)
{
    static const char *const names[] = { "logistic", "henon", "standard", "logistic_ring" };
    struct rng rng = rng_start("outputs");
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        struct points *points = mixed_points(&rng, map, COUNT);
        struct measured all[MAX_KINDS], some[MAX_KINDS];
        const size_t n = measures_all(map, COUNT, TRANSIENT, STEPS, all);
        measures_all(map, COUNT, TRANSIENT, STEPS, some);
        must(batch_measured(map, points_all(points), all, n, NULL));
        for (size_t k = 0; k < n; ++k) {
            for (size_t o = 0; o < some[k].n; ++o)
                must(chaos_batch_measure(map, points_all(points), &some[k].outputs[o], 1, NULL, NULL, &why));
            same_measured(&some[k], &all[k], "%s, one output at a time", names[i]);
        }
        measures_free(all, n);
        measures_free(some, n);
        points_free(points);
    }
}
END_TEST

/* ------------------------------------------------------------------- escape */

/* What the table says where there is none. */
static void check_none(const struct measured *m, size_t o, uint64_t point)
{
    const chaos_quantity *q = m->arrays[o].quantity;
    const void *data = output_at(m, o, point);
    for (size_t d = 0; d < m->bytes[o] / 8; ++d)
        switch (q->type) {
        case CHAOS_F64:
        case CHAOS_C128: ck_assert_msg(isnan(((const double *)data)[d]), "%s", q->name); break;
        case CHAOS_U64: ck_assert_msg((double)((const uint64_t *)data)[d] == q->none, "%s", q->name); break;
        case CHAOS_I64: ck_assert_msg((double)((const int64_t *)data)[d] == q->none, "%s", q->name); break;
        default: ck_abort_msg("%s has a type of its own", q->name);
        }
}

/* Zeros, the least and the largest numbers, squares that vanish and overflow. */
static const double odd[] = { 0.0, -0.0, 0x1p-1074, -1e-300, 1e-160,
                              0.5, -1.0, 1e160,     -1e300,  0x1.fffffffffffffp1023 };

/* Of few exponents there may be no dimension. */
static bool some_not_finite(const struct measured *m, size_t o, uint64_t point)
{
    const double *data = output_at(m, o, point);
    bool found = false;
    if (m->arrays[o].quantity->type != CHAOS_F64 || strstr(m->outputs[o].name, "dimension"))
        return false;
    for (size_t d = 0; d < m->bytes[o] / 8; ++d)
        found |= !isfinite(data[d]);
    return found;
}

/* What is no number is said in the mask, from whatever start. */
START_TEST(no_number_has_a_flag)
{
    enum { ODD = LENGTH(odd) };
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        const size_t dim = chaos_map_dim(map), count = dim > 1 ? ODD * ODD : ODD;
        struct points *points = points_new(map, count);
        for (size_t p = 0; p < count; ++p) {
            points->states[p * dim] = odd[p % ODD];
            if (dim > 1)
                points->states[p * dim + 1] = odd[p / ODD];
        }
        struct measured all[MAX_KINDS];
        const size_t n = measures_all(map, count, 0, 600, all);
        must(batch_measured(map, points_all(points), all, n, NULL));
        for (size_t k = 0; k < n; ++k)
            for (size_t o = 0; o + 1 < all[k].n; ++o)
                for (size_t p = 0; p < count && !all[k].arrays[o].quantity->once; ++p)
                    ck_assert_msg(!some_not_finite(&all[k], o, p) ||
                                      (((uint32_t *)output_at(&all[k], all[k].n - 1, p))[0] &
                                       ~(uint32_t)CHAOS_NUMERIC_DERIVATIVE),
                                  "%s from %g, %g: %s", chaos_map_name(map), odd[p % ODD], odd[p / ODD],
                                  all[k].outputs[o].name);
        measures_free(all, n);
        points_free(points);
    }
}
END_TEST

/* So are values of expressions: mean and density would leave them out without a word. */
START_TEST(no_value_has_a_flag)
{
    static const struct {
        const char *measure;
        double state;
        uint32_t status;
    } known[] = {
        { "moments:of=log(x)", 0.3, CHAOS_NONFINITE },
        { "moments:of=log(x):times=0,1", 0.3, CHAOS_NONFINITE },
        { "moments:of=log(x):when=x > 0", 0.3, 0 },
        { "moments:of=log(abs(x))", 0.3, 0 },
        { "moments:when=x > 9", 0.3, 0 },
        { "density:of=log(x):range=-2,2", 0.3, CHAOS_NONFINITE },
        { "density:of=1/x:range=-2,2", 0, CHAOS_NONFINITE },
        { "orbit:of=log(x)", 0.3, CHAOS_NONFINITE },
        { "final:of=log(x):steps=1001", 0.3, CHAOS_NONFINITE },
        { "final:of=log(x):times=0,1", 0.3, CHAOS_NONFINITE },
        { "final:of=log(x):steps=1000", 0.3, 0 },
        { "wba:of=log(x)", 0.3, CHAOS_NONFINITE },
        { "recurrence:region=log(x) > -9", 0.3, 0 },
    };
    chaos_map *map = parsed("x' = -x", NULL);
    for (size_t i = 0; i < LENGTH(known); ++i) {
        struct measured m = measured_new(map, 1, "%s", known[i].measure);
        const chaos_grid grid = { .size = sizeof grid, .state = &known[i].state };
        must(sweep_measured(map, &grid, &m, 1, NULL));
        ck_assert_msg(*(const uint32_t *)output_at(&m, m.n - 1, 0) == known[i].status, "%s: %u",
                      known[i].measure, *(const uint32_t *)output_at(&m, m.n - 1, 0));
        measured_free(&m);
    }
    chaos_map_free(map);
}
END_TEST

/* An escape is data, and the neighbours of one that escaped do not notice. */
START_TEST(escape_is_data)
{
    static const char *const names[] = { "logistic", "henon", "ikeda", "logistic_ring" };
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        struct points *points = points_new(map, 3);
        points->states[points->dim] = 2 * chaos_map_bound(map);
        struct measured three[MAX_KINDS], one[MAX_KINDS];
        const size_t n = measures_all(map, 3, TRANSIENT, STEPS, three);
        measures_all(map, 1, TRANSIENT, STEPS, one);
        must(batch_measured(map, points_all(points), three, n, NULL));
        must(batch_measured(map, points_slice(points, 0, 1), one, n, NULL));
        for (size_t k = 0; k < n; ++k) {
            const struct measured *m = &three[k];
            const uint32_t *status = output_at(m, m->n - 1, 0);
            ck_assert_msg(!(status[0] & CHAOS_ESCAPED) && (status[1] & CHAOS_ESCAPED), "%s: status %u, %u",
                          m->kind, status[0], status[1]);
            for (size_t o = 0; o < m->n; ++o) {
                if (m->arrays[o].quantity->once)
                    continue;
                same_bytes(output_at(m, o, 0), output_at(&one[k], o, 0), m->bytes[o], "%s, before it",
                           m->outputs[o].name);
                same_bytes(output_at(m, o, 2), output_at(&one[k], o, 0), m->bytes[o], "%s, after it",
                           m->outputs[o].name);
                if (!m->arrays[o].quantity->outlives)
                    check_none(m, o, 1);
            }
        }
        measures_free(three, n);
        measures_free(one, n);
        points_free(points);
    }
}
END_TEST

/* ------------------------------------------------------------------- threads */

struct worker {
    pthread_t thread;
    const chaos_map *map;
    const chaos_grid *grid;
    struct measured got;
    int code;
};

static void *work(void *argument)
{
    struct worker *w = argument;
    for (int i = 0; i < 3 && !w->code; ++i)
        w->code = sweep_measured(w->map, w->grid, &w->got, 1, NULL);
    return NULL;
}

/* The same object in calls of four threads of the host. */
START_TEST(four_threads_use_one_measure)
{
    const chaos_map *map = map_named("standard");
    struct field f;
    field(map, &f);
    struct measured m[MAX_KINDS], others[MAX_KINDS];
    const size_t n = measures_all(map, f.points, TRANSIENT, STEPS, m);
    must(sweep_measured(map, &f.grid, m, n, NULL));
    for (size_t k = 0; k < n; ++k) {
        struct worker workers[4];
        for (int t = 0; t < 4; ++t) {
            measures_all(map, f.points, TRANSIENT, STEPS, others);
            workers[t] = (struct worker){ .map = map, .grid = &f.grid, .got = others[k] };
            for (size_t o = 0; o < m[k].n; ++o)
                workers[t].got.outputs[o].measure = m[k].measure;
            ck_assert_int_eq(pthread_create(&workers[t].thread, NULL, work, &workers[t]), 0);
            measures_free(others, k);
            measures_free(others + k + 1, n - k - 1);
        }
        for (int t = 0; t < 4; ++t) {
            pthread_join(workers[t].thread, NULL);
            must(workers[t].code);
            same_measured(&workers[t].got, &m[k], "thread %d", t);
            measured_free(&workers[t].got);
        }
    }
    measures_free(m, n);
}
END_TEST

TCase *tcase_all(void)
{
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, a_sweep_is_a_batch_in_parts_and_whole);
    tcase_add_test(tcase, results_are_the_same_everywhere);
    tcase_add_test(tcase, few_points_are_as_among_many);
    tcase_add_test(tcase, a_status_is_its_masks);
    tcase_add_test(tcase, outputs_do_not_need_each_other);
    tcase_add_test(tcase, no_number_has_a_flag);
    tcase_add_test(tcase, no_value_has_a_flag);
    tcase_add_test(tcase, escape_is_data);
    tcase_add_test(tcase, four_threads_use_one_measure);
    return tcase;
}
