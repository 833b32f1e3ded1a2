/* What a map's file may get wrong.
 *
 * SPDX-License-Identifier: MIT */
#include "foreign/check.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/isa.h"
#include "core/memory.h"
#include "core/names.h"
#include "kernels/rounding.h"

#include <float.h>
#include <string.h>

enum { MAX_PARAMS = 16, MAX_STATES = 1000000 };

/* The sizes of libchaos 0.1, which never change. What a file knows beyond them may be less
 * than this library knows, or more. */
enum { FIRST_FILE = 80, FIRST_MAP = 244, FIRST_TABLE = 72 };
_Static_assert(sizeof(chaosk_file) >= FIRST_FILE && sizeof(chaosk_table) >= FIRST_TABLE &&
                   offsetof(chaos_map, references) >= FIRST_MAP,
               "libchaos 0.1 had larger ones");

int chaosi_check_file(const chaosk_file *file, const char *name, chaos_error *error)
{
    if (file->abi != CHAOSK_ABI)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                           "%.60s was compiled for kernel ABI %u, this libchaos has %d: compile it again",
                           name, (unsigned)file->abi, CHAOSK_ABI);
    if (file->size < FIRST_FILE || file->map_size < FIRST_MAP || file->map_size > (1 << 16) || !file->map)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                           "%.60s was compiled with headers of another libchaos: compile it again", name);
    return CHAOS_OK;
}

/* -------------------------------------------------------------------- descriptor */

static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return name && *name && strchr(letters, name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen(name) &&
           strlen(name) < 64;
}

static const char *bad_values(const chaos_map *map, uint64_t nstarts)
{
    if (map->nparams > MAX_PARAMS || (map->nparams && (!map->params || !map->param_defaults)))
        return "nparams must be at most 16, with their names in params and their param_defaults";
    if (map->dim < 1 || map->dim > MAX_STATES || !map->states || (!map->state_defaults && !map->site_start))
        return "dim must be 1 to 1,000,000, with their names in states and their state_defaults";
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!is_name(map->params[i]) || __builtin_isinf(map->param_defaults[i]))
            return "a parameter must have a name of letters, digits and _ and a finite default, or NaN for none";
    for (uint64_t i = 0; i < map->dim; i++)
        if (!is_name(map->states[i]) || (i < nstarts && !__builtin_isfinite(map->state_defaults[i])))
            return "a state must have a name of letters, digits and _ and a finite default";
    return NULL;
}

static const char *bad_names(const chaos_map *map)
{
    for (uint64_t i = 0; i < map->nparams + (map->dim < 64 ? map->dim : 64); i++) {
        const char *const name = i < map->nparams ? map->params[i] : map->states[i - map->nparams];
        const int64_t param = chaos_map_param_index(map, name), state = chaos_map_state_index(map, name);
        if (i < map->nparams ? param != (int64_t)i || state >= 0 : state != (int64_t)(i - map->nparams))
            return "parameters and states must have different names";
        if (chaosi_is_reserved(name) || strcmp(name, "pi") == 0)
            return "parameters and states must not have names of options, see chaos_reserved_name, nor pi";
    }
    return NULL;
}

static const char *bad_texts(const chaos_map *map)
{
    const char *const texts[] = { map->title, map->formula, map->reference, map->notes, map->shows };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i] && !chaosi_is_text(texts[i]))
            return "its texts must be UTF-8";
    for (uint64_t i = 0; map->known && i < map->nknown; i++)
        if (!map->known[i].source || !chaosi_is_text(map->known[i].source) || map->known[i].rank >= map->dim)
            return "known must be exponents of the spectrum, with their sources";
    return NULL;
}

static bool is_interval(double low, double high)
{
    return __builtin_isfinite(low) && __builtin_isfinite(high) && __builtin_isfinite(high - low) &&
           low < high;
}

