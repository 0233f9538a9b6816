// Writes without heap, locks or the CRT, straight to the standard error handle, a line at a time. [dispatch]
#include "fault/crash_message.h"

#include <atomic>

#include "base/signal_table.h"
#include "base/text.h"
#include "nt/arch/registers.h"
#include "nt/module/modules.h"
#include "nt/process/process.h"
#include "nt/system/file.h"
#include "nt/thread/teb.h"
#include "nt/thread/unwind.h"

namespace psig {
namespace {

constexpr int kMostFrames = 32;

#ifdef __OPTIMIZE__
std::atomic<bool> g_on{false};
#else
std::atomic<bool> g_on{true};
#endif
std::atomic<bool> g_spoken{false}; // also guards what is below
char g_line[160];
mcontext_t g_walk;

class Line {
public:
  Line &text(const char *more) { return text_.text(more), *this; }
  Line &hex(std::uint64_t value) { return text_.text("0x").hex(value), *this; }
  Line &decimal(std::uint64_t value) { return text_.decimal(value), *this; }
  Line &place(std::uintptr_t address) {
    nt::Module module;
    const char *name = nt::module_name(address);
    if (name == nullptr || !nt::module_find(address, &module)) return hex(address);
    return text(name).text("+").hex(address - module.base);
  }
  void write() {
    nt::stderr_write(text_.end_line().data());
    text_.clear();
  }

private:
  TextWriter<char> text_{g_line};
};

bool plausible(const mcontext_t &context) {
  const nt::StackLimits stack = nt::stack_limits(nt::teb());
  return nt::sp_of(context) >= stack.limit && nt::sp_of(context) + 8 <= stack.base && (nt::sp_of(context) & 7) == 0;
}

void backtrace(Line &line, const mcontext_t *context) {
  g_walk = *context;
  for (int n = 0; n < kMostFrames; ++n) {
    line.text("  #").decimal(static_cast<unsigned>(n)).text(" ").place(nt::ip_of(g_walk)).write();
    nt::Module module;
    if (!plausible(g_walk) || !nt::module_find(nt::ip_of(g_walk), &module)) return;
    if (!nt::unwind_step(module, &g_walk)) return;
  }
}

} // namespace

void crash_message_start() { g_on.store(nt::own_switch(L"POSIX_SIGNALS_CRASH_MESSAGE", g_on.load())); }

int crash_message_switch(int on) { return g_on.exchange(on != 0) ? 1 : 0; }

void crash_message(const FaultRow &row, const Record &record, const mcontext_t *context) {
  if (!g_on.load() || g_spoken.exchange(true)) return;
  Line line;
  line.text("posix-signals: SIG").text(signal_entry(row.signo).abbrev).text(", si_code ");
  line.decimal(static_cast<unsigned>(record.code)).text(", si_addr ").hex(record.extra[0]);
  line.text(": ").text(row.name).text(" ").hex(row.status);
  line.text(", thread ").decimal(nt::current_tid()).write();
  backtrace(line, context);
}

} // namespace psig
