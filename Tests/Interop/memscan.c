// Looks for secrets in the whole memory of processes.
//
//   memscan PATTERNS      PATTERNS: one `name hex` a line, 8 to 4096 bytes each
//
// Each line of standard input is the id of a process; the answer is one line:
//   bytes READ regions COUNT hits HITS [name@address(region) ...]
// Everything that /proc/PID/maps calls readable is read, whatever is mapped there. 0 bytes: the process is gone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 4 << 20, LONGEST = 4096, MOST_PATTERNS = 8192, MOST_REPORTED = 40, PAGE = 4096 };

struct pattern {
  char name[96];
  uint8_t *bytes;
  size_t size;
  int next;  // with the same first two bytes; -1 ends
};

static struct pattern patterns[MOST_PATTERNS];
static int pattern_count;
static int first_with[65536];

static void load(const char *path) {
  memset(first_with, -1, sizeof first_with);
  FILE *file = fopen(path, "r");
  char name[96], *hex = malloc(2 * LONGEST + 1);
  if (!file || !hex) exit(2);
  while (pattern_count < MOST_PATTERNS && fscanf(file, "%95s %8192s", name, hex) == 2) {
    struct pattern *pattern = &patterns[pattern_count];
    pattern->size = strlen(hex) / 2;
    pattern->bytes = malloc(pattern->size);
    for (size_t i = 0; i < pattern->size; i++) sscanf(hex + 2 * i, "%2hhx", &pattern->bytes[i]);
    if (pattern->size < 8) exit(2);  // too short to mean anything
    snprintf(pattern->name, sizeof pattern->name, "%s", name);
    int key = pattern->bytes[0] | pattern->bytes[1] << 8;
    pattern->next = first_with[key];
    first_with[key] = pattern_count++;
  }
  fclose(file);
  free(hex);
}

struct result {
  uint64_t bytes;
  unsigned regions, hits;
  char text[MOST_REPORTED * 192];
};

// Only matches that begin before `own`: what lies behind it belongs to the next chunk too.
static void search(const uint8_t *data, size_t size, size_t own, uint64_t address, const char *region,
                   struct result *result) {
  static const uint8_t nothing[16];
  for (size_t i = 0; i + 8 <= size && i < own; i++) {
    // Most of a process is zeros, and no secret begins with eight of them.
    while (i + 16 <= size && memcmp(data + i, nothing, 16) == 0) i += 8;
    if (i >= own) break;
    for (int k = first_with[data[i] | data[i + 1] << 8]; k >= 0; k = patterns[k].next) {
      if (patterns[k].size > size - i || memcmp(data + i, patterns[k].bytes, patterns[k].size) != 0) continue;
      if (result->hits++ >= MOST_REPORTED) continue;
      size_t used = strlen(result->text);
      snprintf(result->text + used, sizeof result->text - used, " %s@%llx(%.60s)", patterns[k].name,
               (unsigned long long)(address + i), region);
    }
  }
}

static void scan_region(int memory, uint64_t from, uint64_t to, const char *region, uint8_t *buffer,
                        struct result *result) {
  while (from < to) {
    size_t want = to - from < CHUNK ? to - from : CHUNK;
    ssize_t got = pread(memory, buffer, want, from);
    if (got <= 0) {
      from += PAGE;  // a page that is listed and cannot be read: the next one may be
      continue;
    }
    // A piece at the end that the next read begins with again, in case a secret lies across the border.
    int is_last = from + got >= to || (size_t)got <= LONGEST;
    size_t own = is_last ? (size_t)got : (size_t)got - LONGEST;
    search(buffer, got, own, from, region, result);
    result->bytes += own;
    from += own;
  }
}

static void scan(long pid, uint8_t *buffer, struct result *result) {
  char path[64], line[8192];
  snprintf(path, sizeof path, "/proc/%ld/maps", pid);
  FILE *maps = fopen(path, "r");
  snprintf(path, sizeof path, "/proc/%ld/mem", pid);
  int memory = open(path, O_RDONLY | O_CLOEXEC);
  while (maps && memory >= 0 && fgets(line, sizeof line, maps)) {
    unsigned long long from, to;
    char mode[8], name[4096] = "-";
    if (sscanf(line, "%llx-%llx %7s %*s %*s %*s %4095s", &from, &to, mode, name) < 3 || mode[0] != 'r') continue;
    result->regions++;
    scan_region(memory, from, to, name, buffer, result);
  }
  if (maps) fclose(maps);
  if (memory >= 0) close(memory);
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  load(arguments[1]);
  uint8_t *buffer = malloc(CHUNK);
  struct result *result = malloc(sizeof *result);
  long pid;
  while (buffer && result && scanf("%ld", &pid) == 1) {
    memset(result, 0, sizeof *result);
    scan(pid, buffer, result);
    printf("bytes %llu regions %u hits %u%s\n", (unsigned long long)result->bytes, result->regions, result->hits,
           result->text);
    fflush(stdout);
  }
  return 0;
}
