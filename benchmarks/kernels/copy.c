// memory.copy and memory.fill in sizes from small structures to pages.
#include "kernel.h"
static uint8_t a[1 << 16], b[1 << 16];
EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 21;
    for (size_t i = 0; i < sizeof a; i++) a[i] = (uint8_t)next_random(&seed), b[i] = 0;
    uint64_t hash = 1;
    for (uint32_t r = 0; r < rounds; r++) {
        for (uint32_t size = 16; size <= sizeof a / 2; size *= 2) {
            uint32_t from = next_random(&seed) % (uint32_t)(sizeof a - size), to = next_random(&seed) % (uint32_t)(sizeof b - size);
            __builtin_memcpy(b + to, a + from, size);
            __builtin_memset(a + (from ^ 1) % (sizeof a / 2), (int)r, size / 16);
        }
        hash = mix(hash, b[next_random(&seed) % sizeof b]);
    }
    return hash;
}
