#include "kernel.h"
#define SIZE 65536
static uint8_t data[SIZE];
static const uint64_t p1 = 0x9E3779B185EBCA87ULL, p2 = 0xC2B2AE3D27D4EB4FULL;

static uint64_t rotl(uint64_t x, int n) { return (x << n) | (x >> (64 - n)); }
static uint64_t step(uint64_t acc, uint64_t in) { return rotl(acc + in * p2, 31) * p1; }

EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 7;
    for (int i = 0; i < SIZE; i++) data[i] = (uint8_t)next_random(&seed);
    uint64_t hash = 0;
    for (uint32_t r = 0; r < rounds; r++) {
        uint64_t v1 = hash + p1 + p2, v2 = hash + p2, v3 = hash, v4 = hash - p1;
        const uint64_t *p = (const uint64_t *)data;
        for (int i = 0; i < SIZE / 32; i++, p += 4) {
            v1 = step(v1, p[0]);
            v2 = step(v2, p[1]);
            v3 = step(v3, p[2]);
            v4 = step(v4, p[3]);
        }
        hash = rotl(v1, 1) + rotl(v2, 7) + rotl(v3, 12) + rotl(v4, 18);
        hash ^= hash >> 33;
        hash *= p2;
        hash ^= hash >> 29;
    }
    return hash;
}
