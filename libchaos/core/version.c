/* What this library was built from. */
#include "config.h"

#include "chaos.h"

#define TEXT(x) #x
#define VALUE(x) TEXT(x)

const char *chaos_version(void)
{
    return VALUE(CHAOS_VERSION_MAJOR) "." VALUE(CHAOS_VERSION_MINOR) "." VALUE(CHAOS_VERSION_PATCH)
           " (SLEEF " SLEEF_VERSION
#ifdef HAVE_GSL
           ", GSL " GSL_VERSION
#endif
           ")";
}
