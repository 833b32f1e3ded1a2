/* made.c - what a file says of how it was made, and --verify of results that are small: all of it is made again.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------- the SHA-256 */

void digest_add(chaos_digest *digest, const void *bytes, size_t size)
{
    enum { PIECE = 1 << 20 }; /* between looks at signals */
    for (size_t some; size > 0; bytes = (const char *)bytes + some, size -= some) {
        some = size < PIECE ? size : PIECE;
        exit_if_interrupted();
        chaos_digest_add(digest, bytes, some);
    }
}

void end_digest(chaos_digest *digest, char hex[DIGEST_SIZE])
{
    unsigned char bytes[CHAOS_DIGEST_BYTES];
    chaos_digest_end(digest, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

void end_block(chaos_digest *numbers, char hex[DIGEST_SIZE])
{
    unsigned char block[CHAOS_DIGEST_BYTES];
    chaos_digest whole;
    chaos_digest_end(numbers, block);
    chaos_digest_start(&whole);
    chaos_digest_add(&whole, block, sizeof block);
    end_digest(&whole, hex);
}

/* --------------------------------------------------------------------------- comments */

void write_file_comments(struct text *text, const struct call *call)
{
    char line[64];
    if (*call->checksum) {
        snprintf(line, sizeof line, "file: CRC-32=%s", call->checksum);
        text_comment(text, line);
    }
    snprintf(line, sizeof line, "format: %d", FILE_FORMAT);
    text_comment(text, line);
}

/* After the last row: it is known then. */
void write_digest_comment(struct text *text, const char *digest)
{
    char line[96];
    snprintf(line, sizeof line, "SHA-256=%s", digest);
    text_comment(text, line);
}

/* ------------------------------------------------------------------------------- JSON */

/* What the file says comes first: in the library's part names are the user's, too. */
char *result_recipe(const struct call *call, const chaos_result *result, const char *command,
                    const char *digest)
{
    char *json = NULL;
    size_t size;
    FILE *file = memory_open(&json, &size);
    fprintf(file, "{\"format\": %d, \"command\": ", FILE_FORMAT);
    write_json_string(file, command);
    if (*call->checksum)
        fprintf(file, ", \"crc32\": \"%s\"", call->checksum);
    if (digest)
        fprintf(file, ", \"sha256\": \"%s\"", digest);
    fprintf(file, ", %s", chaos_result_recipe(result) + 1);
    fclose(file);
    return json;
}

void write_recipe_beside(const struct call *call, const char *recipe)
{
    if (call->verify) {
        const size_t length = strlen(recipe);
        if (strncmp(call->told.whole, recipe, length) != 0 || strcmp(call->told.whole + length, "\n") != 0)
            die(EXIT_FAILED, "%s.json: it is not the recipe of these numbers", call->recipe);
        return;
    }
    char *path = NULL;
    size_t size;
    FILE *name = memory_open(&path, &size);
    fprintf(name, "%s.json", call->output);
    fclose(name);
    FILE *file = outfile_open(path);
    outfile_write(file, recipe, strlen(recipe));
    outfile_write(file, "\n", 1);
    outfile_close(file);
    free(path);
}

/* --------------------------------------------------------------------------- --verify */

FILE *made_open(const struct call *call)
{
    if (!call->verify)
        return outfile_open(call->output);
    if (strcmp(call->told.version, chaos_version()) != 0)
        die(EXIT_FAILED, "%s: it was made by libchaos %s, which can compare it, this is %s", call->recipe,
            call->told.version, chaos_version());
    end_at_once(true); /* nothing is left */
    FILE *file = tmpfile();
    if (!file)
        die(EXIT_FAILED, "can't make a temporary file: %s", strerror(errno));
    return file;
}

void made_close(const struct call *call, FILE *file)
{
    if (!call->verify) {
        outfile_close(file);
        return;
    }
    FILE *stored = stored_open(call->recipe);
    int is, must_be;
    uint64_t at = 0;
    rewind(file);
    for (; (is = getc_unlocked(stored)) == (must_be = getc_unlocked(file)) && is != EOF; at++)
        continue;
    if (is != must_be)
        die(EXIT_FAILED, "%s: byte %" PRIu64 " is not what is computed", call->recipe, at);
    fclose(stored);
    fclose(file);
    if (!call->quiet)
        message("%s: all of it is what is computed, to the last bit", call->recipe);
}