static const char *bad_picture(const chaos_map *map, uint64_t nviews)
{
    const chaosi_picture_axis *const axes = map->picture;
    for (int i = 0; i < 2; i++) {
        const char *const name = axes[i].name;
        if (name && chaos_map_param_index(map, name) < 0 && chaos_map_state_index(map, name) < 0)
            return "the axes of its picture must be parameters or states";
        if (name && !is_interval(axes[i].start, axes[i].stop))
            return "an axis of its picture must have a finite start below its stop";
    }
    if (axes[1].name && (!axes[0].name || chaosi_same_name(axes[0].name, axes[1].name)))
        return "the axes of its picture must be two";
    for (uint64_t i = 0; map->view && i < nviews; i++)
        if (!is_interval(map->view[i][0], map->view[i][1]))
            return "a view must go from a finite number to a larger one";
    return NULL;
}

static const char *bad_kind(const chaos_map *map)
{
    const uint32_t known = CHAOSI_AREA | CHAOSI_LATTICE | CHAOSI_COLLAPSES | CHAOSI_IMPURE | CHAOSI_TIMED |
                           CHAOSI_RANDOM | CHAOSI_LIFT_RETURNS;
    const bool lattice = (map->flags & CHAOSI_LATTICE) != 0;
    const uint64_t each = map->site_states ? map->site_states : 1;
    if (map->flags & ~known || (unsigned)map->regime > CHAOSI_ESCAPING)
        return "flags or regime are none that this libchaos knows";
    if (map->flags & (CHAOSI_TIMED | CHAOSI_RANDOM) && !(map->flags & CHAOSI_IMPURE))
        return "CHAOSI_TIMED and CHAOSI_RANDOM must come with CHAOSI_IMPURE";
    if ((lattice && (!map->ctx || map->dim % each)) || (map->ctx && *(const size_t *)map->ctx != map->dim))
        return "a lattice must have its number of states in *ctx";
    if (map->sites && (!lattice || map->dim % map->sites))
        return "sites must be 0, or those of a lattice that has no other number of them";
    if (!(map->bound > 0.0))
        return "bound must be above 0, infinity for none";
    for (uint64_t i = 0; map->wrap && i < (lattice ? each : map->dim); i++)
        if (!(map->wrap[i] >= 0.0 && map->wrap[i] <= DBL_MAX))
            return "periods in wrap must be at least 0 and finite";
    if (map->nknown && !map->known)
        return "known must not be NULL when nknown is not 0";
    return NULL;
}

static bool is_table(const chaosk_table *t, uint32_t multiple)
{
    return t->abi == CHAOSK_ABI && t->size >= FIRST_TABLE && t->width >= 1 && t->width <= CHAOSK_LANES &&
           t->lanes && t->lanes % multiple == 0 && t->advance && t->watch && t->record && t->tangent;
}

static const char *bad_tables(const chaos_map *map)
{
    const chaosk_table *const *const tables = map->kernels.tables;
    if (!tables[CHAOSI_SCALAR])
        return "it must have scalar kernels, which single orbits use: compile it with CHAOSK_SCALAR, too";
    if (!tables[CHAOSI_SCALAR_NOFMA] && !chaosi_isa_runs(CHAOSI_SCALAR))
        return "it must have kernels for a machine without fused multiply-add: compile it with CHAOSK_SCALAR and CHAOSK_NOFMA, too";
    for (int i = 0; i < CHAOSI_NISA; i++) {
        const chaosk_table *t = tables[i];
        if (t && (!is_table(t, CHAOSK_LANES) || (t->sites && !is_table(t->sites, 1))))
            return "its kernels must be those of this libchaos: compile it again";
    }
    return NULL;
}

int chaosi_check_map(chaos_map *map, const char *name, chaos_error *error)
{
    const bool text = map->name && map->formula && strcmp(map->name, map->formula) == 0;
    const char *bad = text || is_name(map->name)
                          ? NULL
                          : "its name must be letters, digits and _, or its formula if that is given as text";
    if (!bad)
        bad = bad_values(map, map->site_start ? 0 : map->dim);
    if (!bad)
        bad = bad_names(map);
    if (!bad)
        bad = bad_kind(map);
    if (!bad)
        bad = bad_texts(map);
    if (!bad)
        bad = bad_picture(map,
                          map->flags & CHAOSI_LATTICE ? map->site_states ? map->site_states : 1 : map->dim);
    if (!bad)
        bad = bad_tables(map);
    if (bad)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1, "%.60s: %s", name, bad);
    map->title = map->title ? map->title : map->name;
    map->formula = map->formula ? map->formula : "";
    map->reference = map->reference ? map->reference : "";
    return CHAOS_OK;
}

