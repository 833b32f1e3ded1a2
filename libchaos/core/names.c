/* SPDX-License-Identifier: MIT */
#include "core/names.h"

#include <string.h>

/* Options of calls: in Python and in the shell, values are given by name beside them. */
static const char *const reserved[] = {
    "N",
    "along",
    "at",
    "blocks",
    "bound",
    "box",
    "budget",
    "compile",
    "count",
    "direction",
    "every",
    "first",
    "forcing_period",
    "into",
    "kick",
    "max_period",
    "max_steps",
    "measure",
    "noise",
    "of",
    "out",
    "over",
    "period",
    "progress",
    "quiet",
    "region",
    "seed",
    "self",
    "shard",
    "sides",
    "start",
    "starts",
    "state",
    "steps",
    "strict",
    "threads",
    "times",
    "to",
    "transient",
    "when",
    "wrap",
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

/* Greek letters by their names. */
static const struct {
    const char *letter, *name;
} greek[] = {
    { "α", "alpha" },   { "β", "beta" },  { "γ", "gamma" },   { "δ", "delta" },   { "ε", "epsilon" },
    { "ϵ", "epsilon" }, { "ζ", "zeta" },  { "η", "eta" },     { "θ", "theta" },   { "ϑ", "theta" },
    { "ι", "iota" },    { "κ", "kappa" }, { "λ", "lambda" },  { "μ", "mu" },      { "µ", "mu" },
    { "ν", "nu" },      { "ξ", "xi" },    { "ο", "omicron" }, { "π", "pi" },      { "ρ", "rho" },
    { "σ", "sigma" },   { "ς", "sigma" }, { "τ", "tau" },     { "υ", "upsilon" }, { "φ", "phi" },
    { "ϕ", "phi" },     { "χ", "chi" },   { "ψ", "psi" },     { "ω", "omega" },   { "Γ", "Gamma" },
    { "Δ", "Delta" },   { "Θ", "Theta" }, { "Λ", "Lambda" },  { "Ξ", "Xi" },      { "Π", "Pi" },
    { "ε", "eps" },     { "Σ", "Sigma" }, { "Φ", "Phi" },     { "Ψ", "Psi" },     { "Ω", "Omega" },
};

const char *chaosi_greek(const char *text)
{
    for (size_t i = 0; (unsigned char)*text & 0x80 && i < sizeof greek / sizeof greek[0]; i++)
        if (strncmp(greek[i].letter, text, CHAOSI_GREEK_BYTES) == 0)
            return greek[i].name;
    return NULL;
}

const char *chaos_name_letter(const char *name)
{
    for (size_t i = 0; name && i < sizeof greek / sizeof greek[0]; i++)
        if (strcmp(greek[i].name, name) == 0)
            return greek[i].letter;
    return NULL;
}

/* The next byte of a text with its Greek letters spelled out; `within` is the rest of one. */
static char next_byte(const char **text, const char **within)
{
    const char *const letter = **within ? NULL : chaosi_greek(*text);
    if (letter) {
        *text += CHAOSI_GREEK_BYTES;
        *within = letter;
    }
    return **within ? *(*within)++ : **text ? *(*text)++ : '\0';
}

bool chaosi_same_name(const char *name, const char *given)
{
    const char *within_name = "", *within_given = "";
    char a, b;
    do {
        a = next_byte(&name, &within_name);
        b = next_byte(&given, &within_given);
    } while (a == b && a);
    return a == b;
}

/* The bytes of a character of UTF-8 that begins so; 0: none does. */
static int character_bytes(const unsigned char *c)
{
    const int n = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf5 ? 4 : 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    const bool overlong = (*c == 0xe0 && c[1] < 0xa0) || (*c == 0xf0 && c[1] < 0x90);
    const bool beyond = (*c == 0xed && c[1] > 0x9f) || (*c == 0xf4 && c[1] > 0x8f);
    return overlong || beyond ? 0 : n;
}

bool chaosi_is_text(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    for (int n; *c; c += n) {
        n = character_bytes(c);
        if (n == 0 || (*c < ' ' && *c != '\n') || *c == 127)
            return false;
    }
    return true;
}

void chaosi_site_name(char *text, const char *stem, size_t letters, uint32_t site)
{
    uint32_t unit = 1;
    memcpy(text, stem, letters);
    while (site / unit >= 10)
        unit *= 10;
    for (text += letters; unit > 0; unit /= 10)
        *text++ = (char)('0' + site / unit % 10);
    *text = '\0';
}
