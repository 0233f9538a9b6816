// Messages go to the standard error handle in one write. [any]
#include "crt_bridge/errors.h"

#include <atomic>
#include <cerrno>

#include <posix/signal.h>

#include "base/text.h"
#include "crt_bridge/abort.h"
#include "crt_bridge/adopt.h"
#include "nt/process/process.h"

namespace psig::crt {
namespace {

constexpr unsigned kWriteMessage = 1, kReportFault = 2; // _WRITE_ABORT_MSG, _CALL_REPORTFAULT
constinit std::atomic<unsigned> g_behavior{kReportFault};
constinit std::atomic<unsigned> g_which{POSIX_SIGNAL_CRT_PURECALL};

using InvalidParameterHandler = void (*)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned, std::uintptr_t);
using SetInvalidParameterHandler = InvalidParameterHandler (*)(InvalidParameterHandler);
using PureCallHandler = void (*)();
InvalidParameterHandler g_former_handlers[nt::kMaxCrts];

// One line, cut off where it is full.
class Line {
public:
  Line &operator<<(const char *text) { return line_.text(text), *this; }
  Line &operator<<(const wchar_t *text) { // as UTF-8; what is not of the basic plane comes as two
    for (; *text != L'\0'; ++text) {
      const unsigned c = static_cast<unsigned short>(*text);
      if (c < 0x80) put(c);
      if (c >= 0x800) put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F));
      else if (c >= 0x80) put(0xC0 | c >> 6);
      if (c >= 0x80) put(0x80 | (c & 0x3F));
    }
    return *this;
  }
  Line &operator<<(unsigned number) { return line_.decimal(number), *this; }
  ~Line() { nt::stderr_write(line_.end_line().data()); }
  Line() = default;
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

private:
  void put(unsigned byte) { line_.put(static_cast<char>(byte)); }
  Text<char, 1024> line_;
};

template <typename Char> void report_assertion(const Char *expression, const Char *file, unsigned line) {
  Line text;
  text << "Assertion failed: ";
  if (expression != nullptr) text << expression;
  if (file != nullptr) text << ", file " << file << ", line " << line;
}

void pure_called() {
  if ((g_which.load() & POSIX_SIGNAL_CRT_PURECALL) == 0) return; // the CRT goes on as it does without a handler
  Line() << "pure virtual function called";
  abort_process();
}

void invalid_parameter(const wchar_t *, const wchar_t *function, const wchar_t *, unsigned, std::uintptr_t) {
  {
    Line text;
    text << "invalid parameter passed to the C run-time";
    if (function != nullptr) text << ": " << function;
  }
  abort_process();
}

SetInvalidParameterHandler setter(const nt::Crt &crt) {
  return reinterpret_cast<SetInvalidParameterHandler>(crt.functions[nt::kCrtSetInvalidParameterHandler]);
}

void watch_parameters(int slot, bool on) {
  const nt::Crt *crt = nt::crt_in(slot);
  if (crt == nullptr || setter(*crt) == nullptr) return;
  const InvalidParameterHandler before = setter(*crt)(invalid_parameter);
  if (before != invalid_parameter) g_former_handlers[slot] = before;
  if (!on) setter (*crt)(before == invalid_parameter ? g_former_handlers[slot] : before);
}

} // namespace

void errors_adopt(const nt::Crt &crt) {
  using SetPureCallHandler = PureCallHandler (*)(PureCallHandler);
  const auto set = reinterpret_cast<SetPureCallHandler>(crt.functions[nt::kCrtSetPurecallHandler]);
  if (set == nullptr) return;
  const PureCallHandler before = set(pure_called);
  if (before != nullptr) set(before); // the program's own comes first
}

void assertion_failed(const char *expression, const char *file, unsigned line) {
  report_assertion(expression, file, line);
  abort_process();
}

void assertion_failed_wide(const wchar_t *expression, const wchar_t *file, unsigned line) {
  report_assertion(expression, file, line);
  abort_process();
}

void pure_call(const nt::Crt &crt) {
  if (crt.functions[nt::kCrtSetPurecallHandler] == nullptr) pure_called();
  reinterpret_cast<void (*)()>(crt.functions[nt::kCrtPurecall])();
}

unsigned set_abort_behavior(unsigned flags, unsigned mask) {
  unsigned before = g_behavior.load();
  while (!g_behavior.compare_exchange_weak(before, (before & ~mask) | (flags & mask))) {}
  return before;
}

bool abort_has_core() { return (g_behavior.load() & kReportFault) != 0; }

void abort_message() {
  if ((g_behavior.load() & kWriteMessage) != 0) Line() << "abort() has been called";
}

} // namespace psig::crt

namespace psig {

Errno crt_errors(unsigned which, unsigned *former) {
  if ((which & ~(POSIX_SIGNAL_CRT_PURECALL | POSIX_SIGNAL_CRT_INVALID_PARAMETER)) != 0) return EINVAL;
  const bool parameters = (which & POSIX_SIGNAL_CRT_INVALID_PARAMETER) != 0;
  bool possible = false;
  for (int slot = 0; slot < nt::kMaxCrts; ++slot) {
    const nt::Crt *crt = nt::crt_in(slot);
    possible = possible || (crt != nullptr && crt->functions[nt::kCrtSetInvalidParameterHandler] != nullptr);
  }
  if (parameters && !possible) return ENOSYS;
  *former = crt::g_which.exchange(which);
  if (parameters != ((*former & POSIX_SIGNAL_CRT_INVALID_PARAMETER) != 0))
    for (int slot = 0; slot < nt::kMaxCrts; ++slot) crt::watch_parameters(slot, parameters);
  return 0;
}

} // namespace psig
