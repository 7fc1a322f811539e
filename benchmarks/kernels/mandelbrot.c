#include "kernel.h"
EXPORT uint64_t run(uint32_t rounds) {
    uint64_t hash = 1;
    for (uint32_t r = 0; r < rounds; r++)
        for (int py = 0; py < 64; py++)
            for (int px = 0; px < 64; px++) {
                double cx = -2.0 + px * (3.0 / 64) + r * 1e-4, cy = -1.5 + py * (3.0 / 64), zx = 0, zy = 0;
                int n = 0;
                while (n < 100 && zx * zx + zy * zy < 4.0) {
                    double t = zx * zx - zy * zy + cx;
                    zy = 2 * zx * zy + cy;
                    zx = t;
                    n++;
                }
                hash = mix(hash, (uint64_t)n);
            }
    return hash;
}
