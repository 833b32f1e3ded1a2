/* Power spectra by Welch's method: the mean over segments of the records, each half over the next.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "numerics/linear.h"

#include <string.h>

enum { LEAST = 8, MOST = 1 << 20, USUAL = 1024 }; /* records of a segment */
static const char of_length[] = "that is a power of two from 8 to 2^20";
static const double pi = 3.141592653589793;

typedef struct power_spectrum_options {
    chaosi_common common;
    uint64_t length;
} power_spectrum_options;

static uint64_t length_of(const chaosi_request *r)
{
    return ((const power_spectrum_options *)(const void *)&r->options)->length;
}

static int power_spectrum_complete(chaosi_request *r, chaos_error *error)
{
    power_spectrum_options *o = (void *)&r->options;
    const int code = chaosi_has_fourier(error);
    if (code != CHAOS_OK)
        return code;
    if (o->common.steps < 2 * LEAST)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be at least 16, got %llu",
                           (unsigned long long)o->common.steps);
    if (o->length == 0)
        for (o->length = LEAST; o->length < USUAL && 8 * o->length <= o->common.steps;)
            o->length *= 2;
    if (o->length > MOST || (o->length & (o->length - 1)))
        return chaosi_fail(error, CHAOS_EINVAL, "length", -1, "length must be a whole number %s, got %llu",
                           of_length, (unsigned long long)o->length);
    if (o->length > o->common.steps / 2)
        return chaosi_fail(error, CHAOS_EINVAL, "length", -1,
                           "length must be at most half of steps, %llu, got %llu",
                           (unsigned long long)(o->common.steps / 2), (unsigned long long)o->length);
    return CHAOS_OK;
}

static uint64_t frequencies_of(const chaosi_request *r) { return length_of(r) / 2 + 1; }

static uint64_t power_spectrum_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output, (void)dimension;
    return frequencies_of(r);
}

static double power_spectrum_place(const chaosi_request *r, uint32_t dimension, uint64_t i)
{
    (void)dimension;
    return (double)i / (double)(length_of(r) * r->options.common.every);
}

static uint64_t power_spectrum_rows(const chaosi_request *r) { return r->options.common.steps; }

/* The window [length] and a segment [length]; of each column and lane the last records [length], the next in the place
 * of the oldest, and the sum of the squares of transforms [frequencies]. */
static size_t doubles_of(const chaosi_request *r) { return length_of(r) + frequencies_of(r); }

static size_t power_spectrum_scratch(const chaosi_request *r, size_t lanes)
{
    return (2 * length_of(r) + r->ncolumns * lanes * doubles_of(r)) * sizeof(double);
}

static double *window_of(const chaosi_measurement *run) { return run->scratch; }
static double *segment_of(const chaosi_measurement *run) { return window_of(run) + length_of(run->request); }

static double *last_of(const chaosi_measurement *run, uint64_t column, size_t lane)
{
    return segment_of(run) + length_of(run->request) +
           (column * run->tile->k.lanes + lane) * doubles_of(run->request);
}

static double *power_of(const chaosi_measurement *run, uint64_t column, size_t lane)
{
    return last_of(run, column, lane) + length_of(run->request);
}

/* Hann's window, sin^2(pi j / length). */
static void power_spectrum_begin(chaosi_measurement *run)
{
    const uint64_t length = length_of(run->request);
    double *const window = window_of(run);
    chaosi_tile_clear(run->tile, run->scratch, power_spectrum_scratch(run->request, run->tile->k.lanes));
    for (uint64_t j = 0; j < length; j++)
        window[j] = pi * (double)j / (double)length;
    run->tile->run->lanes->sin(window, length);
    for (uint64_t j = 0; j < length; j++)
        window[j] *= window[j];
}

/* The last `length` records, the oldest of them at `oldest`, less their mean, under the window. */
static void add_segment(const chaosi_measurement *run, const double *last, uint64_t oldest, double *power)
{
    const uint64_t length = length_of(run->request);
    const double *window = window_of(run);
    double *const x = segment_of(run);
    double mean = 0.0;
    memcpy(x, last + oldest, (length - oldest) * sizeof *x);
    memcpy(x + length - oldest, last, oldest * sizeof *x);
    for (uint64_t j = 0; j < length; j++)
        mean += x[j];
    mean /= (double)length;
    for (uint64_t j = 0; j < length; j++)
        x[j] = (x[j] - mean) * window[j];
    (void)chaosi_fourier(x, length, NULL); /* it was there when the options were complete */
    power[0] += x[0] * x[0];
    for (uint64_t k = 1; k < length / 2; k++)
        power[k] += x[k] * x[k] + x[length - k] * x[length - k];
    power[length / 2] += x[length / 2] * x[length / 2];
}

