/* What this library was built from. */
#include "config.h"

#include "chaos.h"

#include <sleef.h>
#ifdef HAVE_GSL
#include <gsl/gsl_version.h>
#endif

#define TEXT(x) #x
#define VALUE(x) TEXT(x)
#define VERSION_OF(name) VALUE(name##_MAJOR) "." VALUE(name##_MINOR) "."

const char *chaos_version(void)
{
    return VERSION_OF(CHAOS_VERSION) VALUE(CHAOS_VERSION_PATCH) " (SLEEF " VERSION_OF(SLEEF_VERSION) VALUE(SLEEF_VERSION_PATCHLEVEL)
#ifdef HAVE_GSL
           ", GSL " GSL_VERSION
#endif
           ")";
}
