/* interrupt.c - Ctrl-C and its relatives.
 *
 * A handler only notes the signal; the sweep and the writers look at the note,
 * so that a half-written file is removed before the program ends. What has long calls of others, and
 * nothing but that file to remove, is ended where it is.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t received, at_once;

static void note(int signal)
{
    received = signal;
    if (!at_once)
        return;
    outfile_remove();
    _exit(128 + signal);
}

void end_at_once(bool yes)
{
    at_once = yes;
    exit_if_interrupted();
}

void catch_interrupts(void)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGXCPU };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action, old;
        /* A signal that was ignored at the start (nohup, a job in the background) stays so. */
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN)
            continue;
        action.sa_handler = note;
        action.sa_flags = 0; /* no SA_RESTART: a write that blocks must come back */
        sigemptyset(&action.sa_mask);
        sigaction(signals[i], &action, NULL);
    }
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow: the write says so */
}

int interrupted(void) { return received; }

void exit_if_interrupted(void)
{
    if (received)
        exit(128 + received);
}