static void power_spectrum_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const uint64_t length = length_of(run->request), half = length / 2;
    const size_t apart = rows->ncomp * rows->stride;
    for (uint64_t j = 0, count; j < rows->count; j += count) { /* up to where a half ends */
        const uint64_t at = (rows->first + j) % length, left = half - at % half;
        count = left < rows->count - j ? left : rows->count - j;
        const bool ends = count == left && rows->first + j + count >= length;
        for (uint64_t i = 0; i < run->request->ncolumns; i++) {
            const double *x = rows->data + j * apart + chaosi_column(run, i) * rows->stride;
            for (size_t lane = 0; lane < run->tile->npoints; lane++) {
                double *const last = last_of(run, i, lane);
                for (uint64_t n = 0; n < count; n++)
                    last[at + n] = x[n * apart + lane];
                if (ends)
                    add_segment(run, last, (at + count) % length, power_of(run, i, lane));
                if (ends && chaosi_tile_tick(run->tile, 0) != CHAOS_OK) /* the engine asks again */
                    return;
            }
        }
    }
}

static void power_spectrum_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *o = &r->options.common;
    const uint64_t length = length_of(r), count = frequencies_of(r), columns = r->ncolumns,
                   segments = o->steps / (length / 2) - 1;
    double *const out = r->out[0];
    double squares = 0.0;
    for (uint64_t j = 0; j < length; j++)
        squares += window_of(run)[j] * window_of(run)[j];
    const double unit = (double)o->every / (squares * (double)segments);
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (o->steps - 1) * o->every;
        for (uint64_t i = 0; i < columns; i++) {
            const double *power = power_of(run, i, lane);
            for (uint64_t k = 0; k < count; k++) {
                const double density = power[k] * unit * (k > 0 && k < length / 2 ? 2.0 : 1.0);
                const bool number = __builtin_isfinite(density);
                if (out)
                    out[(run->tile->point[lane] * count + k) * columns + i] =
                        number && !left ? density : CHAOSI_NAN;
                if (!number && !left)
                    run->flags[lane] |= CHAOS_NONFINITE;
            }
        }
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(power_spectrum_options, "1000"),
    CHAOSI_STEPS(power_spectrum_options, "records, at least 16"),
    CHAOSI_EVERY(power_spectrum_options),
    CHAOSI_OF("first state"),
    { { "length", CHAOS_OPTION_COUNT, 1, 1, NULL, "1024, or from an eighth to a quarter of steps",
        "records of a segment, a power of two; at most half of steps", NULL },
      offsetof(power_spectrum_options, length),
      LEAST,
      of_length },
};

static const chaosi_quantity outputs[] = {
    { { "power_spectrum", CHAOS_F64, CHAOS_LOG, "power spectral density", "per cycle per iterate", CHAOSI_NAN,
        NULL, false, false, "of frequencies 0 to 1/2 in steps of 1/length, in cycles per record" },
      2,
      { CHAOS_DIM_FREQUENCY, CHAOS_DIM_COLUMN } },
    CHAOSI_STATUS("power_spectrum"),
};

const chaosi_measure_kind chaosi_measure_power_spectrum = {
    .info = { "power_spectrum",
              "power spectrum by Welch's method",
              "The one-sided power spectral density: its integral over the frequencies is the variance. The mean over\n"
              "segments of `length` records, each half over the next, less their means, under Hann's window, as\n"
              "scipy.signal.welch has it. Lines are two frequencies wide; the relative error is that of as many\n"
              "segments, sqrt(length/(2 steps)) or a little more, so few steps make it rough. A multiplication for each\n"
              "doubling of length and record; keeps `length` records. Needs GSL. P. D. Welch, IEEE Trans. Audio\n"
              "Electroacoust. 15 (1967) 70.\n",
              { "steps=200000", "steps=20000:length=512", NULL } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = power_spectrum_complete,
    .extent = power_spectrum_extent,
    .place = power_spectrum_place,
    .rows = power_spectrum_rows,
    .scratch = power_spectrum_scratch,
    .begin = power_spectrum_begin,
    .take = power_spectrum_take,
    .end = power_spectrum_end,
};
