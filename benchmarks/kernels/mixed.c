// List walking, small integer matrices, a character state machine and a CRC: what embedded-CPU scores are made of.
#include "kernel.h"
#define NODES 256
#define DIM 12
struct node { struct node *next; int32_t key, value; };
static struct node pool[NODES];
static int32_t ma[DIM][DIM], mb[DIM][DIM], mc[DIM][DIM];
static const char text[] = "5012,+7e3,-0.25,99x,1.5e-7,--3,.5,77,1e,0x1F,T0.3e-1F,-110.700,+0.64400,";

static uint32_t crc(uint32_t value, uint32_t crc) {
    for (int i = 0; i < 32; i++) {
        uint32_t bit = (value ^ crc) & 1;
        crc >>= 1;
        if (bit) crc ^= 0xEDB88320u;
        value >>= 1;
    }
    return crc;
}

static struct node *reverse(struct node *list) {
    struct node *result = 0;
    while (list) {
        struct node *next = list->next;
        list->next = result;
        result = list;
        list = next;
    }
    return result;
}

static NOINLINE int find(struct node *list, int32_t key) {
    int steps = 0;
    while (list && list->key != key) list = list->next, steps++;
    return steps;
}

static NOINLINE uint32_t states(const char *p) {
    uint32_t counts[6] = {0}, state = 0;
    for (; *p; p++) {
        char c = *p;
        int digit = c >= '0' && c <= '9';
        if (c == ',') { counts[state]++; state = 0; continue; }
        switch (state) {
            case 0: state = digit ? 1 : c == '+' || c == '-' ? 2 : c == '.' ? 3 : 5; break;
            case 1: state = digit ? 1 : c == '.' ? 3 : c == 'e' ? 4 : 5; break;
            case 2: state = digit ? 1 : c == '.' ? 3 : 5; break;
            case 3: state = digit ? 3 : c == 'e' ? 4 : 5; break;
            case 4: state = digit || c == '-' || c == '+' ? 4 : 5; break;
            default: break;
        }
    }
    uint32_t r = 0;
    for (int i = 0; i < 6; i++) r = r * 31 + counts[i];
    return r;
}

EXPORT uint64_t run(uint32_t rounds) {
    uint32_t seed = 3, sum = 0;
    for (int i = 0; i < NODES; i++) pool[i] = (struct node){i + 1 < NODES ? &pool[i + 1] : 0, (i * 37) % NODES, i};
    for (int i = 0; i < DIM; i++)
        for (int j = 0; j < DIM; j++) ma[i][j] = (int32_t)(next_random(&seed) % 100), mb[i][j] = (int32_t)(next_random(&seed) % 100);
    struct node *list = pool;
    for (uint32_t r = 0; r < rounds; r++) {
        list = reverse(list);
        sum = crc((uint32_t)find(list, (int32_t)(r % NODES)), sum);
        for (int i = 0; i < DIM; i++)
            for (int j = 0; j < DIM; j++) {
                int32_t s = 0;
                for (int n = 0; n < DIM; n++) s += ma[i][n] * mb[n][j];
                mc[i][j] = s >> 3;
            }
        ma[r % DIM][(r + 1) % DIM] = mc[(r + 5) % DIM][r % DIM] & 0x7f;
        sum = crc((uint32_t)mc[r % DIM][(r * 5) % DIM], sum);
        sum = crc(states(text), sum);
    }
    return sum;
}
