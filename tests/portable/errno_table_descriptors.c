/* Descriptors, waiting for them, locks of files; semaphores. */
#include "errno_table.h"

#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/uio.h>

enum { READER, WRITER, A_FILE, CLOSED, MINUS, FAR_AWAY, MOST_OF_ALL, LEAST_OF_ALL, DESCRIPTORS };
static const char *const fd_names[DESCRIPTORS] = {"reader", "writer", "file",    "closed",
                                                  "-1",     "9999",   "INT_MAX", "INT_MIN"};
static int fds[DESCRIPTORS];
static char path[40];

static void open_all(void) {
  int ends[2];
  if (pipe2(ends, 0) != 0) exit(2);
  snprintf(path, sizeof(path), "errno_table.%d", (int)getpid());
  fds[READER] = ends[0], fds[WRITER] = ends[1];
  fds[A_FILE] = open(path, O_RDWR | O_CREAT, 0600);
  fds[CLOSED] = dup(ends[0]);
  close(fds[CLOSED]);
  fds[MINUS] = -1, fds[FAR_AWAY] = 1 << 30, fds[MOST_OF_ALL] = INT_MAX, fds[LEAST_OF_ALL] = INT_MIN;
}

#define FDS(n) for (unsigned n = 0; n < DESCRIPTORS; ++n)
#define BAD_FDS(n) for (unsigned n = CLOSED; n < DESCRIPTORS; ++n)

/* The pipe always has something to read. */
static void transfers(void) {
  static const unsigned counts[] = {0, 1, 100};
  if (write(fds[WRITER], &good, 500) != 500) exit(2);
  FDS(f) EACH(c, counts) ANY(p) {
    ARGS("%s, %s, %u", fd_names[f], pointers[p].name, counts[c]);
    CALL("write", WITH_ERRNO, write(fds[f], pointer(p, counts[c]), counts[c]));
  }
  FDS(f) EACH(c, counts) ANY(p) {
    if (f == A_FILE) continue; /* where it stands depends on what was written */
    ARGS("%s, %s, %u", fd_names[f], pointers[p].name, counts[c]);
    CALL("read", WITH_ERRNO, read(fds[f], pointer(p, counts[c]), counts[c]) >= 0 ? 0 : -1);
  }
  static const struct number pieces[] = {{"0", 0},       {"1", 1},   {"1024", 1024},
                                         {"1025", 1025}, {"-1", -1}, {"INT_MAX", INT_MAX}};
  struct iovec vectors[1024];
  char byte = 0;
  memset(vectors, 0, sizeof(vectors));
  vectors[0].iov_base = &byte, vectors[0].iov_len = 1;
  FDS(f) EACH(c, pieces) {
    ARGS("%s, %s", fd_names[f], pieces[c].name);
    CALL("writev", WITH_ERRNO, writev(fds[f], vectors, pieces[c].value));
    if (f != A_FILE) CALL("readv", WITH_ERRNO, readv(fds[f], vectors, pieces[c].value));
  }
  BAD(p) {
    ARGS("%s, 2", pointers[p].name);
    CALL("writev", WITH_ERRNO, writev(fds[WRITER], pointer(p, 2 * sizeof(struct iovec)), 2));
    CALL("readv", WITH_ERRNO, readv(fds[READER], pointer(p, 2 * sizeof(struct iovec)), 2));
    vectors[0].iov_base = pointer(p, 2), vectors[0].iov_len = 2;
    CALL("writev to", WITH_ERRNO, writev(fds[WRITER], vectors, 1));
    CALL("readv to", WITH_ERRNO, readv(fds[READER], vectors, 1));
  }
  vectors[0].iov_base = &byte, vectors[0].iov_len = (size_t)-1;
  ARGS("too long");
  CALL("writev", WITH_ERRNO, writev(fds[WRITER], vectors, 1));
  CALL("readv", WITH_ERRNO, readv(fds[READER], vectors, 1));
}

