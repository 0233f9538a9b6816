// Asks one question at a time, as the system asks about one event at a time. A signal that already waits for its
// question merges with another of its number. The dispatcher begins each question, because a thread that meets a
// default action may be in any context.
// Lock: the engine's.
#include "console/ask.h"

#include "nt/console/console.h"
#include "nt/console/console_handlers.h"
#include "nt/process/target_calls.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "signal/engine.h"
#include "signal/identity.h"

namespace psig {
namespace {

struct Question {
  Record record;
  unsigned event = 0;
};
constinit Question g_waiting[kSigMax + 1]{};
SigSet g_wait = 0;                        // whose
constinit Record g_asked{};               // written before its thread runs
std::atomic<unsigned long> g_tid{0};      // of the thread that asks
std::atomic<unsigned long> g_declined{0}; // of the thread that carries out what nobody has taken
nt::Handle g_thread;                      // the dispatcher's

// What a process sends to itself is to happen before the call returns (XSH raise, kill), and to die of a signal is what
// one raises it for; the kernel's and the console's own have been asked about. Of many sent at once some come without
// their siginfo, and name no sender.
bool from_another(const Record &record) {
  return record.code <= 0 && record.pid != g_identity.pid && !has(kUnblockable, record.signo);
}

// Not all that comes up on that thread: a handler there may bring in other signals.
bool have_declined(const Record &record) {
  return g_declined.load() == nt::current_tid() && record.signo == g_asked.signo;
}

bool next(Question *out) {
  const LockGuard guard(g_engine.lock);
  if (g_wait == 0 || g_engine.process.stopped) return false;
  const int signo = lowest(g_wait);
  *out = g_waiting[signo];
  g_wait &= ~bit(signo);
  return true;
}

void nobody_to_ask() {
  g_declined.store(nt::current_tid());
  (void)post(nullptr, g_asked, false);
  g_declined.store(0);
}

} // namespace

// With Ctrl-C switched off the system would ask nobody, and not end the process.
bool console_asks(const Record &record, const EventRule *rule) {
  if (rule == nullptr || !from_another(record) || have_declined(record)) return false;
  if (rule->event == kCtrlC && nt::console_ctrl_c_off()) return true;
  if (!nt::console_handlers_known()) return false;
  const LockGuard guard(g_engine.lock);
  if (!has(g_wait, record.signo)) g_waiting[record.signo] = {record, rule->event};
  g_wait |= bit(record.signo);
  return true;
}

void console_ask_next() {
  Question question;
  while (g_thread == nullptr && next(&question)) {
    g_asked = question.record;
    g_thread = nt::console_event_here(question.event, &g_tid);
    if (g_thread == nullptr) nobody_to_ask();
  }
}

void *console_asking() { return g_thread; }

void console_answered() {
  g_tid.store(0);
  g_declined.store(0);
  nt::handle_close(g_thread);
  g_thread = nullptr;
}

bool console_asked_here(Record *record) {
  if (g_tid.load() != nt::current_tid()) return false;
  g_declined.store(nt::current_tid());
  *record = g_asked;
  return true;
}

} // namespace psig
