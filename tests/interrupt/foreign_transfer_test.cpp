// ReadFile and WriteFile in the program's own code: handlers run while they block, the answer is that of the bare call,
// nothing is torn or lost, and no signal is lost between the last look and the call.
#include "interrupt/foreign_transfer.h"

#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <posix/setjmp.h>

#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;
using namespace psig;

namespace {

struct Pipe {
  HANDLE reader = nullptr, writer = nullptr;
  explicit Pipe(DWORD size = 4096) {
    if (!CreatePipe(&reader, &writer, nullptr, size)) abort();
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe &) = delete;
  Pipe &operator=(const Pipe &) = delete;
  void close_reader() { close(&reader); }
  void close_writer() { close(&writer); }

private:
  static void close(HANDLE *end) {
    if (*end != nullptr) CloseHandle(*end);
    *end = nullptr;
  }
};

// What a call answers, with the last error that it leaves.
struct Answer {
  BOOL good = FALSE;
  DWORD moved = 0, error = 0;
};
constexpr DWORD kBefore = 12345;

Answer read(HANDLE handle, void *buffer, DWORD size) {
  Answer answer;
  SetLastError(kBefore);
  answer.good = ReadFile(handle, buffer, size, &answer.moved, nullptr);
  answer.error = GetLastError();
  return answer;
}

Answer write(HANDLE handle, const void *bytes, DWORD size) {
  Answer answer;
  SetLastError(kBefore);
  answer.good = WriteFile(handle, bytes, size, &answer.moved, nullptr);
  answer.error = GetLastError();
  return answer;
}

bool transfers(DWORD tid) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  const Thread *thread = find_tid(tid);
  return thread != nullptr && thread->io.load() != kIoNone;
}

template <typename Waiter> void signal_in_call(Waiter &waiter, int times = 3) {
  for (int n = 0; n < times; ++n) {
    until([&] { return transfers(waiter.tid); });
    waiter.signal(SIGUSR1);
  }
}

struct ForeignTransfer : EngineTest {
  void SetUp() override {
    EngineTest::SetUp();
    posix_signal_fallback_delay_np(-1); // nothing here is the fallback thread's
  }
};

