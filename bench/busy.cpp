// Interrupting a busy thread: pthread_kill() against the least that can do the same: suspend, read the context, point
// it at a trampoline that calls the acknowledgement and returns, resume. The target is one and the same thread.
#include "harness.h"

#include <posix/pthread.h>
#include <posix/signal.h>

#include "acks.h"

// What the raw rival enters: keeps every register a call may change.
__asm__(".text\n"
        ".globl bench_trampoline\n"
        "bench_trampoline:\n"
        "  pushfq; cld\n"
        "  push %rax; push %rcx; push %rdx; push %r8; push %r9; push %r10; push %r11; push %rbp\n"
        "  mov %rsp, %rbp\n"
        "  sub $128, %rsp; and $-16, %rsp\n"
        "  movaps %xmm0, 32(%rsp); movaps %xmm1, 48(%rsp); movaps %xmm2, 64(%rsp)\n"
        "  movaps %xmm3, 80(%rsp); movaps %xmm4, 96(%rsp); movaps %xmm5, 112(%rsp)\n"
        "  call bench_acknowledge\n"
        "  movaps 32(%rsp), %xmm0; movaps 48(%rsp), %xmm1; movaps 64(%rsp), %xmm2\n"
        "  movaps 80(%rsp), %xmm3; movaps 96(%rsp), %xmm4; movaps 112(%rsp), %xmm5\n"
        "  mov %rbp, %rsp\n"
        "  pop %rbp; pop %r11; pop %r10; pop %r9; pop %r8; pop %rdx; pop %rcx; pop %rax\n"
        "  popfq\n"
        "  ret\n");
extern "C" void bench_trampoline();
extern "C" __attribute__((used)) void bench_acknowledge() { bench::acknowledge(); }

namespace {

constexpr int kBatch = 3, kRounds = 200;

volatile std::uint64_t g_loops;
HANDLE g_handle;

void handler(int) { bench::acknowledge(); }

void *busy(void *) {
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &g_handle, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  bench::acknowledge();
  for (;;) g_loops = g_loops + 1;
}

// Not timed: until the thread is back in its loop. Right after the acknowledgement it still is on its way out of a
// system call, and what is measured would be how often one has to try.
void settle() {
  for (const std::uint64_t start = g_loops; g_loops - start < 5000;) SwitchToThread();
}

double timed(const std::function<void()> &send) {
  double sum = 0;
  for (int i = 0; i < kBatch; ++i) {
    settle();
    sum += bench::per_operation(1, [&] { bench::round_trip(send); });
  }
  return sum / kBatch;
}

std::uintptr_t g_image_begin, g_image_end;

bool redirect_once() {
  CONTEXT context;
  context.ContextFlags = CONTEXT_CONTROL;
  SuspendThread(g_handle);
  bool done = GetThreadContext(g_handle, &context) != 0 && context.Rip >= g_image_begin && context.Rip < g_image_end;
  if (done) {
    context.Rsp -= 8;
    *reinterpret_cast<std::uintptr_t *>(context.Rsp) = context.Rip;
    context.Rip = reinterpret_cast<std::uintptr_t>(bench_trampoline);
    done = SetThreadContext(g_handle, &context) != 0;
  }
  ResumeThread(g_handle);
  return done;
}

void find_image() {
  g_image_begin = reinterpret_cast<std::uintptr_t>(GetModuleHandleA(nullptr));
  const auto *dos = reinterpret_cast<const IMAGE_DOS_HEADER *>(g_image_begin);
  const auto *headers =
      reinterpret_cast<const IMAGE_NT_HEADERS *>(g_image_begin + static_cast<std::uintptr_t>(dos->e_lfanew));
  g_image_end = g_image_begin + headers->OptionalHeader.SizeOfImage;
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  sigaction(SIGUSR1, &action, nullptr);
  find_image();
  pthread_t thread = 0;
  bench::round_trip([&] { bench::require(pthread_create(&thread, nullptr, busy, nullptr) == 0, "pthread_create"); });

  report.alternate(
      kRounds,
      {{"redirect",
        [] {
          return timed([] {
            while (!redirect_once()) SwitchToThread();
          });
        }},
       {"busy", [=] { return timed([=] { bench::require(pthread_kill(thread, SIGUSR1) == 0, "pthread_kill"); }); }}});
}
