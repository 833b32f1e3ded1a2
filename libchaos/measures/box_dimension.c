/* Box-counting and information dimension, from how records fill boxes of many sizes.
 *
 * The box around all records is halved again and again. Of each record the finest box is found, a number whose leading digits
 * are those of the larger ones: sorted once, records of a box stand together at every size. Errors are from what is
 * without each of 16 parts of the window (the jackknife).
 *
 * SPDX-License-Identifier: MIT */
#include "measures/blocks.h"
#include "measures/scaling.h"
#include "measures/series.h"

#include <string.h>

enum { DIMENSION, ERROR, RANGE, INFORMATION, INFORMATION_ERROR, INFORMATION_RANGE, COUNTS, ENTROPIES };
enum {
    GROUPS = CHAOSI_GROUPS,
    GROUP_BITS = 4,
    MOST_SIZES = 24,
    SIZES_2 = 14, /* of two columns: with the group 32 bits */
    FEWEST = 8,   /* records of a box on average, else too many boxes were missed */
    LEAST_STEPS = 256,
    DEFAULT_STEPS = 50000,
    TABLE = 1024,
    MOST_RATIO = 4,  /* of boxes with one record to those with two */
    OFTEN = 1 << 20, /* records between two looks at whether to stop */
};
static const double ln_2 = 0.6931471805599453;

typedef struct box_dimension_options {
    chaosi_common common;
} box_dimension_options;

static int box_dimension_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *option = chaosi_option_find(r->kind, "steps");
    if (!(r->given & 1u << (option - r->kind->options)))
        r->options.common.steps = DEFAULT_STEPS;
    if (r->ncolumns > 2)
        r->ncolumns = 2;
    const uint64_t steps = r->options.common.steps;
    return steps >= LEAST_STEPS && steps <= CHAOSI_MOST_KEPT
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be from %d to %d, got %llu",
                             LEAST_STEPS, CHAOSI_MOST_KEPT, (unsigned long long)steps);
}

static size_t sizes_of(const chaosi_request *r) { return r->ncolumns == 2 ? SIZES_2 : MOST_SIZES; }

static uint64_t box_dimension_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return sizes_of(r);
}

/* Sizes in units of the box around all records. */
static double size_at(const chaosi_request *r, size_t i)
{
    return __builtin_ldexp(1.0, (int)i - (int)sizes_of(r));
}

static double box_dimension_place(const chaosi_request *r, uint32_t dimension, uint64_t i)
{
    (void)dimension;
    return size_at(r, i);
}

static uint64_t box_dimension_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Records of all lanes, n ln n [TABLE], and of one lane the boxes of its records and room for sorting them, [steps]. */
static size_t box_dimension_scratch(const chaosi_request *r, size_t lanes)
{
    return (chaosi_series_doubles(r, lanes) + TABLE + r->options.common.steps) * sizeof(double);
}

static double *table_of(const chaosi_measurement *run)
{
    return (double *)run->scratch + chaosi_series_doubles(run->request, run->tile->k.lanes);
}

static uint32_t *boxes_of(const chaosi_measurement *run)
{
    return (uint32_t *)(void *)(table_of(run) + TABLE);
}

static void box_dimension_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    chaosi_series_take(run, rows, run->scratch);
}

/* -------------------------------------------------------------- the finest boxes */

/* The bits of a number with a 0 after each. */
static uint32_t spread(uint32_t n)
{
    n = (n | n << 8) & 0x00ff00ff;
    n = (n | n << 4) & 0x0f0f0f0f;
    n = (n | n << 2) & 0x33333333;
    return (n | n << 1) & 0x55555555;
}

