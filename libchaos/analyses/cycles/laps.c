#include "analyses/cycles/search.h"
int chaosi_search_laps(chaosi_search *s, uint64_t n, double **found, size_t *nfound, bool *complete)
{
    (void)s;
    (void)n;
    *found = 0;
    *nfound = 0;
    *complete = false;
    return 0;
}
