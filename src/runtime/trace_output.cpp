// The trace's own thread: takes entries out of the ring, makes lines of them, and writes some of them at a time, each
// whole. Nobody waits for it but the end of the process (trace_flush), so that it may block in WriteFile for as long as
// the reader of a pipe likes: meanwhile the ring runs over, which a line tells.
#include "runtime/trace_output.h"

#include "mailbox/own.h"
#include "mailbox/trace_section.h"
#include "nt/process/process.h"
#include "nt/system/clock.h"
#include "nt/system/file.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/trace_text.h"

namespace psig {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kSoon = 10'000'000;
constexpr unsigned kPath = 1024;

constinit bool g_wanted = false, g_to_stderr = false; // by the environment
wchar_t g_path[kPath];
nt::Handle g_file, g_event;

void write_out(const TextWriter<char> &text) {
  (void)nt::file_write(g_to_stderr ? nt::stderr_handle() : g_file, text.data(), text.length());
}

class Writer {
public:
  explicit Writer(const TraceRing &ring) : ring_(ring), reader_(ring) {}

  [[noreturn]] void run() {
    begin();
    for (;;) {
      if (batch()) continue;
      if (busy_) (void)nt::wait_any(&g_event, 1, nt::now_ns() + kSoon); // nobody rings when it is whole
      else if (trace_writer_rests(reader_)) (void)nt::wait_any(&g_event, 1, nt::kForever);
      trace_writer_works();
    }
  }

private:
  void begin() {
    char program[kTraceLine / 2];
    trace_head(nt::real_ns(), own_process_facts().pid, &text_);
    text_.text("- - the trace begins: ").text(nt::own_program(program, sizeof program)).end_line();
  }

  // What is there, as far as it fits. False: that was nothing.
  bool batch() {
    const bool any = fill();
    if (text_.length() != 0) write_out(text_);
    text_.clear();
    trace_written(reader_.position());
    return any;
  }

  bool fill() {
    bool any = false;
    while (text_.length() + 2 * kTraceLine < kRoom) {
      TraceEntry entry;
      const TraceReader::Got got = reader_.read(&entry);
      busy_ = got == TraceReader::Got::kBusy;
      if (got == TraceReader::Got::kBusy && patience_.is_over(reader_.position(), nt::now_ns())) {
        reader_.give_up_busy();
        continue;
      }
      const std::uint32_t pid = own_process_facts().pid;
      if (const std::uint64_t lost = reader_.take_lost(); lost != 0) trace_lost_line(lost, nt::real_ns(), pid, &text_);
      if (got != TraceReader::Got::kEntry) return any;
      trace_line(entry, ring_.clock.load(), pid, &text_);
      any = true;
    }
    return any;
  }

  static constexpr unsigned kRoom = 8192;
  const TraceRing &ring_;
  TraceReader reader_;
  bool busy_ = false; // the next entry is being filled
  TracePatience patience_;
  Text<char, kRoom> text_;
};

void writer_main(void *) {
  if (library_thread_started() == nullptr) return;
  alignas(Writer) static constinit unsigned char place[sizeof(Writer)] = {};
  (new (place) Writer(*tracing()))->run();
}

void no_trace(const char *why) {
  trace_begin(nullptr);
  g_wanted = false;
  nt::stderr_write(why);
}

bool is_stderr(const wchar_t *text) {
  const char *wanted = "stderr";
  while (*text != 0 && *text == static_cast<wchar_t>(*wanted)) ++text, ++wanted;
  return *text == 0 && *wanted == '\0';
}

} // namespace

void trace_output_begin() {
  constexpr const wchar_t *kName = L"POSIX_SIGNALS_TRACE";
  if (!nt::own_variable(kName, g_path, kPath)) {
    if (nt::own_variable_there(kName)) nt::stderr_write("posix-signals: POSIX_SIGNALS_TRACE is too long: no trace\n");
    return;
  }
  if (g_path[0] == 0) return;
  TraceRing *ring = trace_ring_own();
  if (ring == nullptr) return no_trace("posix-signals: no memory for POSIX_SIGNALS_TRACE: no trace\n");
  g_wanted = true;
  g_to_stderr = is_stderr(g_path);
  trace_begin(ring);
}

void trace_output_start() {
  if (!g_wanted) return;
  const nt::OpenMode append = {.read = false,
                               .write = true,
                               .append = true,
                               .create = true,
                               .exclusive = false,
                               .truncate = false,
                               .read_only = false};
  if (!g_to_stderr && nt::file_open(g_path, append, &g_file) != 0)
    return no_trace("posix-signals: the file of POSIX_SIGNALS_TRACE cannot be opened: no trace\n");
  g_event = nt::auto_event_create();
  if (g_event == nullptr || !library_thread_begin(writer_main, nullptr))
    return no_trace("posix-signals: no thread for POSIX_SIGNALS_TRACE: no trace\n");
  trace_writer_is(g_event);
}

std::uint64_t trace_followers() {
  constexpr std::uint64_t kLease = 5 * kSecond;
  static constinit std::uint32_t seen = 0;
  static constinit std::uint64_t until = 0; // 0: nobody follows
  const Mailbox *box = mailbox_own();
  if (box == nullptr || g_wanted) return nt::kForever;
  const std::uint32_t now_there = box->trace.load();
  if (now_there == seen && until == 0) return nt::kForever;
  const std::uint64_t now = nt::now_ns();
  if (now_there != seen) {
    seen = now_there;
    until = now + kLease;
    if (tracing() == nullptr)
      if (TraceRing *ring = trace_ring_own(); ring != nullptr) trace_begin(ring);
  } else if (now >= until) {
    until = 0;
    trace_begin(nullptr);
    return nt::kForever;
  }
  return until;
}

} // namespace psig