/* Which of so many equal parts of the range each record is in; false: all records are the same. */
static bool find_parts(const double *x, uint64_t steps, double parts, unsigned column, bool two,
                       uint32_t *boxes)
{
    double low = x[0], high = x[0];
    for (uint64_t n = 1; n < steps; n++) {
        low = x[n] < low ? x[n] : low;
        high = x[n] > high ? x[n] : high;
    }
    const double most = -low > high ? -low : high, width = 0.5 * high - 0.5 * low; /* no overflow */
    if (!(width > CHAOSI_SAME * most))
        return false;
    for (uint64_t n = 0; n < steps; n++) {
        const double at = (0.5 * x[n] - 0.5 * low) / width * parts;
        const uint32_t part = at < parts ? (uint32_t)at : (uint32_t)parts - 1;
        boxes[n] |= two ? spread(part) << column : part;
    }
    return true;
}

static bool find_boxes(const chaosi_request *r, const double *x, uint32_t *boxes)
{
    const uint64_t steps = r->options.common.steps;
    const double parts = __builtin_ldexp(1.0, (int)sizes_of(r));
    bool any = false;
    memset(boxes, 0, steps * sizeof *boxes);
    for (unsigned i = 0; i < r->ncolumns; i++)
        any |= find_parts(x + i * steps, steps, parts, i, r->ncolumns == 2, boxes);
    for (uint32_t g = 0; g < GROUPS; g++)
        for (uint64_t n = chaosi_boundary(g, GROUPS, steps); n < chaosi_boundary(g + 1, GROUPS, steps); n++)
            boxes[n] = boxes[n] << GROUP_BITS | g;
    return any;
}

/* Asked of each record, it looks now and then. */
static inline bool is_stopped(const chaosi_measurement *run, uint64_t n)
{
    return n % OFTEN == OFTEN - 1 && chaosi_tile_tick(run->tile, 0) != CHAOS_OK;
}

/* Byte by byte, an even number of times. false: stopped. */
static bool sort(const chaosi_measurement *run, uint32_t *boxes, uint64_t steps)
{
    uint32_t *from = boxes, *to = boxes + steps;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        uint64_t at[257] = { 0 };
        for (uint64_t n = 0; n < steps; n++)
            at[(from[n] >> shift & 255) + 1]++;
        for (size_t i = 1; i < 256; i++)
            at[i] += at[i - 1];
        for (uint64_t n = 0; n < steps; n++) {
            to[at[from[n] >> shift & 255]++] = from[n];
            if (is_stopped(run, n))
                return false;
        }
        uint32_t *const other = from;
        from = to;
        to = other;
    }
    return true;
}

/* -------------------------------------------------------------- boxes of one size */

enum { ALL = GROUPS };

/* Of all records, and of those without each group: occupied boxes, those of one and of two records, and the sum of n ln n of
 * the n records of each. */
typedef struct filling {
    double boxes[GROUPS + 1], ones[GROUPS + 1], twos[GROUPS + 1], sums[GROUPS + 1];
} filling;

/* n ln n of the first few n. */
static void box_dimension_begin(chaosi_measurement *run)
{
    double *const table = table_of(run), logarithm[TABLE];
    for (size_t n = 0; n < TABLE; n++)
        logarithm[n] = n > 0 ? (double)n : 1.0;
    run->tile->run->lanes->log(logarithm, TABLE);
    for (size_t n = 0; n < TABLE; n++)
        table[n] = (double)n * logarithm[n];
}

static double n_ln_n(const chaosi_measurement *run, const double *table, uint64_t n)
{
    if (n < TABLE)
        return table[n];
    double logarithm = (double)n;
    run->tile->run->lanes->log(&logarithm, 1);
    return (double)n * logarithm;
}

static void add_box(const chaosi_measurement *run, filling *f, size_t which, uint64_t n, double sign)
{
    f->boxes[which] += n > 0 ? sign : 0.0;
    f->ones[which] += n == 1 ? sign : 0.0;
    f->twos[which] += n == 2 ? sign : 0.0;
    f->sums[which] += sign * n_ln_n(run, table_of(run), n);
}

