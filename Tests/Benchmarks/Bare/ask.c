// Sends one HTTP request to a Unix socket again and again: a client that takes next to nothing of the machine.
//
//   ask SOCKET FILE COUNT CLIENTS
//
// FILE holds the whole request. Each client has a connection and a thread of its own, and takes the next of the COUNT
// requests when the answer to its last one is whole, as the threads of `measure bare` take their work. Prints one line of
// JSON: the seconds from when all are connected until the last answer is there.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 18, MOST = 16 };

static char request[ROOM];
static size_t size;
static atomic_int left;

static void fail(const char *what) {
  fprintf(stderr, "ask: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int connected(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (strlen(path) >= sizeof address.sun_path) errno = ENAMETOOLONG, fail(path);
  strcpy(address.sun_path, path);
  if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail(path);
  return descriptor;
}

// Bytes of a whole answer of which `text` is the beginning; 0 while its head is not whole.
static size_t whole(const char *text) {
  const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "\r\ncontent-length:");
  if (!end) return 0;
  if (strncmp(text, "HTTP/1.1 200 ", 13) != 0 || !length || length > end) {
    fprintf(stderr, "ask: the answer is %.400s\n", text);
    exit(1);
  }
  return end + 4 - text + strtoul(length + 17, NULL, 10);
}

static void *ask(void *argument) {
  int descriptor = *(int *)argument;
  char *text = malloc(ROOM);
  while (atomic_fetch_sub(&left, 1) > 0) {
    for (size_t sent = 0; sent < size;) {
      ssize_t count = write(descriptor, request + sent, size - sent);
      if (count < 0) fail("writing");
      sent += count;
    }
    size_t have = 0, wanted = 0;
    while (wanted == 0 || have < wanted) {
      ssize_t count = read(descriptor, text + have, ROOM - 1 - have);
      if (count == 0) errno = EPIPE;
      if (count <= 0) fail("reading");
      text[have += count] = 0;
      if (wanted == 0) wanted = whole(text);
    }
  }
  free(text);
  return NULL;
}

int main(int count, char **words) {
  if (count != 5) {
    fprintf(stderr, "ask SOCKET FILE COUNT CLIENTS\n");
    return 64;
  }
  int file = open(words[2], O_RDONLY), clients = atoi(words[4]), descriptors[MOST];
  ssize_t bytes = file < 0 ? -1 : read(file, request, ROOM);
  if (bytes <= 0) fail(words[2]);
  size = bytes;
  atomic_store(&left, atoi(words[3]));
  if (clients < 1 || clients > MOST) return 64;
  for (int i = 0; i < clients; i++) descriptors[i] = connected(words[1]);
  pthread_t threads[MOST];
  double start = now();
  for (int i = 0; i < clients; i++)
    if (pthread_create(&threads[i], NULL, ask, &descriptors[i]) != 0) fail("a thread");
  for (int i = 0; i < clients; i++) pthread_join(threads[i], NULL);
  printf("{\"seconds\": %.6f}\n", now() - start);
  return 0;
}
