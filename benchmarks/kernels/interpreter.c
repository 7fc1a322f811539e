// A register machine's dispatch loop: one br_table per step.
#include "kernel.h"
enum { ADD, SUB, MUL, XOR, SHL, MOV, LOAD, STORE, DEC, JNZ, HALT };
static uint8_t code[] = {
    ADD, 0, 1, MUL, 2, 0, XOR, 0, 2, LOAD, 3, 0, SUB, 1, 3, SHL, 4, 2, STORE, 0, 1, MOV, 5, 4, ADD, 2, 5,
    DEC, 7, 0, JNZ, 7, 0, HALT, 0, 0};
static uint32_t cells[256];

static NOINLINE uint32_t execute(uint32_t loops) {
    uint32_t r[8] = {1, 2, 3, 4, 5, 6, 0, loops};
    uint32_t pc = 0;
    for (;;) {
        uint8_t op = code[pc], a = code[pc + 1] & 7, b = code[pc + 2] & 7;
        pc += 3;
        switch (op) {
            case ADD: r[a] += r[b]; break;
            case SUB: r[a] -= r[b]; break;
            case MUL: r[a] *= r[b] | 1; break;
            case XOR: r[a] ^= r[b]; break;
            case SHL: r[a] = (r[b] << 3) | (r[b] >> 29); break;
            case MOV: r[a] = r[b]; break;
            case LOAD: r[a] = cells[r[b] & 255]; break;
            case STORE: cells[r[a] & 255] = r[b]; break;
            case DEC: r[a]--; break;
            case JNZ: if (r[a]) pc = 0; break;
            default: return r[0] ^ r[1] ^ r[2];
        }
    }
}

EXPORT uint64_t run(uint32_t rounds) {
    uint64_t hash = 1;
    for (int i = 0; i < 256; i++) cells[i] = 0;
    for (uint32_t r = 0; r < rounds; r++) hash = mix(hash, execute(2000));
    return hash;
}
