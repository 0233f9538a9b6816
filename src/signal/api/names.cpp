// strsignal, sigabbrev_np, sigdescr_np, sig2str, str2sig, sys_siglist (XSH strsignal, sig2str; glibc 2.32). No engine,
// no allocation. [any]
#include <atomic>
#include <cstring>
#include <initializer_list>

#include <posix/string.h>

#include "base/signal_table.h"
#include "base/text.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr int kRtCount = SIGRTMAX - SIGRTMIN;

// "<digits>" up to `most`; -1 if it is anything else. No leading blanks, signs or zeros.
int number(const char *text, int most) {
  int value = 0;
  if (text[0] == '0') return -1;
  for (; *text != '\0'; ++text) {
    if (*text < '0' || *text > '9') return -1;
    value = value * 10 + (*text - '0');
    if (value > most) return -1;
  }
  return value != 0 ? value : -1;
}

int by_name(const char *text) {
  for (int signo = 1; signo <= kSigMax; ++signo)
    if (is_signo(signo) && std::strcmp(signal_entry(signo).abbrev, text) == 0) return signo;
  struct Alias {
    const char *name;
    int signo;
  };
  for (const Alias &alias : {Alias{"IOT", SIGIOT}, {"CLD", SIGCLD}, {"IO", SIGIO}})
    if (std::strcmp(alias.name, text) == 0) return alias.signo;
  return -1;
}

// RTMIN+n and RTMAX-n, n from 1 to the width of the range: every signal has names by both ends.
int by_distance(const char *text) {
  const bool from_min = std::strncmp(text, "RTMIN+", 6) == 0;
  if (!from_min && std::strncmp(text, "RTMAX-", 6) != 0) return -1;
  const int distance = number(text + 6, kRtCount);
  if (distance < 0) return -1;
  return from_min ? SIGRTMIN + distance : SIGRTMAX - distance;
}

bool described(int sig) { return is_signo(sig) && !is_realtime(sig); }

} // namespace

extern "C" {

const char *sigabbrev_np(int sig) { return described(sig) ? signal_entry(sig).abbrev : nullptr; }
const char *sigdescr_np(int sig) { return described(sig) ? signal_entry(sig).description : nullptr; }

// Numbers that are no signal get a text in one of several buffers in turn: others may ask meanwhile.
char *strsignal(int sig) {
  if (is_signo(sig)) return const_cast<char *>(signal_entry(sig).description);
  static Text<char, 32> texts[16];
  static std::atomic<unsigned> next{0};
  Text<char, 32> &text = texts[next.fetch_add(1, std::memory_order_relaxed) % 16];
  text.clear();
  text.text("Unknown signal ").signed_decimal(sig);
  return text.data();
}

int sig2str(int sig, char *str) {
  if (!is_signo(sig) || api::bad(str)) return -1;
  const char *const name = signal_entry(sig).abbrev;
  std::memcpy(str, name, std::strlen(name) + 1);
  return 0;
}

int str2sig(const char *str, int *sig) {
  if (api::bad(str) || api::bad(sig)) return -1;
  int signo = by_name(str);
  if (signo < 0) signo = by_distance(str);
  if (signo < 0) signo = number(str, kSigMax);
  if (!is_signo(signo)) return -1;
  *sig = signo;
  return 0;
}

constinit const char *const sys_siglist[NSIG] = {
    nullptr,
    "Hangup",
    "Interrupt",
    "Quit",
    "Illegal instruction",
    "Trace/breakpoint trap",
    "Aborted",
    "Bus error",
    "Floating point exception",
    "Killed",
    "User defined signal 1",
    "Segmentation fault",
    "User defined signal 2",
    "Broken pipe",
    "Alarm clock",
    "Terminated",
    "Stack fault",
    "Child exited",
    "Continued",
    "Stopped (signal)",
    "Stopped",
    "Stopped (tty input)",
    "Stopped (tty output)",
    "Urgent I/O condition",
    "CPU time limit exceeded",
    "File size limit exceeded",
    "Virtual timer expired",
    "Profiling timer expired",
    "Window changed",
    "I/O possible",
    "Power failure",
    "Bad system call",
    "Console break",
};

} // extern "C"