static void copies(void) {
  static const struct number flags[] = {{"0", 0}, {"CLOEXEC", O_CLOEXEC}, {"2", 2}, {"-1", -1}};
  BAD_FDS(f) {
    ARGS("%s", fd_names[f]);
    CALL("dup", WITH_ERRNO, dup(fds[f]));
    CALL("close", WITH_ERRNO, close(fds[f]));
    FDS(to) {
      ARGS("%s, %s", fd_names[f], fd_names[to]);
      CALL("dup2", WITH_ERRNO, dup2(fds[f], fds[to]));
      EACH(n, flags) {
        ARGS("%s, %s, %s", fd_names[f], fd_names[to], flags[n].name);
        CALL("dup3", WITH_ERRNO, dup3(fds[f], fds[to], flags[n].value));
      }
    }
  }
  for (unsigned f = MINUS; f < DESCRIPTORS; ++f) {
    ARGS("reader, %s", fd_names[f]);
    CALL("dup2", WITH_ERRNO, dup2(fds[READER], fds[f]));
    CALL("dup3", WITH_ERRNO, dup3(fds[READER], fds[f], 0));
    ARGS("-1, %s", fd_names[f]);
    CALL("dup3 to itself", WITH_ERRNO, dup3(fds[f], fds[f], 0));
  }
  ARGS("reader, reader");
  CALL("dup2", WITH_ERRNO, dup2(fds[READER], fds[READER]) == fds[READER] ? 0 : -1);
  CALL("dup3", WITH_ERRNO, dup3(fds[READER], fds[READER], 0));
  BAD(p) {
    ARGS("%s, 0", pointers[p].name);
    CALL("pipe", WITH_ERRNO, pipe(pointer(p, 2 * sizeof(int))));
    CALL("pipe2", WITH_ERRNO, pipe2(pointer(p, 2 * sizeof(int)), 0));
  }
  EACH(n, flags) {
    int ends[2] = {-1, -1};
    ARGS("ok, %s", flags[n].name);
    CALL("pipe2", WITH_ERRNO, pipe2(ends, flags[n].value));
    if (ends[0] >= 0) close(ends[0]), close(ends[1]);
  }
}

static void controls(void) {
  static const struct number commands[] = {
      {"GETFD", F_GETFD}, {"SETFD", F_SETFD}, {"SETFL", F_SETFL}, {"9999", 9999}, {"-1", -1}};
  FDS(f) {
    EACH(c, commands) {
      ARGS("%s, %s, 0", fd_names[f], commands[c].name);
      CALL("fcntl", WITH_ERRNO, fcntl(fds[f], commands[c].value, 0));
    }
    static const struct number from[] = {{"-1", -1}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};
    EACH(n, from) {
      ARGS("%s, DUPFD, %s", fd_names[f], from[n].name);
      CALL("fcntl", WITH_ERRNO, fcntl(fds[f], F_DUPFD, from[n].value));
    }
    static const struct number locks[] = {
        {"SH", LOCK_SH}, {"EX", LOCK_EX | LOCK_NB}, {"UN", LOCK_UN}, {"0", 0}, {"SH|EX", LOCK_SH | LOCK_EX}};
    EACH(n, locks) {
      if (f == READER || f == WRITER) continue; /* no file */
      ARGS("%s, %s", fd_names[f], locks[n].name);
      CALL("flock", WITH_ERRNO, flock(fds[f], locks[n].value));
    }
  }
}

static const char *events_name(int events) {
  static char names[40];
  snprintf(names, sizeof(names), "%s%s%s%s%s", events & POLLIN ? " IN" : "", events & POLLOUT ? " OUT" : "",
           events & POLLERR ? " ERR" : "", events & POLLHUP ? " HUP" : "", events & POLLNVAL ? " NVAL" : "");
  return names;
}