/* ---------------------------------------------------------------------- rounding */

/* Runs orbits near the default one with one table. Returns their states, then the
 * images of a tangent vector. */
enum { STEPS = 48 };

static double *run(const chaos_map *map, const chaosk_table *table)
{
    const size_t n = CHAOSK_LANES, work = table->work_bytes ? table->work_bytes(map->ctx, n) : 0;
    double *x = chaosi_alloc((2 * map->dim + map->nparams + 1) * n, sizeof *x);
    void *scratch = work ? chaosi_alloc(work, 1) : NULL;
    if (!x || (work && !scratch)) {
        free(x);
        free(scratch);
        return NULL;
    }
    double *v = x + map->dim * n, *p = v + map->dim * n;
    for (size_t lane = 0; lane < n; lane++) {
        const double factor = 1.0 - (double)lane / 256.0;
        for (uint64_t i = 0; i < map->dim; i++) {
            x[i * n + lane] = factor * chaos_map_state_default(map, i);
            v[i * n + lane] = 1.0;
        }
        for (uint64_t i = 0; i < map->nparams; i++)
            p[i * n + lane] = map->param_defaults[i] == map->param_defaults[i] ? map->param_defaults[i] : 0.5;
    }
    const uint64_t id[CHAOSK_LANES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    chaosk_tile tile = { .size = sizeof tile,
                         .k = 1,
                         .lanes = n,
                         .stride = n,
                         .x = x,
                         .p = p,
                         .v = v,
                         .bound = map->bound < DBL_MAX ? map->bound : DBL_MAX,
                         .id = id,
                         .work = scratch,
                         .ctx = map->ctx };
    table->advance(&tile, STEPS);
    tile.n0 = STEPS;
    table->tangent(&tile, STEPS);
    free(scratch);
    return x;
}

static bool same(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0 && !(a[i] != a[i] && b[i] != b[i]))
            return false;
    return true;
}

/* 1: the same bits, 0: other bits, -1: out of memory. */
static int agree(const chaos_map *map, int first, int second)
{
    const chaosk_table *const *const tables = map->kernels.tables;
    double *a = run(map, tables[first]), *b = a ? run(map, tables[second]) : NULL;
    const int answer = b ? same(a, b, 2 * map->dim * CHAOSK_LANES) : -1;
    free(a);
    free(b);
    return answer;
}

static int fail_rounding(const char *name, const char *how, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                       "%.60s: %s, which changes results: compile it with -ffp-contract=off and without "
                       "-ffast-math, or pragmas to that effect",
                       name, how);
}

/* A file may know fewer instruction sets. */
static int (*rounding_probe(const chaosk_file *file, int isa))(void)
{
    const size_t known = (file->size - offsetof(chaosk_file, rounding)) / sizeof file->rounding[0];
    return (size_t)isa < known ? file->rounding[isa] : NULL;
}

int chaosi_check_rounding(const chaosk_file *file, const chaos_map *map, const char *name, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int bad = 0, agreed = 1, runs[CHAOSI_NISA];
    for (int i = 0; i < CHAOSI_NISA; i++) {
        int (*const probe)(void) = rounding_probe(file, i);
        runs[i] = map->kernels.tables[i] && chaosi_isa_runs((enum chaosi_isa)i);
        if (probe && (runs[i] || i == CHAOSI_SCALAR))
            bad |= probe();
    }
    for (int i = CHAOSI_SSE2; !bad && agreed == 1 && i < CHAOSI_NISA; i++)
        if (runs[i])
            agreed = agree(map, i == CHAOSI_SSE2_NOFMA ? CHAOSI_SCALAR_NOFMA : CHAOSI_SCALAR, i);
    chaosi_fpenv_leave(host);
    if (bad & CHAOSK_FUSED)
        return fail_rounding(name, "multiply-adds are fused (contracted)", error);
    if (bad || !rounding_probe(file, CHAOSI_SCALAR))
        return fail_rounding(name, "sums and divisions are reordered", error);
    if (agreed == 0)
        return fail_rounding(
            name, "its kernels differ between instruction sets: multiply-adds are fused, or sums reordered",
            error);
    return agreed < 0 ? chaosi_nomem(error) : CHAOS_OK;
}
