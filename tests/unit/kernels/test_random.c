/* Philox against the test vectors of its authors (kat_vectors of Random123 1.09).
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "kernels/random.h"

START_TEST(philox_gives_the_published_words)
{
    static const struct {
        uint32_t counter[4];
        uint64_t key;
        uint32_t words[4];
    } known[] = {
        { { 0, 0, 0, 0 }, 0, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX },
          UINT64_MAX,
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          UINT64_C(0x299f31d0a4093822),
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        chaosk_words counter;
        memcpy(counter.w, known[i].counter, sizeof counter.w);
        const chaosk_words words = chaosk_philox(counter, known[i].key);
        same_bytes(words.w, known[i].words, sizeof words.w, "vector %d", (int)i);
    }
}
END_TEST

START_TEST(numbers_are_uniform)
{
    enum { N = 100000 };
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < N; ++i) {
        const chaosk_words words = chaosk_philox((chaosk_words){ { i } }, test_seed());
        for (int half = 0; half < 2; ++half) {
            const double u = chaosk_uniform(words, half) - 0.5;
            ck_assert(u >= -0.5 && u < 0.5);
            sum += u, squares += u * u;
        }
    }
    close_to(sum / (2 * N), 0, 5 * sqrt(1.0 / 12 / (2 * N)), "mean");
    close_to(squares / (2 * N), 1.0 / 12, 5 * sqrt(1.0 / 180 / (2 * N)), "variance");
    const chaosk_words most = { { UINT32_MAX, UINT32_MAX, 0, 0 } };
    ck_assert(chaosk_uniform(most, 0) < 1 && chaosk_uniform(most, 1) == 0);
}
END_TEST

TCase *tcase_random(void)
{
    TCase *tcase = tcase_create("random");
    tcase_add_test(tcase, philox_gives_the_published_words);
    tcase_add_test(tcase, numbers_are_uniform);
    return tcase;
}
