/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/headers.h"

#include "foreign/files.h"

#include <errno.h>
#include <sys/stat.h>

static const struct {
    const char *name, *text;
} headers[] = {
#include "foreign/headers.inc" /* made by the Makefile */
};
enum { NHEADERS = sizeof headers / sizeof headers[0] };

void chaosi_headers_hash(chaos_digest *hash)
{
    for (int i = 0; i < NHEADERS; i++) {
        chaosi_sha256_add_text(hash, headers[i].name);
        chaosi_sha256_add_text(hash, headers[i].text);
    }
}

/* Writes a header, or without text makes a folder. */
static int put(const char *folder, const char *name, const char *text)
{
    chaosi_buffer path = { 0 };
    chaosi_buffer_print(&path, "%s/%s", folder, name);
    const int code = path.failed              ? ENOMEM
                     : text                   ? chaosi_file_write(path.data, text, __builtin_strlen(text))
                     : mkdir(path.data, 0700) ? errno
                                              : 0;
    chaosi_buffer_free(&path);
    return code;
}

int chaosi_headers_write(const char *folder)
{
    int code = put(folder, "chaos", NULL);
    if (!code)
        code = put(folder, "chaos/kernels", NULL);
    for (int i = 0; i < NHEADERS && !code; i++)
        code = put(folder, headers[i].name, headers[i].text);
    return code;
}
