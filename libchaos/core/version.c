/* What this library was built from.
 *
 * SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/version.h"

#include "chaos.h"

#include <sleef.h>

#define TEXT(x) #x
#define VALUE(x) TEXT(x)

const char *chaos_version(void)
{
    return VALUE(CHAOS_VERSION_MAJOR) "." VALUE(CHAOS_VERSION_MINOR) "." VALUE(
        CHAOS_VERSION_PATCH) " (SLEEF " SLEEF_VERSION
#ifdef HAVE_GSL
                             ", GSL " GSL_VERSION
#endif
                             ")";
}

const void *chaosi_sleef_address(void)
{
    __typeof__(Sleef_sin_u10) *const address = Sleef_sin_u10;
    return *(const void *const *)(const void *)&address;
}
