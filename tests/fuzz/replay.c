/* Gives the fuzz target the files of its corpus. SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name)
{
    static uint8_t data[1 << 17];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    return 1;
}

int main(void)
{
    const char *source = getenv("srcdir");
    char folder[2048];
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus", source ? source : ".");
    DIR *corpus = opendir(folder);
    int count = 0;
    for (struct dirent *entry; corpus && (entry = readdir(corpus));)
        if (entry->d_name[0] != '.')
            count += replay(folder, entry->d_name);
    if (corpus)
        closedir(corpus);
    printf("%d files of %s\n", count, folder);
    return count == 0;
}
