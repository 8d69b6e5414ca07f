// Inserts packets bare into SQLite: what `/send` of a relay that stores them there cannot be faster than.
//
//   insert DATABASE COUNT FILE [START [BATCH [PAGES]]]
//
// DATABASE has a relay's schema and is in WAL mode; this sets synchronous to FULL, as a relay does, and the length of the
// log to PAGES (1000, which is SQLite's own). FILE is that of `load`: the rows are the bodies of its requests. They are
// parsed and their digests are there before the clock starts. Prints one line of JSON: rows, seconds, processor seconds.
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

struct row {
  const char *body;
  int size;
  unsigned char hash[32];
};

static sqlite3 *database;

static void fail(const char *what) {
  fprintf(stderr, "insert: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
  exit(1);
}

static void run(const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql);
}

static double seconds_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static struct row *read_rows(const char *path, size_t start, size_t count) {
  int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) < 0) fail(path);
  char *file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
  struct row *rows = calloc(count, sizeof *rows);
  size_t number = 0, found = 0;
  for (off_t at = 0; at + 4 <= status.st_size && found < count; number++) {
    uint32_t size;
    memcpy(&size, file + at, 4);
    char *request = file + at + 4;
    at += 4 + size;
    if (number < start) continue;
    char *body = memmem(request, size, "\r\n\r\n", 4);
    if (body == NULL) fail("a request without a body");
    body += 4;
    struct row *row = &rows[found++];
    row->body = body;
    row->size = request + size - body;
    char *hash = memmem(body, row->size, "\"hash\":\"", 8);
    if (hash == NULL) fail("a packet without a hash");
    for (int i = 0; i < 32; i++) {
      unsigned byte;
      sscanf(hash + 8 + 2 * i, "%2x", &byte);
      row->hash[i] = byte;
    }
  }
  if (found < count) fail("the file has not so many packets");
  return rows;
}

int main(int words, char **word) {
  if (words < 4) return fprintf(stderr, "insert DATABASE COUNT FILE [START [BATCH [PAGES]]]\n"), 64;
  size_t count = strtoull(word[2], NULL, 10), batch = words > 5 ? strtoull(word[5], NULL, 10) : 100;
  struct row *rows = read_rows(word[3], words > 4 ? strtoull(word[4], NULL, 10) : 0, count);
  if (sqlite3_open(word[1], &database) != SQLITE_OK) fail(word[1]);
  run("PRAGMA synchronous = FULL");
  char pages[64];
  snprintf(pages, sizeof pages, "PRAGMA wal_autocheckpoint = %d", words > 6 ? atoi(word[6]) : 1000);
  run(pages);
  sqlite3_stmt *last, *insert;
  if (sqlite3_prepare_v2(database, "SELECT coalesce(max(number), 0) FROM packet", -1, &last, NULL) != SQLITE_OK ||
      sqlite3_step(last) != SQLITE_ROW)
    fail("no table of packets");
  sqlite3_int64 number = sqlite3_column_int64(last, 0);
  sqlite3_finalize(last);
  if (sqlite3_prepare_v2(database,
                         "INSERT INTO packet (number, hash, recipient, signature, firstSeen, source, body) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?)",
                         -1, &insert, NULL) != SQLITE_OK)
    fail("insert");
  double start = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (size_t i = 0; i < count; i++) {
    if (i % batch == 0) run("BEGIN IMMEDIATE");
    sqlite3_bind_int64(insert, 1, ++number);
    for (int column = 2; column <= 4; column++) sqlite3_bind_blob(insert, column, rows[i].hash, 32, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, 1795000000);
    sqlite3_bind_blob(insert, 6, "\0\x7f\0\0", 4, SQLITE_STATIC);
    sqlite3_bind_blob(insert, 7, rows[i].body, rows[i].size, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) fail("insert");
    sqlite3_reset(insert);
    if (i % batch == batch - 1 || i == count - 1) run("COMMIT");
  }
  double seconds = seconds_of(CLOCK_MONOTONIC) - start;
  cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("{\"rows\": %zu, \"seconds\": %.6f, \"cpu\": %.6f}\n", count, seconds, cpu);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return 0;
}
