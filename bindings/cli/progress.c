/* progress.c - how far the work is, on a terminal.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const double FIRST = 0.5, INTERVAL = 0.1; /* seconds; short sweeps show no bar */

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(struct progress *progress, bool quiet)
{
    *progress = (struct progress){ .start = seconds_now(), .terminal = !quiet && isatty(STDERR_FILENO) };
}

const char *format_time(char text[NUMBER_SIZE], double seconds)
{
    if (!(seconds < 1e6 * 365.25 * 86400))
        snprintf(text, NUMBER_SIZE, "ages");
    else if (seconds >= 2 * 365.25 * 86400)
        snprintf(text, NUMBER_SIZE, "%.3g years", seconds / (365.25 * 86400));
    else if (seconds >= 360000)
        snprintf(text, NUMBER_SIZE, "%.0f days", seconds / 86400);
    else if (seconds < 90)
        snprintf(text, NUMBER_SIZE, "%.0f s", ceil(seconds));
    else if (seconds < 5400)
        snprintf(text, NUMBER_SIZE, "%.0f min", ceil(seconds / 60));
    else
        snprintf(text, NUMBER_SIZE, "%.1f h", seconds / 3600);
    return text;
}

static void draw_bar(double part, double elapsed)
{
    char left[NUMBER_SIZE], tail[80], bar[64];
    struct winsize window;
    int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col ? window.ws_col : 80;
    /* No rate: part of what is done was closed by an exact return. */
    int width = snprintf(tail, sizeof tail, "%3.0f %%  %s left", 100 * part,
                         format_time(left, elapsed * (1 - part) / part));
    int length = columns - width - 6;
    length = length > 40 ? 40 : length < 0 ? 0 : length;
    int filled = (int)(part * length);
    memset(bar, '=', (size_t)filled);
    memset(bar + filled, ' ', (size_t)(length - filled));
    fprintf(stderr, "\r[%.*s] %s\033[K", length, bar, tail);
    fflush(stderr);
}

int progress_report(void *user, double done, double total)
{
    struct progress *progress = user;
    double now = seconds_now(), elapsed = now - progress->start;
    progress->done = done;
    if (progress->terminal && elapsed > FIRST && now - progress->shown > INTERVAL && done > 0) {
        progress->shown = now;
        draw_bar(done < total ? done / total : 1, elapsed);
    }
    return interrupted() ? CHAOS_DISCARD : 0; /* what there is of a block is not kept */
}

/* Takes the bar away, so that what follows starts on a clean line. */
void progress_end(struct progress *progress)
{
    if (progress->shown > 0)
        fputs("\r\033[K", stderr);
}
