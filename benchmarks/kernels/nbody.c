#include "kernel.h"
#define BODIES 5
static double x[BODIES][3], v[BODIES][3], mass[BODIES];

static double root(double d) { return __builtin_sqrt(d); }

EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 17;
    for (int i = 0; i < BODIES; i++) {
        mass[i] = i == 0 ? 40.0 : 0.01 * (i + 1);
        for (int d = 0; d < 3; d++) {
            x[i][d] = i == 0 ? 0 : (double)(next_random(&seed) % 2000) / 100.0 - 10.0;
            v[i][d] = i == 0 ? 0 : (double)(next_random(&seed) % 200) / 100.0 - 1.0;
        }
    }
    for (uint32_t r = 0; r < rounds; r++) {
        for (int i = 0; i < BODIES; i++)
            for (int j = i + 1; j < BODIES; j++) {
                double dx = x[i][0] - x[j][0], dy = x[i][1] - x[j][1], dz = x[i][2] - x[j][2];
                double d2 = dx * dx + dy * dy + dz * dz + 0.01;
                double mag = 0.001 / (d2 * root(d2));
                v[i][0] -= dx * mass[j] * mag; v[i][1] -= dy * mass[j] * mag; v[i][2] -= dz * mass[j] * mag;
                v[j][0] += dx * mass[i] * mag; v[j][1] += dy * mass[i] * mag; v[j][2] += dz * mass[i] * mag;
            }
        for (int i = 0; i < BODIES; i++)
            for (int d = 0; d < 3; d++) x[i][d] += 0.001 * v[i][d];
    }
    uint64_t hash = 1;
    for (int i = 0; i < BODIES; i++)
        for (int d = 0; d < 3; d++) { union { double d; uint64_t u; } bits = {x[i][d]}; hash = mix(hash, bits.u); }
    return hash;
}
