#include "record.h"

#include "turns.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef O_BINARY
#define O_BINARY 0
#endif

static char g_text[1 << 18];
static size_t g_length;
static int g_file = -1, g_at_once;

void record_to(const char *path) {
  g_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_BINARY, 0600);
  if (g_file < 0) perror(path), exit(2);
}

void record_at_once(int yes) { g_at_once = yes; }

void record_flush(void) {
  for (size_t done = 0; done < g_length;) {
    const long long n = write(g_file, g_text + done, g_length - done);
    if (n < 0 && errno != EINTR) perror("fuzz: the record"), exit(2);
    if (n > 0) done += (size_t)n;
  }
  g_length = 0;
}

void record(const char *format, ...) {
  va_list arguments;
  if (turns_on()) g_length += (size_t)snprintf(g_text + g_length, sizeof g_text - g_length, "%d ", turns_me());
  const size_t room = sizeof g_text - g_length - 1;
  va_start(arguments, format);
  const int length = vsnprintf(g_text + g_length, room, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= room) return; /* the judge will miss it */
  g_length += (size_t)length;
  g_text[g_length++] = '\n';
  if (g_at_once) record_flush();
}

void record_error(const char *name, int error) {
  static const struct {
    int number;
    const char *name;
  } kErrors[] = {{EINVAL, "EINVAL"}, {EINTR, "EINTR"}, {EAGAIN, "EAGAIN"}, {EPERM, "EPERM"},
                 {ENOMEM, "ENOMEM"}, {ESRCH, "ESRCH"}, {EPIPE, "EPIPE"},   {0, "0"}};
  for (size_t i = 0; i < sizeof kErrors / sizeof *kErrors; ++i)
    if (kErrors[i].number == error) return record("%s=%s", name, kErrors[i].name);
  record("%s=error %d", name, error);
}

void record_call(const char *name, int result) {
  if (result >= 0) record("%s=%d", name, result);
  else record_error(name, errno);
}

const char *code_name(int code) {
  switch (code) {
  case SI_USER: return "USER";
  case SI_QUEUE: return "QUEUE";
  case SI_TKILL: return "TKILL";
  case SI_TIMER: return "TIMER";
  case SI_KERNEL: return "KERNEL";
  }
  return "other";
}

set_bits bits_of(const sigset_t *set) {
  set_bits bits;
  memcpy(&bits, set, sizeof bits); /* glibc's first word has the same order */
  return bits & ~((set_bits)3 << 31);
}

void set_from(set_bits bits, sigset_t *set) {
  sigemptyset(set);
  memcpy(set, &bits, sizeof bits);
}
