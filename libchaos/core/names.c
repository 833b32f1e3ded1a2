/* SPDX-License-Identifier: MIT */
#include "core/names.h"

#include <string.h>

/* Options of calls: in Python and in the shell, values are given by name beside them. */
static const char *const reserved[] = {
    "N",       "along", "at",        "blocks",         "bound",  "box",        "budget",    "compile",
    "count",   "every", "first",     "forcing_period", "kick",   "max_period", "max_steps", "measure",
    "noise",   "of",    "out",       "over",           "period", "progress",   "quiet",     "region",
    "seed",    "self",  "shard",     "start",          "starts", "state",      "steps",     "strict",
    "threads", "to",    "transient", "when",           "wrap",
};

const char *chaos_reserved_name(size_t i)
{
    return i < sizeof reserved / sizeof reserved[0] ? reserved[i] : NULL;
}

bool chaosi_is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(reserved[i], name) == 0)
            return true;
    return false;
}
