// Sends HTTP requests on many connections and times each answer. One thread, so that it takes little of the machine.
//
//   load PORT CONNECTIONS COUNT FILE [START]
//
// FILE holds whole requests, each behind its length (4 bytes, little-endian). COUNT of them are sent, from number START
// on, and from the first one again where the file ends. The next request on a connection goes out when the answer to the
// one before is whole. Prints one line of JSON: answers, those that were not 200, seconds, latencies in microseconds,
// bytes received, seconds of processor time of this program.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 18 };

struct connection {
  int descriptor;
  const char *out;  // what of the request is still to be written
  size_t left;
  double began;
  char head[4096];  // of the answer, until its end is seen
  size_t have;
  size_t body;  // bytes of the answer's body that are to come
  int reading_body, status;
};

static const char *file;
static const char **requests;
static size_t *sizes, total, number, to_send, answered, refused, received;
static float *latencies;
static int poll_descriptor;

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void read_requests(const char *path) {
  int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) < 0) fail(path);
  file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
  if (file == MAP_FAILED) fail(path);
  size_t room = 0;
  for (off_t at = 0; at + 4 <= status.st_size;) {
    uint32_t size;
    memcpy(&size, file + at, 4);
    if (total == room) {
      room = room ? 2 * room : 1024;
      requests = realloc(requests, room * sizeof *requests);
      sizes = realloc(sizes, room * sizeof *sizes);
    }
    requests[total] = file + at + 4;
    sizes[total++] = size;
    at += 4 + size;
  }
  if (total == 0) fail("no requests");
}

static void watch(struct connection *one, int for_writing) {
  struct epoll_event event = {.events = for_writing ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = one};
  epoll_ctl(poll_descriptor, EPOLL_CTL_MOD, one->descriptor, &event);
}

static void write_some(struct connection *one) {
  while (one->left > 0) {
    ssize_t written = send(one->descriptor, one->out, one->left, MSG_NOSIGNAL);
    if (written < 0 && errno == EAGAIN) return watch(one, 1);
    if (written < 0) fail("write");
    one->out += written;
    one->left -= written;
  }
}

static void begin(struct connection *one) {
  if (to_send == 0) return;
  to_send--;
  one->out = requests[number % total];
  one->left = sizes[number % total];
  number++;
  one->began = now();
  write_some(one);
}

static void done(struct connection *one) {
  latencies[answered++] = (now() - one->began) * 1e6;
  if (one->status != 200) refused++;
  one->have = 0;
  one->reading_body = 0;
  begin(one);
}

// Takes the bytes of an answer; there is one at a time, since one request is under way at a time.
static void take(struct connection *one, const char *bytes, size_t count) {
  received += count;
  while (count > 0) {
    if (one->reading_body) {
      size_t some = count < one->body ? count : one->body;
      one->body -= some;
      bytes += some;
      count -= some;
      if (one->body == 0) done(one);
      continue;
    }
    size_t some = sizeof one->head - 1 - one->have;
    if (some > count) some = count;
    memcpy(one->head + one->have, bytes, some);
    size_t had = one->have;
    one->have += some;
    one->head[one->have] = 0;
    char *end = strstr(one->head, "\r\n\r\n");
    if (end == NULL) {
      if (one->have == sizeof one->head - 1) fail("the head of an answer is too long");
      return;
    }
    size_t used = end + 4 - one->head - had;
    bytes += used;
    count -= used;
    *end = 0;
    one->status = atoi(one->head + 9);
    const char *length = strcasestr(one->head, "\r\ncontent-length:");
    if (length == NULL) fail("an answer without Content-Length");
    one->body = strtoull(length + 17, NULL, 10);
    one->reading_body = 1;
    if (one->body == 0) done(one);
  }
}

static void open_connection(struct connection *one, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  one->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (one->descriptor < 0 || connect(one->descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  int yes = 1;
  setsockopt(one->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(one->descriptor, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
  epoll_ctl(poll_descriptor, EPOLL_CTL_ADD, one->descriptor, &event);
}

static int compare(const void *left, const void *right) {
  float a = *(const float *)left, b = *(const float *)right;
  return (a > b) - (a < b);
}

int main(int count, char **words) {
  if (count < 5) return fprintf(stderr, "load PORT CONNECTIONS COUNT FILE [START]\n"), 64;
  int port = atoi(words[1]), connections = atoi(words[2]);
  to_send = strtoull(words[3], NULL, 10);
  size_t expected = to_send;
  read_requests(words[4]);
  number = count > 5 ? strtoull(words[5], NULL, 10) : 0;
  latencies = calloc(to_send, sizeof *latencies);
  char *room = malloc(ROOM);
  struct connection *all = calloc(connections, sizeof *all);
  if (latencies == NULL || room == NULL || all == NULL) fail("memory");
  poll_descriptor = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < connections; i++) open_connection(&all[i], port);
  double start = now();
  for (int i = 0; i < connections; i++) begin(&all[i]);
  struct epoll_event events[256];
  while (answered < expected) {
    int ready = epoll_wait(poll_descriptor, events, 256, 30000);
    if (ready <= 0) fail("no answer for 30 seconds");
    for (int i = 0; i < ready; i++) {
      struct connection *one = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) {
        watch(one, 0);
        write_some(one);
      }
      if ((events[i].events & ~EPOLLOUT) == 0) continue;
      ssize_t have = recv(one->descriptor, room, ROOM, 0);
      if (have < 0 && errno == EAGAIN) continue;
      if (have <= 0) fail("a connection was closed");
      take(one, room, have);
    }
  }
  double seconds = now() - start;
  qsort(latencies, answered, sizeof *latencies, compare);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("{\"answers\": %zu, \"refused\": %zu, \"seconds\": %.6f, \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, "
         "\"p999\": %.1f, \"max\": %.1f, \"bytes\": %zu, \"cpu\": %.6f}\n",
         answered, refused, seconds, latencies[answered / 2], latencies[answered * 9 / 10],
         latencies[answered * 99 / 100], latencies[answered * 999 / 1000], latencies[answered - 1], received, cpu);
  return 0;
}