TEST_F(ForeignTransfer, the_handler_runs_at_once_and_the_read_goes_on) {
  const Pipe pipe;
  char text[8] = {};
  Answer answer;
  BareThread reader([&] { answer = read(pipe.reader, text, sizeof(text)); });
  signal_in_call(reader);
  EXPECT_EQ(WaitForSingleObject(reader.handle(), 0), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(write(pipe.writer, "abc", 3).moved, 3u);
  reader.join();
  EXPECT_TRUE(answer.good);
  EXPECT_EQ(answer.moved, 3u);
  EXPECT_EQ(answer.error, kBefore);
  EXPECT_STREQ(text, "abc");
}

TEST_F(ForeignTransfer, a_write_goes_on_and_tears_nothing) {
  const Pipe pipe;
  std::vector<unsigned> sent(50'000), got(sent.size());
  for (unsigned n = 0; n < sent.size(); ++n) sent[n] = n;
  const auto size = static_cast<DWORD>(sent.size() * sizeof(unsigned));
  Answer answer;
  BareThread writer([&] { answer = write(pipe.writer, sent.data(), size); });
  char *to = reinterpret_cast<char *>(got.data());
  for (DWORD done = 0; done < size;) {
    if (done < size / 2) signal_in_call(writer, 1);
    done += read(pipe.reader, to + done, size - done < 5000 ? size - done : 5000).moved;
  }
  writer.join();
  EXPECT_TRUE(answer.good);
  EXPECT_EQ(answer.moved, size);
  EXPECT_EQ(answer.error, kBefore);
  EXPECT_EQ(got, sent);
}

TEST_F(ForeignTransfer, the_other_end_that_closes_is_told_as_by_the_bare_call) {
  Pipe pipe;
  char byte;
  Answer answer;
  BareThread reader([&] { answer = read(pipe.reader, &byte, 1); });
  signal_in_call(reader);
  pipe.close_writer();
  reader.join();
  EXPECT_FALSE(answer.good);
  EXPECT_EQ(answer.error, DWORD{ERROR_BROKEN_PIPE});

  Pipe other;
  BareThread writer([&] { answer = write(other.writer, std::string(20'000, 'x').data(), 20'000); });
  signal_in_call(writer);
  other.close_reader();
  writer.join();
  EXPECT_FALSE(answer.good);
  EXPECT_TRUE(answer.error == ERROR_NO_DATA || answer.error == ERROR_BROKEN_PIPE) << answer.error;
}

TEST_F(ForeignTransfer, the_programs_own_cancellation_ends_it) {
  const Pipe pipe;
  char byte;
  Answer answer;
  BareThread reader([&] { answer = read(pipe.reader, &byte, 1); });
  signal_in_call(reader);
  until(
      [&] { return CancelSynchronousIo(reader.handle()) || WaitForSingleObject(reader.handle(), 0) == WAIT_OBJECT_0; });
  reader.join();
  EXPECT_FALSE(answer.good);
  EXPECT_EQ(answer.error, DWORD{ERROR_OPERATION_ABORTED});
}

sigjmp_buf g_out;
void jump(int) {
  note(0);
  siglongjmp(g_out, 1);
}

TEST_F(ForeignTransfer, a_handler_may_jump_out) {
  const Pipe pipe;
  handle(SIGUSR1, jump);
  static std::atomic<int> left;
  left = 100;
  Answer answer;
  char byte = 0;
  BareThread reader([&] {
    if (sigsetjmp(g_out, 1) != 0) --left;
    if (left > 0) (void)read(pipe.reader, &byte, 1);
    else answer = read(pipe.reader, &byte, 1);
  });
  for (int n = left; n > 0; --n) {
    signal_in_call(reader, 1);
    until([&] { return left < n; });
  }
  EXPECT_EQ(write(pipe.writer, "a", 1).moved, 1u);
  reader.join();
  EXPECT_TRUE(answer.good);
  EXPECT_EQ(byte, 'a');
}

// The signal comes after the last look, before the call of the system's.
std::atomic<bool> g_send{false};
DWORD g_reader_tid;
decltype(nt::ForeignCalls::read_file) g_real_read;
int __stdcall read_after_a_signal(HANDLE handle, void *buffer, unsigned long size, unsigned long *got, void *none) {
  if (g_send.exchange(false)) BareThread([] { tgkill(getpid(), static_cast<pid_t>(g_reader_tid), SIGUSR1); }).join();
  return g_real_read(handle, buffer, size, got, none);
}
const Pipe *g_answered;
void answers(int) {
  note(0);
  DWORD done;
  WriteFile(g_answered->writer, "a", 1, &done, nullptr);
}

TEST_F(ForeignTransfer, no_signal_is_lost_in_the_window) {
  const Pipe pipe;
  g_answered = &pipe;
  g_reader_tid = GetCurrentThreadId();
  handle(SIGUSR1, answers);
  g_real_read = std::exchange(nt::g_foreign.read_file, read_after_a_signal);
  for (int n = 1; n <= 1000; ++n) {
    char byte = 0;
    g_send = true;
    ASSERT_EQ(read(pipe.reader, &byte, 1).moved, 1u);
    ASSERT_EQ(g_handled, n);
  }
  nt::g_foreign.read_file = g_real_read;
}

// In a vectored handler, which exception dispatch has called: adr/0016.
const Pipe *g_read;
bool g_in_dispatch;
LONG WINAPI reads_in_dispatch(EXCEPTION_POINTERS *exception) {
  if (exception->ExceptionRecord->ExceptionCode != 0xE0001234) return EXCEPTION_CONTINUE_SEARCH;
  char byte;
  (void)read(g_read->reader, &byte, 1);
  g_in_dispatch = g_handled != 0;
  return EXCEPTION_CONTINUE_EXECUTION;
}

TEST_F(ForeignTransfer, no_handler_runs_in_exception_dispatch) {
  const Pipe pipe;
  g_read = &pipe;
  void *vectored = AddVectoredExceptionHandler(1, reads_in_dispatch);
  BareThread reader([] {
    RaiseException(0xE0001234, 0, 0, nullptr);
    until([] { return g_handled == 1; });
  });
  until([&] { return transfers(reader.tid); });
  tgkill(getpid(), static_cast<pid_t>(reader.tid), SIGUSR1);
  until([&] { return !transfers(reader.tid); }); // cancelled, and from here on the bare call
  EXPECT_EQ(write(pipe.writer, "a", 1).moved, 1u);
  reader.join();
  RemoveVectoredExceptionHandler(vectored);
  EXPECT_FALSE(g_in_dispatch);
}

TEST_F(ForeignTransfer, a_message_stays_one) {
  const HANDLE server = CreateNamedPipeA(R"(\\.\pipe\psig-foreign-transfer)", PIPE_ACCESS_INBOUND,
                                         PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 512, 512, 0, nullptr);
  ASSERT_NE(server, INVALID_HANDLE_VALUE);
  const HANDLE client =
      CreateFileA(R"(\\.\pipe\psig-foreign-transfer)", GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  ASSERT_NE(client, INVALID_HANDLE_VALUE);
  const std::string sent(2000, 'm');
  BareThread writer([&] { (void)write(client, sent.data(), 2000); });
  std::string got(4000, ' ');
  const Answer answer = read(server, got.data(), 4000);
  EXPECT_TRUE(answer.good);
  EXPECT_EQ(got.substr(0, answer.moved), sent);
  writer.join();
  CloseHandle(client);
  CloseHandle(server);
}

TEST_F(ForeignTransfer, files_and_requests_of_other_kinds_are_the_bare_call) {
  char text[4] = {};
  const HANDLE nul = CreateFileA("NUL", GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  EXPECT_EQ(write(nul, "abc", 3).moved, 3u);
  EXPECT_EQ(read(nul, text, sizeof(text)).moved, 0u);
  CloseHandle(nul);
  EXPECT_EQ(read(INVALID_HANDLE_VALUE, text, 1).error, DWORD{ERROR_INVALID_HANDLE});
  const Pipe pipe;
  EXPECT_EQ(write(pipe.writer, "", 0).error, kBefore);
  ASSERT_EQ(write(pipe.writer, "abc", 3).moved, 3u);
  OVERLAPPED none = {};
  DWORD got = 0;
  EXPECT_TRUE(ReadFile(pipe.reader, text, 3, &got, &none));
  EXPECT_EQ(got, 3u);
}

} // namespace
