/* run.c - the sweep: all of it in memory, or block by block into a file from which
 * results are written; what of it is this run's, and where an earlier one ended.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SMALL = 32 << 20, /* bytes of results that are kept in memory */
    LARGEST = 24 << 20,
    GROWTH = 8, /* by how much the next block may */
    LANES = 8   /* orbits that a thread needs to be busy */
};
static const double SECONDS = 1.0; /* of a block */

/* ---------------------------------------------------------------------- shards, files */

void set_shard(void *field, const char *text)
{
    static const char *const tasks[] = { "SLURM_ARRAY_TASK_ID", "OMPI_COMM_WORLD_RANK", "PMI_RANK",
                                         "SLURM_PROCID" };
    struct shard *shard = field;
    const char *slash = strchr(text, '/');
    char first[64];
    if (!slash || !parse_count(slash + 1, &shard->of) || shard->of == 0)
        die(EXIT_USAGE, "--shard must be I/N, I from 0 to N - 1, or env/N, got '%s'", text);
    snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
    shard->task = "I";
    if (strcmp(first, "env") == 0) {
        const char *value = NULL;
        for (size_t i = 0; i < sizeof tasks / sizeof *tasks && !value; i++)
            if ((value = getenv(tasks[i])))
                shard->task = tasks[i];
        if (!value)
            die(EXIT_USAGE,
                "--shard=%s: SLURM_ARRAY_TASK_ID, OMPI_COMM_WORLD_RANK, PMI_RANK or SLURM_PROCID must be set",
                text);
        snprintf(first, sizeof first, "%s", value);
    }
    if (!parse_count(first, &shard->i) || shard->i >= shard->of)
        die(EXIT_USAGE, "--shard=%s: %s must be from 0 to %" PRIu64 ", as of --array=0-%" PRIu64 ", got '%s'",
            text, shard->task, shard->of - 1, shard->of - 1, first);
}

char *part_path(const struct question *question)
{
    char *path = NULL;
    size_t size;
    FILE *file = memory_open(&path, &size);
    fprintf(file, "%s.part", question->call.output);
    if (question->shard.of)
        fprintf(file, "-%" PRIu64 "-of-%" PRIu64, question->shard.i, question->shard.of);
    fclose(file);
    return path;
}

/* Of `of` shards i begins at this point. */
static uint64_t shard_begin(const struct answer *answer, uint64_t i, uint64_t of)
{
    const uint64_t units = answer->grid / answer->unit;
    return (uint64_t)((unsigned __int128)units * i / of) * answer->unit;
}

uint64_t points_of_run(const struct question *question, const struct answer *answer)
{
    const struct shard shard = question->shard;
    return shard.of ? shard_begin(answer, shard.i + 1, shard.of) - shard_begin(answer, shard.i, shard.of)
                    : answer->grid;
}

uint64_t shard_at(const struct answer *answer, uint64_t point, uint64_t of)
{
    uint64_t i = (uint64_t)((unsigned __int128)point / answer->unit * of / (answer->grid / answer->unit));
    while (i + 1 < of && shard_begin(answer, i + 1, of) <= point)
        i++;
    return i;
}

/* ------------------------------------------------------------------------------ heads */

char *list_arrays(const struct answer *answer)
{
    char *list = NULL;
    size_t size;
    FILE *file = memory_open(&list, &size);
    fputs("\narrays:", file);
    for (size_t i = 0; i < answer->narrays; i++)
        fprintf(file, " %s", answer->arrays[i].output->name);
    putc('\n', file);
    fclose(file);
    return list;
}

static char *head_of(const struct question *question, const struct answer *answer)
{
    char *head = NULL, *command = command_text(question, answer), *arrays = list_arrays(answer);
    size_t size;
    FILE *file = memory_open(&head, &size);
    fprintf(file, "map: %s: %s\ncommand: %s\nversion: libchaos %s, %s", chaos_map_title(question->call.map),
            chaos_map_formula(question->call.map), command, chaos_version(), chaos_isa_family());
    if (*question->call.checksum)
        fprintf(file, "\nfile: CRC-32=%s", question->call.checksum);
    fprintf(file, "%sshard: %" PRIu64 "/%" PRIu64 "\n", arrays, question->shard.i, question->shard.of);
    fclose(file);
    free(command);
    free(arrays);
    return head;
}