/* A box of n records. What groups have is, for now, by how much it is less without them. */
static void add_boxes(const chaosi_measurement *run, filling *f, const uint32_t *of_group, uint64_t n)
{
    add_box(run, f, ALL, n, 1.0);
    for (size_t g = 0; g < GROUPS; g++)
        if (of_group[g] > 0) {
            add_box(run, f, g, n, 1.0);
            add_box(run, f, g, n - of_group[g], -1.0);
        }
}

static void take_groups_out(double *of)
{
    for (size_t g = 0; g < GROUPS; g++)
        of[g] = of[ALL] - of[g];
}

/* false: stopped. */
static bool fill(const chaosi_measurement *run, const uint32_t *boxes, uint64_t steps, unsigned shift,
                 filling *f)
{
    uint32_t of_group[GROUPS] = { 0 };
    uint64_t first = 0;
    *f = (filling){ .boxes = { 0.0 } };
    for (uint64_t n = 0; n < steps; n++) {
        of_group[boxes[n] & (GROUPS - 1)]++;
        if (is_stopped(run, n))
            return false;
        if (n + 1 < steps && boxes[n + 1] >> shift == boxes[n] >> shift)
            continue;
        add_boxes(run, f, of_group, n + 1 - first);
        memset(of_group, 0, sizeof of_group);
        first = n + 1;
    }
    take_groups_out(f->boxes);
    take_groups_out(f->ones);
    take_groups_out(f->twos);
    take_groups_out(f->sums);
    return true;
}

/* ------------------------------------------------------------------ all sizes */

/* Of one lane. Logarithms are those of the number of boxes and of exp(entropy), less as boxes are larger, with a minus, so
 * that they grow. */
typedef struct scales {
    double boxes[MOST_SIZES], entropies[MOST_SIZES];
    double count[GROUPS + 1][MOST_SIZES], information[GROUPS + 1][MOST_SIZES];
} scales;

/* What the jackknife takes for the value of a part: the mean of these has the error of what all give. */
static double pseudo(double all, double without) { return GROUPS * all - (GROUPS - 1) * without; }

/* ln N - sum n ln n / N is too small by half of the boxes but one over the records (G. A. Miller). */
static double entropy_of(double boxes, double sum, double records, double ln_records)
{
    return ln_records - sum / records + 0.5 * (boxes - 1.0) / records;
}

/* With those that were missed, as the numbers of boxes with one and with two records tell (A. Chao): where records are drawn
 * by chance, that is, and twos are not rare. */
static double boxes_in_all(const filling *f, size_t which)
{
    const bool by_chance = f->ones[ALL] <= MOST_RATIO * f->twos[ALL];
    return f->boxes[which] +
           (by_chance ? 0.5 * f->ones[which] * (f->ones[which] - 1.0) / (f->twos[which] + 1.0) : 0.0);
}

static void take_size(const chaosi_measurement *run, const filling *f, size_t i, uint64_t steps, scales *s)
{
    double ln_boxes[GROUPS + 1], records[GROUPS + 1], ln_records[GROUPS + 1];
    for (size_t g = 0; g < GROUPS; g++)
        records[g] =
            (double)(steps - (chaosi_boundary(g + 1, GROUPS, steps) - chaosi_boundary(g, GROUPS, steps)));
    records[ALL] = (double)steps;
    for (size_t g = 0; g <= GROUPS; g++)
        ln_boxes[g] = boxes_in_all(f, g);
    memcpy(ln_records, records, sizeof ln_records);
    run->tile->run->lanes->log(ln_boxes, GROUPS + 1);
    run->tile->run->lanes->log(ln_records, GROUPS + 1);
    const double entropy = entropy_of(f->boxes[ALL], f->sums[ALL], records[ALL], ln_records[ALL]);
    const bool known = f->boxes[ALL] * FEWEST <= records[ALL];
    s->boxes[i] = f->boxes[ALL];
    s->entropies[i] = entropy;
    s->count[ALL][i] = known ? -ln_boxes[ALL] : CHAOSI_NAN;
    s->information[ALL][i] = known ? -entropy : CHAOSI_NAN;
    for (size_t g = 0; g < GROUPS; g++) {
        s->count[g][i] = -pseudo(ln_boxes[ALL], ln_boxes[g]);
        s->information[g][i] =
            -pseudo(entropy, entropy_of(f->boxes[g], f->sums[g], records[g], ln_records[g]));
    }
}

