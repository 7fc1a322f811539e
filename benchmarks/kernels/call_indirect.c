#include "kernel.h"
static uint32_t f0(uint32_t x) { return x + 1; }
static uint32_t f1(uint32_t x) { return x * 3; }
static uint32_t f2(uint32_t x) { return x ^ 0x55555555u; }
static uint32_t f3(uint32_t x) { return (x << 5) | (x >> 27); }
static uint32_t (*volatile table[4])(uint32_t) = {f0, f1, f2, f3};
EXPORT uint64_t run(uint32_t rounds) {
    uint32_t x = 1;
    for (uint32_t r = 0; r < rounds; r++)
        for (uint32_t i = 0; i < 10000; i++) x = table[(x ^ i) & 3](x);
    return x;
}
