/* The folder that compiled maps are kept in.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_CACHE_H
#define CHAOS_FOREIGN_CACHE_H

#include "chaos.h"
#include "foreign/files.h"

/* Puts the cache's path into *folder: libchaos in $XDG_CACHE_HOME or else in
 * ~/.cache, made if need be, with mode 0700. Empty if there is no place for it.
 * CHAOS_ESYSTEM if it belongs to someone else or others may write to it: what
 * is in it would be run. */
int chaosi_cache_folder(chaosi_text *folder, chaos_error *error);

/* A new folder to work in, for this process alone: in the cache, so that files
 * can be moved from one to the other, or if there is none or it can't be written
 * to, where temporary files go. */
int chaosi_cache_workplace(const chaosi_text *folder, chaosi_text *place, chaos_error *error);

#endif
