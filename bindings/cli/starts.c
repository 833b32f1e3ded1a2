/* starts.c - where orbits start: --start, --along and --kick; random starts: --starts, --seed and --box.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void set_starts(void *nstarts, const char *text)
{
    *(uint64_t *)nstarts = parse_option_count("starts", text, 1, UINT32_MAX);
}

bool pools_starts(const struct question *question, size_t measure)
{
    return question->nstarts > 0 &&
           chaos_measure_kind_pools(chaos_measure_kind_of(question->measures[measure]));
}

/* -------------------------------------------------------------------------- following */

static const char *const wheres[] = {
    [CHAOS_FIXED] = "fixed", [CHAOS_FOLLOW] = "follow", [CHAOS_BOTH] = "both"
};

void set_start(void *start, const char *text)
{
    for (uint32_t i = CHAOS_FIXED; i <= CHAOS_BOTH; i++)
        if (strcmp(text, wheres[i]) == 0) {
            *(uint32_t *)start = i;
            return;
        }
    die(EXIT_USAGE, "--start must be 'fixed', 'follow' or 'both', got '%s'", text);
}

static bool is_param(const struct call *call, uint32_t axis)
{
    return value_index(call, call->axes[axis].name) < (int64_t)call->nparams;
}

static void choose_axis(struct question *question)
{
    const struct call *call = &question->call;
    uint32_t found = 0;
    for (uint32_t i = 0; i < call->naxes; i++)
        if (is_param(call, i) && (!question->along || strcmp(question->along, call->axes[i].name) == 0)) {
            question->along_axis = i;
            found++;
        }
    if (found == 0 && !question->along)
        die(EXIT_USAGE,
            "--start must be followed along an axis of a parameter, NAME=START:STOP:COUNT, got none");
    if (found > 1)
        die(EXIT_USAGE, "--along must say which axis of a parameter is followed, there are %u", found);
    if (found == 0)
        die(EXIT_USAGE, "--along must be one of the axes, of a parameter, got '%s'", question->along);
}

static void complete_follow(struct question *question)
{
    if (question->start == CHAOS_FIXED && (question->along || question->kick_text))
        die(EXIT_USAGE, "--%s must come with --start=follow or both, got it alone",
            question->along ? "along" : "kick");
    if (question->start == CHAOS_FIXED)
        return;
    choose_axis(question);
    question->kick = 1e-9;
    if (question->kick_text &&
        (!parse_number(question->kick_text, &question->kick) || !(question->kick >= 0 && question->kick < 1)))
        die(EXIT_USAGE, "--kick must be a number from 0 to 1, a part of the view, got '%s'",
            question->kick_text);
}

/* --------------------------------------------------------------------------- the box */

/* Whether state i is: it is neither an axis nor given. */
static bool is_random(const struct call *call, uint64_t i)
{
    return !call->given[call->nparams + i] && !is_axis(call, chaos_map_state(call->map, i));
}

static void check_range(const struct call *call, uint64_t i, const double ends[2])
{
    const char *name = chaos_map_state(call->map, i);
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (!is_random(call, i))
        die(EXIT_USAGE, "--box must be of states that are not given, got '%s'", name);
    if (!(ends[0] <= ends[1]))
        die(EXIT_USAGE, "--box of %s must be LOW:HIGH with LOW <= HIGH, got %s:%s", name,
            format_number(low, ends[0]), format_number(high, ends[1]));
}

/* What is given is where all starts have it. */
static void make_box(struct question *question)
{
    struct call *call = &question->call;
    const uint64_t dim = call->nvalues - call->nparams;
    bool *named = allocate(dim, sizeof *named);
    question->box = allocate(2 * dim, sizeof *question->box);
    if (question->box_text)
        parse_box(call, question->box_text, question->box, named);
    for (uint64_t i = 0; i < dim; i++) {
        double *ends = question->box + 2 * i;
        if (named[i])
            check_range(call, i, ends);
        else if (!is_random(call, i))
            ends[0] = ends[1] = call->state[i];
        else if (!chaos_map_box(call->map, i, &ends[0], &ends[1]))
            die(EXIT_USAGE, "--box must have a range of %s, since the map has no view of it",
                chaos_map_state(call->map, i));
    }
    free(named);
}

static void add_direction(struct call *call)
{
    memmove(call->axes + 1, call->axes, call->naxes++ * sizeof *call->axes);
    call->has_direction = true;
    call->axes[0] =
        (chaos_axis){ .size = sizeof(chaos_axis), .name = "direction", .count = 2, .start = 0, .stop = 1 };
}

