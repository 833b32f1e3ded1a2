/* The cache: the folder in which compiled maps are kept.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_CACHE_H
#define CHAOS_FOREIGN_CACHE_H

#include "chaos.h"
#include "foreign/files.h"

/* Puts the path of the cache into *cache: libchaos in $XDG_CACHE_HOME or else in
 * ~/.cache, created with mode 0700 if necessary. Empty if it can't be created.
 * CHAOS_ESYSTEM if it belongs to another user or others may write to it: its files
 * are code that would run. */
int chaosi_cache_find(chaosi_buffer *cache, chaos_error *error);

/* Creates a folder for this process alone in the first place, from *place on, where that is
 * possible: 0 is the cache, into which files can then be renamed, others are for temporary
 * files. */
enum { CHAOSI_PLACES = 3 };
int chaosi_cache_workdir(const chaosi_buffer *cache, int *place, chaosi_buffer *workdir, chaos_error *error);

#endif
