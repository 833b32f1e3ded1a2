/* checksum.c - CRC-32 as in ZIP and PNG, eight bytes at a time: table k holds what a byte does that k more follow.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

enum { TABLES = 8 };
static uint32_t table[TABLES][256];

static void make_tables(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++)
            c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
        table[0][i] = c;
    }
    for (int k = 1; k < TABLES; k++)
        for (uint32_t i = 0; i < 256; i++)
            table[k][i] = table[0][table[k - 1][i] & 255] ^ table[k - 1][i] >> 8;
}

uint32_t crc32_of(uint32_t crc, const void *data, uint64_t size)
{
    const uint8_t *byte = data;
    if (!table[0][1])
        make_tables();
    crc = ~crc;
    for (; size >= TABLES; size -= TABLES, byte += TABLES) {
        uint32_t next = 0;
        for (int k = 0; k < 4; k++)
            next ^= table[TABLES - 1 - k][(crc >> 8 * k & 255) ^ byte[k]] ^ table[3 - k][byte[4 + k]];
        crc = next;
    }
    while (size--)
        crc = table[0][(crc ^ *byte++) & 255] ^ crc >> 8;
    return ~crc;
}