/* The word that begins at *text, which is moved on; in quotes there may be spaces. */
static size_t next_word(const char **text)
{
    *text += strspn(*text, " \n");
    size_t length = 0;
    for (bool quoted = false; (*text)[length] && (quoted || !strchr(" \n", (*text)[length])); length++)
        quoted ^= (*text)[length] == '"';
    return length;
}

/* Ends the program where texts that say what is computed are not the same: with the first words that differ. */
void check_same(const char *path, const char *was, const char *is, const char *advice)
{
    for (;;) {
        const size_t old = next_word(&was), new = next_word(&is);
        if (old == 0 && new == 0)
            return;
        if (old != new || memcmp(was, is, old) != 0)
            die(EXIT_FAILED, "%s: it was made with %.*s, this is %.*s; %s", path, old ? (int)old : 4,
                old ? was : "less", new ? (int)new : 4, new ? is : "less", advice);
        was += old;
        is += new;
    }
}

/* ----------------------------------------------------------------------------- blocks */

struct run {
    const struct question *question;
    struct answer *answer;
    struct part *part;
    struct progress progress;
    uint64_t done, all;   /* points */
    double before, now;   /* iterations: of blocks before, and of this one */
    double rate;          /* points a second; 0: not known */
    uint64_t last;        /* points of the last block, */
    uint64_t least, most; /* and of a block */
};

static int report_block(void *user, double done, double total)
{
    struct run *run = user;
    run->now = done;
    const double part = total > 0 ? done / total : 0;
    return progress_report(&run->progress,
                           ((double)run->done + part * (double)run->answer->count) / (double)run->all, 1);
}

/* A block may be over before a report would have been due. */
static void add_block(struct run *run, uint64_t first, uint64_t count)
{
    const double start = seconds_now();
    int code = interrupted() ? CHAOS_ECANCELED
                             : compute_block(run->question, run->answer, first, count, report_block, run);
    run->rate = (double)count / fmax(seconds_now() - start, 1e-6);
    if (code == CHAOS_OK && !part_add(run->part, run->answer, run->answer->blocks))
        code = CHAOS_ECANCELED;
    if (code != CHAOS_OK) {
        progress_end(&run->progress);
        if (interrupted() && run->question->resume && !run->question->call.quiet)
            message("%" PRIu64 " of %" PRIu64 " points are kept; the same command goes on", run->done,
                    run->all);
        must(code);
    }
    run->last = count;
    run->done += count;
    run->before += run->now;
    run->now = 0;
}

/* So many points that no thread waits: with fewer, long orbits would take many times as long. */
static uint64_t least_count(const struct run *run)
{
    const struct answer *answer = run->answer;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const uint32_t given = run->question->call.threads;
    const uint64_t lanes = LANES * (given       ? given
                                    : cores > 0 ? (uint64_t)cores
                                                : 1),
                   starts = answer->points / (answer->grid * answer->directions);
    return (lanes + starts - 1) / starts * answer->unit;
}

/* About a second's work, of so many points that are left. */
static uint64_t next_count(const struct run *run, uint64_t left)
{
    const uint64_t unit = run->answer->unit;
    double count = run->last ? fmin(run->rate * SECONDS, (double)run->last * GROWTH) : 0;
    if (count < (double)run->least)
        count = (double)run->least;
    if (count > (double)run->most)
        count = (double)run->most;
    const uint64_t whole = ((uint64_t)count + unit - 1) / unit * unit;
    return whole < left ? whole : left;
}

static void fill_gap(struct run *run, uint64_t first, uint64_t end)
{
    while (first < end) {
        const uint64_t count = next_count(run, end - first);
        add_block(run, first, count);
        first += count;
    }
}

bool is_block(const struct answer *answer, const struct block *block)
{
    return block->count > 0 && block->first < answer->grid && block->count <= answer->grid - block->first &&
           block->first % answer->unit == 0 && block->count % answer->unit == 0 &&
           block->size == block_bytes(answer, block->count);
}

/* What is not there yet. */
static void fill_gaps(struct run *run, uint64_t begin, uint64_t end)
{
    struct blocks *blocks = run->answer->blocks;
    blocks_sort(blocks);
    const size_t there = blocks->count;
    for (size_t i = 0; i < there; i++)
        run->done += blocks->list[i].count;
    for (size_t i = 0; i < there; i++) {
        const uint64_t first = blocks->list[i].first, count = blocks->list[i].count;
        fill_gap(run, begin, first);
        begin = first + count;
    }
    fill_gap(run, begin, end);
    blocks_sort(blocks);
}

/* ------------------------------------------------------------------------------- files */