static void readiness(void) {
  struct timespec now = {0, 0};
  struct timeval at_once = {0, 0};
  FDS(f) {
    static const struct number events[] = {{"0", 0}, {"IN", POLLIN}, {"OUT", POLLOUT}};
    EACH(e, events) {
      struct pollfd one = {.fd = fds[f], .events = (short)events[e].value, .revents = -1};
      ARGS("%s, %s", fd_names[f], events[e].name);
      CALL("poll", WITH_ERRNO, poll(&one, 1, 0));
      CALL("... revents", TEXT, events_name(one.revents));
    }
  }
  BAD(p) {
    ARGS("%s", pointers[p].name);
    CALL("poll", WITH_ERRNO, poll(pointer(p, 2 * sizeof(struct pollfd)), 2, 0));
    CALL("ppoll", WITH_ERRNO, ppoll(NULL, 0, pointer(p, sizeof(struct timespec)), NULL));
    if (p != HALF) /* Linux reads no more of a set than it is told of */
      CALL("select set", WITH_ERRNO, select(8, pointer(p, sizeof(fd_set)), NULL, NULL, &at_once));
    CALL("select time", WITH_ERRNO, select(0, NULL, NULL, NULL, pointer(p, sizeof(struct timeval))));
    CALL("pselect time", WITH_ERRNO, pselect(0, NULL, NULL, NULL, pointer(p, sizeof(struct timespec)), NULL));
    if (p != HALF) CALL("ppoll mask", WITH_ERRNO, ppoll(NULL, 0, &now, pointer(p, sizeof(sigset_t))));
    if (p != HALF) CALL("pselect mask", WITH_ERRNO, pselect(0, NULL, NULL, NULL, &now, pointer(p, sizeof(sigset_t))));
  }
  static const struct timespec bad_times[] = {{0, -1}, {0, 1000000000}, {-1, 0}};
  EACH(t, bad_times) {
    const struct timeval value_of[] = {{0, -1}, {0, 1000000}, {-1, 0}};
    struct timeval value = value_of[t];
    ARGS("bad time %u", t);
    CALL("ppoll", WITH_ERRNO, ppoll(NULL, 0, &bad_times[t], NULL));
    CALL("pselect", WITH_ERRNO, pselect(0, NULL, NULL, NULL, &bad_times[t], NULL));
    if (t != 1) CALL("select", WITH_ERRNO, select(0, NULL, NULL, NULL, &value)); /* Linux takes whole seconds there */
  }
  fd_set set;
  FD_ZERO(&set);
  ARGS("-1 of them");
  CALL("select", WITH_ERRNO, select(-1, &set, NULL, NULL, &at_once));
  CALL("pselect", WITH_ERRNO, pselect(-1, &set, NULL, NULL, &now, NULL));
}

void of_descriptors(void) {
  open_all();
  transfers();
  copies();
  controls();
  readiness();
  for (int n = READER; n < CLOSED; ++n) close(fds[n]);
  unlink(path);
}

void of_semaphores(void) {
  static const struct {
    const char *name;
    unsigned value;
  } values[] = {{"0", 0}, {"1", 1}, {"INT_MAX", INT_MAX}, {"INT_MAX+1", 1u + INT_MAX}, {"UINT_MAX", UINT_MAX}};
  sem_t sem;
  EACH(v, values) {
    ARGS("%s", values[v].name);
    CALL("sem_init", WITH_ERRNO, sem_init(&sem, 0, values[v].value));
    if (errno != 0) continue;
    int value = -1;
    CALL("sem_getvalue", WITH_ERRNO, sem_getvalue(&sem, &value));
    CALL("... value", WITH_ERRNO, value);
    CALL("sem_trywait", WITH_ERRNO, sem_trywait(&sem));
    CALL("sem_post", WITH_ERRNO, sem_post(&sem));
    CALL("sem_post again", WITH_ERRNO, sem_post(&sem));
    CALL("sem_destroy", WITH_ERRNO, sem_destroy(&sem));
  }
  static const struct timespec whens[] = {{0, 0}, {0, -1}, {0, 1000000000}, {-1, 0}, {-1, -1}};
  for (unsigned value = 0; value < 2; ++value) EACH(w, whens) {
      sem_init(&sem, 0, value);
      ARGS("%u, time %u", value, w);
      CALL("sem_timedwait", WITH_ERRNO, sem_timedwait(&sem, &whens[w]));
      sem_destroy(&sem);
    }
  static const char *const names[] = {"", "/", "/a/b", "//", "/errno_table.none", "errno_table.none"};
  EACH(n, names) {
    ARGS("%s", names[n]);
    CALL("sem_open", HANDLER, sem_open(names[n], 0) == SEM_FAILED ? (void *)-1 : NULL);
    CALL("sem_unlink", WITH_ERRNO, sem_unlink(names[n]));
  }
}
