/* Which headers a compiled map was made from, and whether they are unchanged.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_MANIFEST_H
#define CHAOS_FOREIGN_MANIFEST_H

#include "foreign/files.h"
#include "foreign/sha256.h"

#include <sys/stat.h>

/* Adds the files in a dependency file of the compiler's (-MD) to names, a line each,
 * except source, those below the folder `except` and those already listed. false if it
 * can't be read or a name can't be kept. */
bool chaosi_manifest_depend(chaosi_buffer *names, const char *path, const char *source, const char *except);

/* Makes a manifest: a line for the library with the hash of its bytes, and one for
 * each header. false if a header can't be read or has changed after `start`. */
bool chaosi_manifest_make(chaosi_buffer *manifest, const chaosi_buffer *names, const char library[CHAOSI_HEX],
                          const char contents[CHAOSI_HEX], const struct timespec *start);

/* Whether the manifest at path is complete and its headers are unchanged; if so,
 * gives the library and the hash of its bytes. */
bool chaosi_manifest_holds(const char *path, char library[CHAOSI_HEX], char contents[CHAOSI_HEX]);

#endif