/* Blocks that are there and belong to it; the others are done again. */
static void keep_good(const struct answer *answer, struct blocks *blocks, uint64_t begin, uint64_t end)
{
    size_t kept = 0;
    uint64_t from = begin;
    blocks_sort(blocks);
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (!is_block(answer, block) || block->first < from || block->first + block->count > end)
            continue;
        from = block->first + block->count;
        blocks->list[kept++] = *block;
    }
    blocks->count = kept;
}

static struct part *open_part(const struct question *question, struct answer *answer, uint64_t begin,
                              uint64_t end)
{
    char *path = part_path(question), *head = head_of(question, answer);
    struct part *part = NULL;
    size_t damaged = 0;
    if (question->resume && (part = part_open(path, true, answer->blocks, &damaged))) {
        check_same(path, part_head(part), head, "remove it to begin again");
        keep_good(answer, answer->blocks, begin, end);
        if (damaged && !question->call.quiet)
            message("%s: %zu damaged block%s done again", path, damaged, damaged == 1 ? " is" : "s are");
    }
    if (!part)
        part = part_create(question->resume     ? PART_JOURNAL
                           : question->shard.of ? PART_WHOLE
                                                : PART_SPOOL,
                           path, head);
    free(path);
    free(head);
    return part;
}

static void find_in_memory(const struct question *question, struct answer *answer)
{
    struct progress progress;
    allocate_block(answer, answer->grid);
    progress_start(&progress, question->call.quiet);
    int code = compute_block(question, answer, 0, answer->grid, progress_report, &progress);
    answer->seconds = seconds_now() - progress.start;
    answer->iterations = progress.done;
    progress_end(&progress);
    must(code);
}

static void find_in_blocks(const struct question *question, struct answer *answer)
{
    const struct shard shard = question->shard;
    const uint64_t begin = shard.of ? shard_begin(answer, shard.i, shard.of) : 0,
                   end = shard.of ? shard_begin(answer, shard.i + 1, shard.of) : answer->grid;
    struct run run = { .question = question, .answer = answer, .all = end - begin };
    static struct blocks blocks;
    answer->blocks = &blocks;
    run.part = open_part(question, answer, begin, end);
    run.most = LARGEST / block_bytes(answer, 1);
    if (run.most < answer->unit)
        run.most = answer->unit;
    run.least = least_count(&run);
    uint64_t room = run.most < answer->grid ? run.most : answer->grid;
    for (size_t i = 0; i < blocks.count; i++)
        room = room < blocks.list[i].count ? blocks.list[i].count : room;
    allocate_block(answer, (room + answer->unit - 1) / answer->unit * answer->unit);
    progress_start(&run.progress, question->call.quiet);
    fill_gaps(&run, begin, end);
    answer->seconds = seconds_now() - run.progress.start;
    answer->iterations = run.before;
    answer->points = (end - begin) * (answer->points / answer->grid);
    progress_end(&run.progress);
    answer->part = run.part;
    if (blocks.count)
        load_block(answer, 0, NULL); /* ranges that were found are part of the recipe */
}

/* -------------------------------------------------------------------------- all of it */

bool is_in_blocks(const struct question *question, const struct answer *answer)
{
    return question->resume || question->shard.of ||
           (question->call.output && !is_picture(question->call.format) &&
            answer->grid > SMALL / block_bytes(answer, 1) && answer->grid > answer->unit);
}

void check_run(const struct question *question)
{
    const char *option = question->resume ? "resume" : question->shard.of ? "shard" : NULL;
    if (option && (!question->call.output || is_picture(question->call.format)))
        die(EXIT_USAGE, "--%s must come with -o FILE.tsv, .csv, .npy or .npz, got %s", option,
            question->call.output ? question->call.output : "none");
}

void find_answer(const struct question *question, struct answer *answer)
{
    if (is_in_blocks(question, answer))
        find_in_blocks(question, answer);
    else
        find_in_memory(question, answer);
}

/* The result is on the disk, and what it was made of no longer needed. A part is whole once it is closed. */
void end_run(const struct question *question, struct answer *answer)
{
    char *path = part_path(question);
    if (answer->part && question->resume && !question->shard.of)
        part_remove(path);
    if (answer->part)
        part_close(answer->part);
    for (size_t i = 0; i < answer->nmerged; i++)
        part_close(answer->merged[i]);
    free(answer->merged);
    if (answer->blocks)
        free(answer->blocks->list);
    free(path);
}
