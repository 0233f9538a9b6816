// A handler that needs more of its alternate stack than there is ends the process by SIGSEGV, as on Linux, where the
// kernel enters no handler whose frame does not fit.
#include "children.h"
#include "pages.h"

#include <pthread.h>
#include <setjmp.h>

using namespace portable;

namespace {

constexpr std::size_t kHalf = 64 * 1024;
alignas(4096) char g_area[2 * kHalf]; // the stack is the upper half: below it is memory that may be written to
volatile char *volatile g_nowhere = reinterpret_cast<volatile char *>(64);
char *volatile g_lowest;
volatile long g_again;
sigjmp_buf g_out;

void faults_again(int) {
  char here;
  if (&here < g_lowest) g_lowest = &here;
  if (g_again > 0) {
    g_again = g_again - 1;
    *g_nowhere = 1;
  }
  siglongjmp(g_out, 1);
}

// How far down the handlers of so many faults in one another go.
long depth_of(long faults) {
  g_lowest = g_area + sizeof g_area;
  g_again = faults - 1;
  if (sigsetjmp(g_out, 1) == 0) *g_nowhere = 1;
  return static_cast<long>(g_area + sizeof g_area - g_lowest);
}

ROLE(faults_downwards) {
  stack_t stack = {};
  stack.ss_sp = g_area + kHalf, stack.ss_size = kHalf;
  if (sigaltstack(&stack, nullptr) != 0) return 1;
  handle(SIGSEGV, faults_again, SA_ONSTACK | SA_NODEFER);
  const long one = depth_of(1), step = depth_of(2) - one;
  if (step <= 0 || one <= 0) return 2; // the stack is entered anew
  depth_of(static_cast<long>(kHalf) / step + 2);
  return 3;
}

int calls_itself(volatile char *above) {
  volatile char here[4096];
  here[0] = above != nullptr ? above[0] : '\0';
  return g_again < 0 ? 0 : calls_itself(here) + here[1];
}
void overflows(int) { calls_itself(nullptr); }

// On an alternate stack that is so many bytes smaller, above memory that cannot be written to: the first fault there
// comes with more or less of the stack left.
int overflow_with(std::size_t less) {
  constexpr std::size_t kBelow = 4 * kPageSize;
  Pages area((kHalf + kBelow) / kPageSize, Access::kWrite);
  area.set(0, kBelow, Access::kRead);
  stack_t stack = {};
  stack.ss_sp = const_cast<char *>(&area.at(kBelow)), stack.ss_size = kHalf - less;
  if (sigaltstack(&stack, nullptr) != 0) return 1;
  handle(SIGSEGV, overflows, SA_ONSTACK);
  *g_nowhere = 1;
  return 2;
}

std::size_t g_less;
void *overflows_there(void *) {
  overflow_with(g_less);
  return nullptr;
}

ROLE(overflows_it) { return overflow_with(static_cast<std::size_t>(atol(argv[0]))); }
ROLE(a_thread_overflows_it) {
  g_less = static_cast<std::size_t>(atol(argv[0]));
  pthread_t thread;
  if (pthread_create(&thread, nullptr, overflows_there, nullptr) != 0) return 1;
  pthread_join(thread, nullptr);
  return 3;
}

} // namespace

TEST(altstack_end, an_overflow_by_the_handler_s_own_calls_ends_the_process) {
  for (const char *less : {"0", "592", "1184", "1776", "2368", "2960", "3552"}) {
    EXPECT_EQ(status_of(start("overflows_it", {less})), -SIGSEGV) << less;
    EXPECT_EQ(status_of(start("a_thread_overflows_it", {less})), -SIGSEGV) << less;
  }
}

TEST(altstack_end, is_not_left_downwards) { EXPECT_EQ(status_of(start("faults_downwards")), -SIGSEGV); }
