// Every kernel exports one function: uint64_t run(uint32_t rounds), whose result is a checksum of all the work, so that
// two engines can be compared and nothing can be optimised away; it does not depend on what ran before. No libc: the few helpers that are needed stand here.
#ifndef KERNEL_H
#define KERNEL_H
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef int int32_t;
typedef long long int64_t;
typedef __SIZE_TYPE__ size_t;
#define EXPORT __attribute__((export_name("run")))
#define NOINLINE __attribute__((noinline))

static inline uint32_t next_random(uint32_t *state) {
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *state = x;
}

static inline uint64_t mix(uint64_t hash, uint64_t value) {
    hash ^= value;
    hash *= 0x100000001b3ULL;
    return hash ^ (hash >> 29);
}
#endif
