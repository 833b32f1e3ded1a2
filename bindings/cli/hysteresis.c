/* hysteresis.c - where what was followed in both directions differs.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static uint64_t option_of(const struct question *question, const char *name, uint64_t otherwise)
{
    const double value = measure_number(question->measures[0], name);
    return isnan(value) ? otherwise : (uint64_t)value;
}

static double *rows_of(const struct answer *answer, const char *column)
{
    const uint64_t n = chaos_result_nrows(answer->hysteresis, "rows");
    double *values = allocate(n + 1, sizeof *values);
    must(chaos_result_copy(answer->hysteresis, "rows", column, values, n * sizeof *values, NULL, &why));
    return values;
}

/* Of a picture over one axis. */
static void mark_points(const struct question *question, struct answer *answer)
{
    const chaos_axis *axis = grid_axis(&question->call, 0);
    double *lower = rows_of(answer, "lower"), *upper = rows_of(answer, "upper");
    answer->differs = allocate(axis->count, sizeof *answer->differs);
    for (uint64_t row = 0; row < chaos_result_nrows(answer->hysteresis, "rows"); row++)
        for (uint64_t i = 0; i < axis->count; i++) {
            const double value = chaos_axis_value(axis, i);
            answer->differs[i] |= lower[row] <= value && value <= upper[row];
        }
    free(lower);
    free(upper);
}

/* Where that can't be told, why: it ends nothing. */
void find_hysteresis(const struct question *question, struct answer *answer)
{
    const struct call *call = &question->call;
    struct progress progress;
    const chaos_grid grid = grid_of(question);
    const chaos_options options = { .size = sizeof options,
                                    .threads = call->threads,
                                    .bound = question->bound,
                                    .progress = progress_report,
                                    .user = &progress };
    const uint64_t transient = option_of(question, "transient", 0),
                   steps = option_of(question, "steps", 1) * option_of(question, "every", 1);
    progress_start(&progress, call->quiet);
    const int code =
        chaos_hysteresis(call->map, &grid, transient, steps, &answer->hysteresis, &options, &why);
    progress_end(&progress);
    if (code == CHAOS_EINVAL && !call->quiet)
        message("hysteresis: %s", why.message);
    if (code != CHAOS_EINVAL)
        must(code);
    if (answer->hysteresis && drawn_axes(call) == 1)
        mark_points(question, answer);
}

/* "hysteresis: 2 intervals of p, 0.1 to 0.2, 0.4 to 0.5"; of many, or beside other axes, all that they span. */
void report_hysteresis(const struct question *question, const struct answer *answer)
{
    enum { FEW = 4 };
    const uint64_t n = chaos_result_nrows(answer->hysteresis, "rows");
    const char *along = grid_axis(&question->call, question->along_axis)->name;
    char *text = NULL;
    size_t size;
    if (n == 0) {
        message("hysteresis: none along %s", along);
        return;
    }
    double *lower = rows_of(answer, "lower"), *upper = rows_of(answer, "upper");
    const bool each = n <= FEW && drawn_axes(&question->call) == 1;
    for (uint64_t i = 1; i < n && !each; i++) {
        lower[0] = fmin(lower[0], lower[i]);
        upper[0] = fmax(upper[0], upper[i]);
    }
    FILE *file = memory_open(&text, &size);
    for (uint64_t i = 0; i < (each ? n : 1); i++)
        fprintf(file, ", %s%.6g to %.6g", each || n == 1 ? "" : "between them ", lower[i], upper[i]);
    fclose(file);
    message("hysteresis: %" PRIu64 " interval%s of %s%s", n, n == 1 ? "" : "s", along, text);
    free(text);
    free(lower);
    free(upper);
}
