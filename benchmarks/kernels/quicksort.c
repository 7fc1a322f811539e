#include "kernel.h"
#define COUNT 20000
static int32_t values[COUNT];

static void sort(int32_t *v, int low, int high) {
    while (low < high) {
        int32_t pivot = v[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i <= j) {
                int32_t t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (j - low < high - i) { sort(v, low, j); low = i; }
        else { sort(v, i, high); high = j; }
    }
}

EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 5;
    uint64_t hash = 1;
    for (uint32_t r = 0; r < rounds; r++) {
        for (int i = 0; i < COUNT; i++) values[i] = (int32_t)next_random(&seed);
        sort(values, 0, COUNT - 1);
        hash = mix(hash, (uint32_t)values[COUNT / 2]);
    }
    return hash;
}
