// A program as people write them for wasi-libc: arguments, environment, files, lines of input, clocks, random numbers, printf.
// Its output is the same in every run, so that runtimes can be compared.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef ADAPTED
// The adapter to WASI 0.2 keeps its state in pages that it grows the memory by, unless the module exports this; and malloc of
// wasi-libc before 2023 takes all pages that are there at its first call for its own.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    (void) old_size;
    return old ? realloc(old, size) : aligned_alloc(alignment < sizeof(void *) ? sizeof(void *) : alignment, size);
}
#endif

#define COUNT(array) (sizeof (array) / sizeof *(array))

static char folder[512];

static const char *at(const char *name) {
    static char paths[4][1024];
    static unsigned next;
    char *path = paths[next++ % COUNT(paths)];
    snprintf(path, sizeof *paths, "%s/%s", folder, name);
    return path;
}

static void outcome(const char *what, bool succeeded) {
    printf("%s: %s\n", what, succeeded ? "ok" : strerror(errno));
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *) left, *(char *const *) right);
}

static void arguments_and_environment(int count, char **arguments) {
    printf("arguments: %d\n", count - 2);
    for (int i = 2; i < count; i++) printf("  [%s]\n", arguments[i]);
    const char *greeting = getenv("GREETING");
    printf("GREETING: %s\n", greeting ? greeting : "(none)");
    printf("UNSET: %s\n", getenv("SLUICE_NEVER_SET") ? "set" : "(none)");
}

static void input(void) {
    char *words[256];
    size_t count = 0, lines = 0, bytes = 0;
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        lines++;
        bytes += strlen(line);
        for (char *word = strtok(line, " \t\n"); word && count < COUNT(words); word = strtok(NULL, " \t\n"))
            words[count++] = strdup(word);
    }
    qsort(words, count, sizeof *words, by_text);
    printf("input: %zu lines, %zu bytes, %zu words\n", lines, bytes, count);
    for (size_t i = 0; i < count; i++) {
        printf("  %s\n", words[i]);
        free(words[i]);
    }
}

static void list(const char *title) {
    char *names[64];
    size_t count = 0;
    DIR *directory = opendir(folder);
    if (!directory) {
        outcome(title, false);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(directory)) && count < COUNT(names)) {
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
            names[count] = malloc(strlen(entry->d_name) + 3);
            sprintf(names[count++], "%s%s", entry->d_name, entry->d_type == DT_DIR ? "/" : entry->d_type == DT_LNK ? "@" : "");
        }
    }
    closedir(directory);
    qsort(names, count, sizeof *names, by_text);
    printf("%s:", title);
    for (size_t i = 0; i < count; i++) {
        printf(" %s", names[i]);
        free(names[i]);
    }
    printf("\n");
}

static void files(void) {
    FILE *file = fopen(at("stock.csv"), "w");
    outcome("create stock.csv", file != NULL);
    if (!file) return;
    for (int i = 0; i < 500; i++) fprintf(file, "item-%03d,%d,%.2f\n", i, i * 7 % 101, i * 1.25);
    outcome("close", fclose(file) == 0);

    double value = 0;
    int rows = 0, amount, id;
    double price;
    file = fopen(at("stock.csv"), "r");
    while (file && fscanf(file, "item-%d,%d,%lf\n", &id, &amount, &price) == 3) {
        value += amount * price;
        rows++;
    }
    if (file) fclose(file);
    printf("rows: %d, value: %.2f\n", rows, value);

    file = fopen(at("stock.csv"), "a");
    outcome("append", file && fputs("total\n", file) >= 0 && fclose(file) == 0);

    struct stat status;
    outcome("stat", stat(at("stock.csv"), &status) == 0);
    printf("size: %lld, file: %d, directory: %d, links: %d\n", (long long) status.st_size, S_ISREG(status.st_mode), S_ISDIR(status.st_mode), (int) status.st_nlink);
    printf("modified lately: %d\n", llabs((long long) time(NULL) - status.st_mtim.tv_sec) < 600);

    int descriptor = open(at("stock.csv"), O_RDWR);
    char bytes[16] = {0};
    outcome("open again", descriptor >= 0);
    printf("pread: %d [%.8s]\n", (int) pread(descriptor, bytes, 8, 0), bytes);
    printf("pwrite: %d\n", (int) pwrite(descriptor, "ITEM", 4, 0));
    printf("seek: %lld %lld\n", (long long) lseek(descriptor, -6, SEEK_END), (long long) lseek(descriptor, 0, SEEK_CUR));
    memset(bytes, 0, sizeof bytes);
    printf("read: %d [%.5s]\n", (int) read(descriptor, bytes, sizeof bytes), bytes);
    outcome("truncate", ftruncate(descriptor, 100) == 0);
    outcome("sync", fsync(descriptor) == 0);
    printf("size: %d %lld\n", fstat(descriptor, &status), (long long) status.st_size);
    struct timespec times[2] = {{1000000000, 0}, {1234567890, 0}};
    outcome("set times", futimens(descriptor, times) == 0);
    printf("modified: %d %lld\n", fstat(descriptor, &status), (long long) status.st_mtim.tv_sec);
    outcome("close", close(descriptor) == 0);

    outcome("mkdir", mkdir(at("archive"), 0777) == 0);
    outcome("mkdir again", mkdir(at("archive"), 0777) == 0);
    outcome("rename", rename(at("stock.csv"), at("archive/stock.csv")) == 0);
    outcome("stat what was renamed", stat(at("stock.csv"), &status) == 0);
    outcome("symlink", symlink("archive/stock.csv", at("latest")) == 0);
    char target[64] = {0};
    printf("readlink: %d [%s]\n", (int) readlink(at("latest"), target, sizeof target - 1), target);
    outcome("lstat", lstat(at("latest"), &status) == 0);
    printf("link: %d\n", S_ISLNK(status.st_mode));
    outcome("stat through the link", stat(at("latest"), &status) == 0);
    printf("size: %lld\n", (long long) status.st_size);
    list("listing");
    outcome("rmdir of a full directory", rmdir(at("archive")) == 0);
    outcome("unlink of what is not there", unlink(at("nothing")) == 0);
    outcome("open of what is not there", open(at("nothing"), O_RDONLY) >= 0);
    outcome("exclusive create of what is there", open(at("archive/stock.csv"), O_CREAT | O_EXCL | O_WRONLY, 0666) >= 0);
    outcome("open of a directory for writing", open(at("archive"), O_WRONLY) >= 0);
    printf("out of the sandbox: %s\n", open(at("../../../../../../../../etc/hostname"), O_RDONLY) >= 0 ? "opened" : "refused");
    outcome("unlink the link", unlink(at("latest")) == 0);
    outcome("unlink", unlink(at("archive/stock.csv")) == 0);
    outcome("rmdir", rmdir(at("archive")) == 0);
    outcome("write to a closed file", write(descriptor, "x", 1) == 1);

    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "a-file-with-a-long-name-%02d", i);
        int created = open(at(name), O_CREAT | O_WRONLY, 0666);
        if (created < 0 || close(created)) outcome(name, false);
    }
    list("many");
    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "a-file-with-a-long-name-%02d", i);
        if (unlink(at(name))) outcome(name, false);
    }
    list("none");
}

