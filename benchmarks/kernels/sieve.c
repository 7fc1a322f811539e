#include "kernel.h"
#define LIMIT 200000
static uint8_t composite[LIMIT];

EXPORT uint64_t run(uint32_t rounds) {
    uint64_t count = 0;
    for (uint32_t r = 0; r < rounds; r++) {
        for (uint32_t i = 0; i < LIMIT; i++) composite[i] = 0;
        for (uint32_t i = 2; i * i < LIMIT; i++)
            if (!composite[i])
                for (uint32_t j = i * i; j < LIMIT; j += i) composite[j] = 1;
        for (uint32_t i = 2; i < LIMIT; i++) count += !composite[i];
    }
    return count;
}
