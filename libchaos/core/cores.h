/* How many cores this process may use.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_CORES_H
#define CHAOS_CORE_CORES_H

#include <stdbool.h>

/* The variable CHAOS_THREADS, 0: it is not set or empty; *wrong: what it is if no whole number from 1 on, else NULL. */
unsigned chaosi_threads_variable(const char **wrong);

/* As many as CHAOS_THREADS says; else the cores that the scheduler may put the caller on, or what the
 * quota of its control groups comes to if that is less. */
unsigned chaosi_cores(void);

/* The least quota of the control groups that a file like /proc/self/cgroup names, mounted there, in
 * cores; 0: there is none. */
unsigned chaosi_quota(const char *groups, const char *mount);

#endif
