/* How many cores this process may use.
 *
 * A container's share of the processor is no smaller set of cores but a quota of time on all of
 * them: threads beyond it only wait for each other.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_getaffinity */
#include "core/cores.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The beginning of a file, as a string; false: there is none. */
static bool read_file(const char *path, char *text, size_t size)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, text, size - 1);
    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* Whole cores of a quota in a period, both in microseconds. */
static unsigned whole(long long quota, long long period)
{
    const long long cores = quota > 0 && period > 0 ? (quota - 1) / period + 1 : 0;
    return cores > INT_MAX ? 0 : (unsigned)cores;
}

/* Of one group, 0: none is set. Version 2 has "max 100000" or "150000 100000" in one file. */
static unsigned group_quota(const char *folder, bool second)
{
    char path[PATH_MAX + 32], quota[64], period[64], *rest;
    snprintf(path, sizeof path, "%s/%s", folder, second ? "cpu.max" : "cpu.cfs_quota_us");
    if (!read_file(path, quota, sizeof quota))
        return 0;
    const long long value = strtoll(quota, &rest, 10);
    if (second)
        return whole(value, strtoll(rest, NULL, 10));
    snprintf(path, sizeof path, "%s/cpu.cfs_period_us", folder);
    return read_file(path, period, sizeof period) ? whole(value, strtoll(period, NULL, 10)) : 0;
}

/* The least of a group and those that it is in, up to the mount. */
static unsigned least_quota(const char *mount, const char *group, bool second)
{
    char folder[PATH_MAX];
    unsigned least = 0;
    if ((size_t)snprintf(folder, sizeof folder, "%s%s", mount, group) >= sizeof folder)
        return 0;
    for (char *end = folder + strlen(folder); end; end = strrchr(folder, '/')) {
        *end = '\0';
        if (strlen(folder) < strlen(mount))
            break;
        const unsigned quota = group_quota(folder, second);
        if (quota > 0 && (least == 0 || quota < least))
            least = quota;
    }
    return least;
}

/* Whether "cpu" is among "cpu,cpuacct". */
static bool lists_cpu(const char *controllers)
{
    for (const char *at = controllers; (at = strstr(at, "cpu")); at += 3)
        if ((at == controllers || at[-1] == ',') && (at[3] == ',' || at[3] == '\0'))
            return true;
    return false;
}

/* A line "0::/group" is of version 2, "4:cpu,cpuacct:/group" of version 1. */
unsigned chaosi_quota(const char *groups, const char *mount)
{
    char text[4096], first[PATH_MAX], *rest = text, *line;
    unsigned least = 0;
    if (!read_file(groups, text, sizeof text))
        return 0;
    while ((line = strsep(&rest, "\n"))) {
        strsep(&line, ":");
        const char *controllers = strsep(&line, ":");
        const bool second = controllers && *controllers == '\0';
        if (!line || (!second && !lists_cpu(controllers)))
            continue;
        snprintf(first, sizeof first, "%s/cpu", mount);
        const unsigned quota = least_quota(second ? mount : first, line, second);
        if (quota > 0 && (least == 0 || quota < least))
            least = quota;
    }
    return least;
}

unsigned chaosi_threads_variable(const char **wrong)
{
    const char *text = getenv("CHAOS_THREADS");
    char *end;
    *wrong = NULL;
    if (!text || !*text)
        return 0;
    const long long number = strtoll(text, &end, 10);
    if (number > 0 && *end == '\0')
        return (unsigned)(number < INT_MAX ? number : INT_MAX);
    *wrong = text;
    return 0;
}

unsigned chaosi_cores(void)
{
    const char *wrong;
    const unsigned asked = chaosi_threads_variable(&wrong);
    cpu_set_t set;
    if (asked > 0)
        return asked;
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    const bool known = sched_getaffinity(0, sizeof set, &set) == 0;
    const unsigned cores = known ? (unsigned)CPU_COUNT(&set) : online > 0 ? (unsigned)online : 1;
    const unsigned quota = chaosi_quota("/proc/self/cgroup", "/sys/fs/cgroup");
    return quota > 0 && quota < cores ? quota : cores;
}