static void add_starts(struct question *question)
{
    struct call *call = &question->call;
    call->has_starts = true;
    call->axes[call->naxes++] = (chaos_axis){ .size = sizeof(chaos_axis),
                                              .name = "start",
                                              .count = question->nstarts,
                                              .stop = (double)(question->nstarts - 1) };
}

/* The random numbers that a map draws. */
static void complete_noise(struct question *question)
{
    const char *const text = question->noise_text;
    if (!text)
        return;
    question->noise = strcmp(text, "common") == 0 ? CHAOS_NOISE_COMMON : CHAOS_NOISE_OWN;
    if (question->noise == CHAOS_NOISE_OWN && strcmp(text, "own") != 0)
        die(EXIT_USAGE, "--noise must be 'own' or 'common', got '%s'", text);
    if (!chaos_map_is_random(question->call.map))
        die(EXIT_USAGE, "--noise must be of a map that draws random numbers, got it with another");
}

static void complete_random(struct question *question)
{
    const bool draws = chaos_map_is_random(question->call.map);
    if (question->seed_text && (question->nstarts || draws))
        question->seed = parse_option_count("seed", question->seed_text, 0, UINT64_MAX);
    if (question->nstarts == 0) {
        if ((question->seed_text && !draws) || question->box_text)
            die(EXIT_USAGE, "--%s must come with --starts=N, got it alone",
                question->seed_text && !draws ? "seed" : "box");
        return;
    }
    question->call.random = true;
    make_box(question);
    size_t pooled = 0;
    for (size_t i = 0; i < question->nmeasures; i++)
        pooled += pools_starts(question, i);
    if (pooled < question->nmeasures)
        add_starts(question);
}

void complete_starts(struct question *question)
{
    complete_follow(question);
    complete_noise(question);
    complete_random(question);
    if (question->start == CHAOS_BOTH)
        add_direction(&question->call);
}

/* ------------------------------------------------------------------------ the recipe */

static void each_range(FILE *file, const struct question *question,
                       void (*print)(FILE *file, const char *name, const double ends[2], bool first))
{
    bool first = true;
    for (uint64_t i = 0; i < question->call.nvalues - question->call.nparams; i++)
        if (is_random(&question->call, i)) {
            print(file, chaos_map_state(question->call.map, i), question->box + 2 * i, first);
            first = false;
        }
}

static const char *noise_name(const struct question *question)
{
    return question->noise == CHAOS_NOISE_COMMON ? "common" : "own";
}

static void print_plain(FILE *file, const char *name, const double ends[2], bool first)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    fprintf(file, "%s%s=%s:%s", first ? " --box=" : ",", name, format_number(low, ends[0]),
            format_number(high, ends[1]));
}

void write_starts(FILE *file, const struct question *question)
{
    char kick[NUMBER_SIZE];
    if (question->start != CHAOS_FIXED)
        fprintf(file, " --start=%s --along=%s --kick=%s", wheres[question->start],
                grid_axis(&question->call, question->along_axis)->name, format_number(kick, question->kick));
    if (question->nstarts)
        fprintf(file, " --starts=%" PRIu64, question->nstarts);
    if (question->nstarts || chaos_map_is_random(question->call.map))
        fprintf(file, " --seed=%" PRIu64, question->seed);
    if (chaos_map_is_random(question->call.map))
        fprintf(file, " --noise=%s", noise_name(question));
    if (question->nstarts)
        each_range(file, question, print_plain);
}

static void print_json(FILE *file, const char *name, const double ends[2], bool first)
{
    fprintf(file, "%s\"%s\": [", first ? "" : ", ", name);
    write_json_number(file, ends[0]);
    fputs(", ", file);
    write_json_number(file, ends[1]);
    putc(']', file);
}

void write_json_starts(FILE *file, const struct question *question)
{
    fprintf(file, ", \"start\": \"%s\"",
            question->start == CHAOS_FIXED && question->nstarts ? "random" : wheres[question->start]);
    if (question->start != CHAOS_FIXED) {
        fprintf(file,
                ", \"along\": \"%s\", \"kick\": ", grid_axis(&question->call, question->along_axis)->name);
        write_json_number(file, question->kick);
    }
    if (chaos_map_is_random(question->call.map))
        fprintf(file, ", \"noise\": \"%s\"", noise_name(question));
    if (question->nstarts || chaos_map_is_random(question->call.map))
        fprintf(file, ", \"seed\": %" PRIu64, question->seed);
    if (question->nstarts == 0)
        return;
    fprintf(file, ", \"starts\": %" PRIu64 ", \"box\": {", question->nstarts);
    each_range(file, question, print_json);
    putc('}', file);
}