static bool take_sizes(chaosi_measurement *run, size_t lane, scales *s)
{
    const chaosi_request *r = run->request;
    const uint64_t steps = r->options.common.steps;
    uint32_t *const boxes = boxes_of(run);
    filling f;
    if (!find_boxes(r, chaosi_series_of(run, run->scratch, lane), boxes)) /* a single point */
        memset(boxes, 0, steps * sizeof *boxes);
    if (!sort(run, boxes, steps))
        return false;
    for (size_t i = 0; i < sizes_of(r); i++) {
        if (!fill(run, boxes, steps, GROUP_BITS + (unsigned)(i * r->ncolumns), &f))
            return false;
        take_size(run, &f, i, steps, s);
    }
    return true;
}

/* Boxes that are as many at the finest sizes hold a point each: a cycle. The largest boxes, halves, are always full. */
static void find_dimensions(const scales *s, size_t n, chaosi_scaling *box, chaosi_scaling *information)
{
    enum { LEAST = 4 };
    size_t same_number = 0;
    while (same_number + 1 < n && s->boxes[same_number + 1] == s->boxes[0])
        same_number++;
    if (same_number >= LEAST && s->count[ALL][0] == s->count[ALL][0]) {
        *box = *information = (chaosi_scaling){ 0.0, 0.0, 0, same_number };
        return;
    }
    chaosi_scaling_find(s->count[ALL], s->count[0], MOST_SIZES, n - 1, ln_2, box);
    chaosi_scaling_find(s->information[ALL], s->information[0], MOST_SIZES, n - 1, ln_2, information);
}

/* -------------------------------------------------------------------- results */

static void put_scaling(const chaosi_request *r, int first, uint64_t point, const chaosi_scaling *s)
{
    const bool none = s->slope != s->slope;
    const double range[] = { none ? CHAOSI_NAN : size_at(r, s->first),
                             none ? CHAOSI_NAN : size_at(r, s->last) };
    void *const *out = r->out + first;
    if (out[DIMENSION])
        ((double *)out[DIMENSION])[point] = s->slope;
    if (out[ERROR])
        ((double *)out[ERROR])[point] = s->error;
    if (out[RANGE])
        memcpy((double *)out[RANGE] + 2 * point, range, sizeof range);
}

static void put_sizes(const chaosi_request *r, uint64_t point, const scales *s)
{
    const size_t n = sizes_of(r);
    double *const counts = r->out[COUNTS], *const entropies = r->out[ENTROPIES];
    for (size_t i = 0; i < n && counts; i++)
        counts[point * n + i] = s ? s->boxes[i] : CHAOSI_NAN;
    for (size_t i = 0; i < n && entropies; i++)
        entropies[point * n + i] = s ? s->entropies[i] : CHAOSI_NAN;
}

static void box_dimension_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *c = &r->options.common;
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const uint64_t point = run->tile->point[lane];
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
        chaosi_scaling box = { CHAOSI_NAN, CHAOSI_NAN, 0, 0 }, information = box;
        scales s;
        if (left)
            run->flags[lane] = 0;
        const bool none = left || run->flags[lane] & CHAOS_NONFINITE;
        if (!none) {
            if (!take_sizes(run, lane, &s)) /* the engine asks again */
                return;
            find_dimensions(&s, sizes_of(r), &box, &information);
            if (box.slope != box.slope || information.slope != information.slope)
                run->flags[lane] |= CHAOS_UNRESOLVED;
        }
        put_scaling(r, DIMENSION, point, &box);
        put_scaling(r, INFORMATION, point, &information);
        put_sizes(r, point, none ? NULL : &s);
        if (chaosi_tile_tick(run->tile, 0) != CHAOS_OK)
            return;
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(box_dimension_options, "1000"),
    { { "steps", CHAOS_OPTION_COUNT, 1, 1, NULL, "50000", "records, from 256 to 16777216", NULL },
      offsetof(box_dimension_options, common.steps),
      1,
      NULL },
    CHAOSI_EVERY(box_dimension_options),
    CHAOSI_OF("first two states"),
};

