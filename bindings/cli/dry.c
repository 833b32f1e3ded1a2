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
    double iterations, part;     /* of one block, and how much of it was done */
    double until;                /* when the place's share of the time is spent */
    double point[PLACES], steps; /* seconds of a point at each place; iterations of one */
    size_t places;
};

/* Of long orbits some of the way is enough. */
static int note_iterations(void *user, double done, double total)
{
    struct probe *probe = user;
    probe->iterations = total;
    probe->part = total > 0 ? done / total : 1;
    return interrupted() || (done > 0 && done < total && seconds_now() > probe->until);
}

/* Bytes of this program at the most; what getrusage() says may be those of the one that started it. */
static double most_memory(void)
{
    struct rusage used;
    char line[128];
    unsigned long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && kilobytes == 0 && fgets(line, sizeof line, status))
        sscanf(line, "VmHWM: %lu kB", &kilobytes);
    if (status)
        fclose(status);
    getrusage(RUSAGE_SELF, &used);
    return 1024.0 * (double)(kilobytes > 0 ? kilobytes : (unsigned long)used.ru_maxrss);
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

/* What was not computed is of usual length as text. */
static void fill(const struct answer *answer)
{
    for (size_t i = 0; i < answer->narrays; i++) {
        double *data = answer->arrays[i].output->data;
        const uint64_t size = array_bytes(answer, &answer->arrays[i], answer->count) / sizeof *data;
        for (uint64_t k = 0; answer->arrays[i].output->array.quantity->type == CHAOS_F64 && k < size; k++)
            data[k] = 1 / 3.0;
    }
}

/* A few points, and then as many as fill the place's share of the time. What is the whole grid has one place. */
static void look(const struct question *question, struct answer *answer, struct probe *probe, size_t place,
                 uint64_t most)
{
    uint64_t count = rounded(answer, FEW, most);
    if (count == answer->grid)
        probe->places = 1;
    const double wanted = SECONDS / (double)probe->places;
    for (int again = 0; again < 3; again++) {
        const uint64_t units = (answer->grid - count) / answer->unit,
                       first = (uint64_t)((double)units * (double)place / (PLACES - 1)) * answer->unit;
        const double start = seconds_now();
        probe->until = start + wanted;
        const int code = compute_block(question, answer, first, count, note_iterations, probe);
        const double seconds = fmax(seconds_now() - start, 1e-9);
        if (code != CHAOS_ECANCELED || interrupted())
            must(code);
        if (code == CHAOS_ECANCELED)
            fill(answer);
        else
            probe->part = 1;
        probe->point[place] = seconds / (probe->part * (double)count);
        probe->steps = probe->iterations / (double)count;
        if (code != CHAOS_OK || seconds > wanted / 4 || count == most)
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
    struct probe probe = { .places = PLACES };
    const uint64_t all = points_of_run(question, answer);
    uint64_t most = LARGEST / block_bytes(answer, 1) / answer->unit * answer->unit;
    most = most < answer->unit ? answer->unit : most > answer->grid ? answer->grid : most;
    allocate_block(answer, most);
    double low = INFINITY, high = 0, mean = 0;
    for (size_t place = 0; place < probe.places; place++) {
        look(question, answer, &probe, place, most);
        low = fmin(low, probe.point[place]);
        high = fmax(high, probe.point[place]);
        mean += probe.point[place];
    }
    mean /= (double)probe.places;
    const bool in_blocks = is_in_blocks(question, answer);
    const double held = (double)block_bytes(answer, all);
    printf("points  %" PRIu64 "\n", all);
    printf("steps   %s\n", format_scaled(points, probe.steps * (double)all));
    printf("memory  about %sB\n", format_scaled(text[0], most_memory() + (in_blocks ? LARGEST : held)));
    if (!is_picture(question->call.format) && !question->shard.of)
        printf("result  about %sB\n", format_scaled(text[0], size_of_results(question, answer, all)));
    if (in_blocks)
        printf("%s  about %sB%s\n", question->shard.of ? "part  " : "beside", format_scaled(text[0], held),
               question->shard.of ? "" : " until the result is complete");
    printf("time    about %s", format_time(text[0], mean * (double)all));
    if (probe.places > 1)
        printf("; at the pace of the fastest of %d places %s, of the slowest %s", PLACES,
               format_time(text[1], low * (double)all), format_time(text[2], high * (double)all));
    putchar('\n');
}
