/* dry.c - --dry-run: what a sweep would take, by computing a little of it at some places of the grid.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { PLACES = 8, FEW = 64, LARGEST = 16 << 20 };
static const double SECONDS = 1.0; /* of all places together */

struct probe {
    double iterations;                  /* of one block */
    double point[PLACES], steps, bytes; /* seconds of a point at each place; of a point over all */
};

static int note_iterations(void *user, double done, double total)
{
    (void)total;
    ((struct probe *)user)->iterations = done;
    return interrupted();
}

/* Of a text: what a block takes there. */
static void add_rows(void *of, struct table *table)
{
    struct answer *answer = of;
    char *rows = NULL;
    size_t size;
    FILE *memory = memory_open(&rows, &size);
    struct text *text = text_open(memory, FORMAT_TSV);
    put_rows(text, table, answer, 0);
    text_close(text);
    fclose(memory);
    answer->iterations += (double)size;
    free(rows);
}

static uint64_t rounded(const struct answer *answer, double count, uint64_t most)
{
    const uint64_t whole = count < (double)most ? ((uint64_t)count / answer->unit + 1) * answer->unit : most;
    return whole < most ? whole : most;
}

/* A few points, and then as many as fill the place's share of the time. */
static void look(const struct question *question, struct answer *answer, struct probe *probe, size_t place,
                 uint64_t most)
{
    uint64_t count = rounded(answer, FEW, most);
    const uint64_t units = (answer->grid - most) / answer->unit,
                   first = (uint64_t)((double)units * (double)place / (PLACES - 1)) * answer->unit;
    for (int again = 0; again < 3; again++) {
        const double start = seconds_now();
        must(compute_block(question, answer, first, count, note_iterations, probe));
        const double seconds = fmax(seconds_now() - start, 1e-9), wanted = SECONDS / PLACES;
        probe->point[place] = seconds / (double)count;
        probe->steps = probe->iterations / (double)count;
        if (seconds > wanted / 4 || count == most)
            break;
        count = rounded(answer, (double)count * wanted / seconds / (again == 0 ? 4 : 1), most);
    }
}

static double size_of_results(const struct question *question, struct answer *answer, uint64_t points)
{
    const enum format format = question->call.format;
    if (format == FORMAT_TSV || format == FORMAT_CSV) {
        answer->iterations = 0;
        each_table(question, answer, add_rows, answer);
        return answer->iterations / (double)answer->count * answer->directions * (double)points;
    }
    double size = 0;
    for (size_t i = 0; i < answer->narrays; i++)
        if (format == FORMAT_NPZ || answer->arrays[i].output == &answer->measured[0].outputs[0])
            size += (double)array_bytes(answer, &answer->arrays[i], points);
    return size;
}

void dry_run(const struct question *question, struct answer *answer)
{
    char points[NUMBER_SIZE], text[3][NUMBER_SIZE];
    struct probe probe = { .steps = 0 };
    struct rusage used;
    const uint64_t all = points_of_run(question, answer);
    uint64_t most = LARGEST / block_bytes(answer, 1) / answer->unit * answer->unit;
    most = most < answer->unit ? answer->unit : most > answer->grid ? answer->grid : most;
    allocate_block(answer, most);
    double low = INFINITY, high = 0, mean = 0;
    for (size_t place = 0; place < PLACES; place++) {
        look(question, answer, &probe, place, most);
        low = fmin(low, probe.point[place]);
        high = fmax(high, probe.point[place]);
        mean += probe.point[place] / PLACES;
    }
    getrusage(RUSAGE_SELF, &used);
    const bool in_blocks = is_in_blocks(question, answer);
    const double held = (double)block_bytes(answer, all);
    printf("points  %" PRIu64 "\n", all);
    printf("steps   %s\n", format_scaled(points, probe.steps * (double)all));
    printf("memory  about %sB\n",
           format_scaled(text[0], (double)used.ru_maxrss * 1024 + (in_blocks ? LARGEST : held)));
    if (!is_picture(question->call.format) && !question->shard.of)
        printf("result  about %sB\n", format_scaled(text[0], size_of_results(question, answer, all)));
    if (in_blocks)
        printf("%s  about %sB%s\n", question->shard.of ? "part  " : "beside", format_scaled(text[0], held),
               question->shard.of ? "" : " until the result is complete");
    printf("time    about %s; at the pace of the fastest of %d places %s, of the slowest %s\n",
           format_time(text[0], mean * (double)all), PLACES, format_time(text[1], low * (double)all),
           format_time(text[2], high * (double)all));
}