static void clocks(void) {
    struct timespec before, after, pause = {0, 20 * 1000 * 1000}, resolution;
    clock_gettime(CLOCK_MONOTONIC, &before);
    outcome("sleep", nanosleep(&pause, NULL) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long elapsed = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
    printf("slept long enough: %d\n", elapsed >= 20 * 1000 * 1000);
    printf("resolution: %d %d\n", clock_getres(CLOCK_REALTIME, &resolution), resolution.tv_sec == 0 && resolution.tv_nsec > 0);
    printf("after 2020: %d\n", time(NULL) > 1577836800);
    time_t moment = 1234567890;
    char text[64];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j %a", gmtime(&moment));
    printf("moment: %s\n", text);
}

static void random_numbers(void) {
    unsigned char first[32] = {0}, second[32] = {0};
    outcome("entropy", getentropy(first, sizeof first) == 0 && getentropy(second, sizeof second) == 0);
    printf("differ: %d\n", memcmp(first, second, sizeof first) != 0);
    srand(42);
    int same = rand();
    srand(42);
    printf("rand repeats: %d\n", same == rand());
}

static void numbers(void) {
    const double values[] = {0, -0.0, 1, 0.1, 1.0 / 3, 1e300 * 10, 5e-324, 123456789.987654321, 2.5, -1e-7, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < COUNT(values); i++)
        printf("  %g|%.17g|%e|%f|%a|%8.3f|%-12.4g|\n", values[i], values[i], values[i], values[i], values[i], values[i], values[i]);
    printf("math: %.15g %.15g %.15g %.15g\n", sqrt(2), sin(1), pow(2, 0.5), log(10));
    printf("parsed: %.17g %.17g %lld %" PRIx64 "\n", strtod("0x1.8p3", NULL), strtod("1e-310", NULL), strtoll("-9223372036854775808", NULL, 10), (uint64_t) strtoull("18446744073709551615", NULL, 10));
    printf("text: [%5s] [%-5s] [%.2s] [%05d] [%+d] [%x] [%#o] [%c]\n", "ab", "ab", "abcdef", 42, 42, 48879, 8, 'z');
}

static void memory(void) {
    size_t size = 24u << 20;
    unsigned *block = malloc(size);
    outcome("allocate 24 MB", block != NULL);
    unsigned sum = 0, state = 1;
    for (size_t i = 0; block && i < size / sizeof *block; i++) block[i] = state = state * 1664525u + 1013904223u;
    for (size_t i = 0; block && i < size / sizeof *block; i++) sum ^= block[i];
    free(block);
    printf("sum: %08x\n", sum);
    void *volatile all = malloc(0xF0000000u);
    printf("too much: %s\n", all ? "allocated" : "refused");
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: inventory FOLDER [ARGUMENTS…]\n");
        return 2;
    }
    snprintf(folder, sizeof folder, "%s", arguments[1]);
    if (count > 2 && !strcmp(arguments[2], "fail")) {
        printf("about to fail\n");
        exit(3);
    }
    arguments_and_environment(count, arguments);
    input();
    files();
    clocks();
    random_numbers();
    numbers();
    memory();
    fprintf(stderr, "done\n");
    return 0;
}
