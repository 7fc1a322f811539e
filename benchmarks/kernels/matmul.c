#include "kernel.h"
#define N 96
static double a[N][N], b[N][N], c[N][N];

EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 12345;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (double)(next_random(&seed) % 1000) / 10.0;
            b[i][j] = (double)(next_random(&seed) % 1000) / 10.0;
        }
    uint64_t hash = 1;
    for (uint32_t r = 0; r < rounds; r++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                double sum = 0;
                for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
                c[i][j] = sum;
            }
        a[r % N][(r * 7) % N] += 1.0;
        hash = mix(hash, (uint64_t)(int64_t)c[(r * 5) % N][(r * 3) % N]);
    }
    return hash;
}
