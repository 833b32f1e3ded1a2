/* noplot.c - takes the place of plot.c in a build without cairo: in a package of pip's Python draws,
 * which its commands name in CHAOS_PYTHON.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* environ */
#include "sweep.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit code of python -P ARGUMENT...; -1: it did not run. */
static int run(const char *python, char *const arguments[3], int in, int out)
{
    char *const words[] = { (char *)python, "-P", arguments[0], arguments[1], arguments[2], NULL };
    posix_spawn_file_actions_t files;
    pid_t child;
    int status;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    const bool runs = posix_spawn(&child, python, &files, NULL, words, environ) == 0;
    posix_spawn_file_actions_destroy(&files);
    return runs && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const bool plot_shows_one_alone = false; /* files have all, and are what Python reads */

void check_plot(const struct question *question, const struct answer *answer)
{
    const char *python = getenv("CHAOS_PYTHON");
    if (!python || !*python)
        die(EXIT_FAILED,
            "-o %s: this chaos-sweep was built without cairo and draws no pictures; "
            ".tsv, .csv, .npy or .npz would do",
            question->call.output);
    check_picture(question, answer);
    char *const arguments[] = {
        "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('matplotlib') is None)", NULL
    };
    if (run(python, arguments, STDIN_FILENO, STDOUT_FILENO) != 0)
        die(EXIT_FAILED,
            "-o %s: this chaos-sweep draws with matplotlib, which is not there: pip install 'chaos[plot]'",
            question->call.output);
}

void write_plot(const struct question *question, struct answer *answer, FILE *file)
{
    const char *ending = strrchr(question->call.output, '.');
    char *const arguments[] = { "-m", "chaos._picture", (char *)ending + 1 };
    FILE *arrays = tmpfile();
    if (!arrays)
        die(EXIT_FAILED, "a temporary file: %s", strerror(errno));
    write_archive(question, answer, arrays);
    if (fflush(arrays) != 0 || fseek(arrays, 0, SEEK_SET) != 0)
        die(EXIT_FAILED, "a temporary file: %s", strerror(errno));
    fflush(file);
    if (run(getenv("CHAOS_PYTHON"), arguments, fileno(arrays), fileno(file)) != 0)
        die(EXIT_FAILED, "-o %s: matplotlib has not drawn it", question->call.output);
    fclose(arrays);
}
