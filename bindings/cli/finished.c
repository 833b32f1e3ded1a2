/* finished.c - a result that is there already, when it is asked for again with --resume.
 *
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of an array the recipe is in a file of its own. */
static void check_beside(const struct call *call)
{
    char *path = NULL;
    size_t size;
    FILE *name = memory_open(&path, &size);
    fprintf(name, "%s.json", call->output);
    fclose(name);
    if (call->format == FORMAT_NPY && access(path, F_OK) != 0)
        die(EXIT_FAILED, "%s: its recipe, %s, is missing; remove it to begin again", call->output, path);
    free(path);
}

bool is_finished(const struct question *question, struct answer *answer)
{
    static const char advice[] = "remove it to begin again";
    char *path = part_path(question);
    struct stat is;
    const bool there = stat(question->call.output, &is) == 0 && S_ISREG(is.st_mode),
               begun = stat(path, &is) == 0;
    free(path);
    if (!there || begun || question->shard.of)
        return false;
    check_beside(&question->call);
    struct told told = read_recipe(question->call.output);
    allocate_block(answer, answer->unit); /* a range that is found is part of the recipe */
    must(compute_block(question, answer, 0, answer->unit, progress_report,
                       &(struct progress){ .terminal = false }));
    char *command = command_text(question, answer);
    check_map(question->call.output, &told, &question->call, "; remove it to begin again");
    check_same(question->call.output, told.command, command, advice);
    check_same(question->call.output, told.version, chaos_version(), advice);
    check_same(question->call.output, told.family, chaos_isa_family(), advice);
    free(command);
    free_told(&told);
    return true;
}

/* ---------------------------------------------------------------- whether orbits escaped */

static bool escaped_in_archive(FILE *file)
{
    struct stored array;
    uint32_t some[4096];
    bool escaped = false;
    if (!stored_member(file, "status", &array))
        return false;
    for (uint64_t left = array.size; left >= sizeof *some && !escaped;) {
        const size_t size = left < sizeof some ? (size_t)left : sizeof some;
        if (!stored_read(file, array.at + array.size - left, some, size))
            return false;
        for (size_t i = 0; i < size / sizeof *some; i++)
            escaped |= (some[i] & CHAOS_ESCAPED) != 0;
        left -= size;
    }
    return escaped;
}

/* The status is the last column of every table. */
static bool escaped_in_text(FILE *file, char separator)
{
    char *line = NULL;
    size_t size = 0;
    bool escaped = false;
    rewind(file);
    while (!escaped && getline(&line, &size, file) > 0) {
        const char *last = *line == '#' ? NULL : strrchr(line, separator);
        escaped = strtoul(last ? last + 1 : *line == '#' ? "" : line, NULL, 10) & CHAOS_ESCAPED;
    }
    free(line);
    return escaped;
}

bool finished_escaped(const struct question *question)
{
    const struct call *call = &question->call;
    if (call->format == FORMAT_NPY)
        die(EXIT_FAILED,
            "%s: it is complete, but does not say whether orbits escaped: --strict needs .npz, .tsv or .csv",
            call->output);
    FILE *file = stored_open(call->output);
    const bool escaped = call->format == FORMAT_NPZ
                             ? escaped_in_archive(file)
                             : escaped_in_text(file, call->format == FORMAT_CSV ? ',' : '\t');
    fclose(file);
    return escaped;
}