/* clang-format off */
#define DIMENSION_OUTPUTS(name, label, of) \
    { { name, CHAOS_F64, CHAOS_LINEAR, label, "", CHAOSI_NAN, NULL, false, false, \
        "slope of " of " over ln(1/size) in the scaling range; NaN where there is none" }, 0, { 0, 0 } }, \
    { { name "_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the " label, "", CHAOSI_NAN, NULL, false, false, \
        "its standard error, at least half of what the halves of the range differ by" }, 0, { 0, 0 } }, \
    { { name "_range", CHAOS_F64, CHAOS_LOG, "scaling range of the " label, "", CHAOSI_NAN, NULL, false, false, \
        "the sizes between which that is the slope, in units of the box around all records" }, \
      1, { CHAOS_DIM_LIMIT, 0 } }
/* clang-format on */

static const chaosi_quantity outputs[] = {
    DIMENSION_OUTPUTS("box_dimension", "box-counting dimension", "ln(boxes)"),
    DIMENSION_OUTPUTS("box_dimension_information", "information dimension", "the entropy"),
    { { "box_dimension_count", CHAOS_F64, CHAOS_LOG, "occupied boxes", "", CHAOSI_NAN, NULL, false, true,
        "occupied boxes of sizes 1/16384 (of one column 2^-24) ... 1/4, 1/2" },
      1,
      { CHAOS_DIM_SCALE, 0 } },
    { { "box_dimension_entropy", CHAOS_F64, CHAOS_LINEAR, "entropy of boxes", "nats", CHAOSI_NAN, NULL, false,
        false, "-sum p ln p over the shares of records in boxes of each size, corrected for their number" },
      1,
      { CHAOS_DIM_SCALE, 0 } },
    CHAOSI_STATUS("box_dimension"),
};

const chaosi_measure_kind chaosi_measure_box_dimension = {
    .info = { "box_dimension",
              "box-counting and information dimension",
              "N(e) is the number of boxes of size e that records fall into, H(e) = -sum p ln p of their shares of records;\n"
              "boxes are halves of halves of the one around all records of a point, of one column or two. The dimensions are the\n"
              "slopes of ln N and H over ln(1/e) in the longest range of a factor of 16 or more, below 1/2, of boxes with 8 records\n"
              "each on average, in whose halves the slopes agree to .05 or three errors; errors are from the 16 parts of the window,\n"
              "each left out once, or from how slopes differ along the range. H is corrected for the number of records (Miller). Unresolved where there is no\n"
              "such range: too few steps (a dimension D needs some 10^(1.5 D + 2)), bands, transients. To N those boxes\n"
              "are added that so few records miss (Chao), at the least; the box-counting dimension stays too small by what is rarely\n"
              "visited. Of more than two states the dimension of a projection, which is at most 2. 0 of cycles. Sorts the\n"
              "records, some 0.5 us each, and keeps them. J. D. Farmer, E. Ott, J. A. Yorke, Physica D 7 (1983) 153; A. Chao, Scand.\n"
              "J. Stat. 11 (1984) 265; G. A. Miller, in H. Quastler (ed.), Information Theory in Psychology (1955) 95.\n",
              { "steps=100000", "steps=20000", "steps=5000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_ALL_STATES,
    .complete = box_dimension_complete,
    .extent = box_dimension_extent,
    .place = box_dimension_place,
    .rows = box_dimension_rows,
    .scratch = box_dimension_scratch,
    .begin = box_dimension_begin,
    .take = box_dimension_take,
    .end = box_dimension_end,
};
