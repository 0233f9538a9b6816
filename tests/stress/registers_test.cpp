// A checksum loop over x87, SSE, AVX and MXCSR, interrupted by handlers that clobber all of it: the same bits as
// without.
#include "stress/stress.h"

#include <cfenv>
#include <cmath>

#include <cpuid.h>
#include <immintrin.h>

#include <gtest/gtest.h>

namespace {

constexpr unsigned kTowardsZero = 0x7F80; // MXCSR: round towards zero, all exceptions masked

bool have_avx2() { return __builtin_cpu_supports("avx2") != 0; }

struct Sum {
  double lanes[4];
  std::int64_t whole[4];
  long double extended;
  double plain;
  unsigned mxcsr;
  bool operator==(const Sum &other) const {
    return __builtin_memcmp(lanes, other.lanes, sizeof lanes) == 0 &&
           __builtin_memcmp(whole, other.whole, sizeof whole) == 0 && extended == other.extended &&
           plain == other.plain && mxcsr == other.mxcsr;
  }
};

constexpr int kTurns = 40'000;

// Everything lives in registers across the loop.
__attribute__((target("avx2"), noinline)) Sum checksum_avx2() {
  const unsigned former = _mm_getcsr();
  _mm_setcsr(kTowardsZero);
  __m256d a = _mm256_set_pd(1.1, 2.2, 3.3, 4.4), b = _mm256_set1_pd(1.0000001), c = _mm256_setzero_pd();
  __m256i n = _mm256_set_epi64x(3, 5, 7, 11), m = _mm256_set1_epi64x(0x9E3779B97F4A7C15);
  long double x = 1.0L / 3;
  double y = 0.7;
  for (int i = 0; i < kTurns; ++i) {
    c = _mm256_add_pd(c, _mm256_div_pd(a, b));
    b = _mm256_mul_pd(b, _mm256_set1_pd(1.0000001));
    n = _mm256_add_epi64(_mm256_xor_si256(n, _mm256_slli_epi64(n, 13)), m);
    m = _mm256_xor_si256(m, _mm256_srli_epi64(n, 7));
    x = x * 1.0000001L + 1.0L / (i + 3);
    y = y * 0.999 + 1.0 / (i + 1);
  }
  Sum sum{};
  _mm256_storeu_pd(sum.lanes, c);
  _mm256_storeu_si256(reinterpret_cast<__m256i *>(sum.whole), _mm256_add_epi64(n, m));
  sum.extended = x;
  sum.plain = y;
  sum.mxcsr = _mm_getcsr() & ~0x3Fu; // without the sticky flags
  _mm_setcsr(former);
  return sum;
}

__attribute__((noinline)) Sum checksum_sse2() {
  const unsigned former = _mm_getcsr();
  _mm_setcsr(kTowardsZero);
  __m128d a = _mm_set_pd(1.1, 2.2), b = _mm_set1_pd(1.0000001), c = _mm_setzero_pd();
  long double x = 1.0L / 3;
  for (int i = 0; i < kTurns; ++i) {
    c = _mm_add_pd(c, _mm_div_pd(a, b));
    b = _mm_mul_pd(b, _mm_set1_pd(1.0000001));
    x = x * 1.0000001L + 1.0L / (i + 3);
  }
  Sum sum{};
  _mm_storeu_pd(sum.lanes, c);
  sum.extended = x;
  sum.mxcsr = _mm_getcsr() & ~0x3Fu;
  _mm_setcsr(former);
  return sum;
}

#define PSIG_SIXTEEN(fill)                                                                                             \
  fill(0);                                                                                                             \
  fill(1);                                                                                                             \
  fill(2);                                                                                                             \
  fill(3);                                                                                                             \
  fill(4);                                                                                                             \
  fill(5);                                                                                                             \
  fill(6);                                                                                                             \
  fill(7);                                                                                                             \
  fill(8);                                                                                                             \
  fill(9);                                                                                                             \
  fill(10);                                                                                                            \
  fill(11);                                                                                                            \
  fill(12);                                                                                                            \
  fill(13);                                                                                                            \
  fill(14);                                                                                                            \
  fill(15)
#define PSIG_YMM(n) __asm__ volatile("vpcmpeqd %%ymm" #n ", %%ymm" #n ", %%ymm" #n ::: "xmm" #n)
#define PSIG_XMM(n) __asm__ volatile("pcmpeqd %%xmm" #n ", %%xmm" #n ::: "xmm" #n)
__attribute__((target("avx2"))) void clobber_upper_halves() { PSIG_SIXTEEN(PSIG_YMM); }
void clobber_sse() { PSIG_SIXTEEN(PSIG_XMM); }
#undef PSIG_SIXTEEN
#undef PSIG_YMM
#undef PSIG_XMM

std::atomic<int> g_interruptions{0}, g_handled{0};
std::atomic<bool> g_done{false};
std::atomic<bool> g_summing{false}; // elsewhere the handler may run as a call, and calls have rules
pthread_t g_summer;
bool g_avx;

void clobber_all();

void interrupted(int) {
  if (g_summing.load()) clobber_all();
  g_handled.fetch_add(1);
}

// Like a handler that was compiled without a thought for its caller, and worse.
void clobber_all() {
  g_interruptions.fetch_add(1);
  if (g_avx) clobber_upper_halves();
  else clobber_sse();
  __asm__ volatile("fninit; fld1; fldpi; fldl2e; fldlg2; fldln2; fldz; fld1; fldpi" ::: "memory"); // all eight
  const unsigned short precision_24_upwards = 0x087F;
  __asm__ volatile("fldcw %0" ::"m"(precision_24_upwards));
  _mm_setcsr(0x1F80 | 0x2000 | 0x8040); // another rounding, denormals flushed
  __asm__ volatile("cmp %%eax, %%eax; stc" ::: "cc");
}

void *interrupt(void *) {
  while (!g_done.load()) {
    const int seen = g_handled.load();
    pthread_kill(g_summer, SIGUSR1);
    stress::yield_until([seen] { return g_done.load() || g_handled.load() != seen; });
  }
  return nullptr;
}

void compare(Sum (*checksum)()) {
  const stress::Watchdog dog("checksum", 500);
  const int wanted = stress::count(20'000);
  stress::watch("interruptions", &g_interruptions);
  const Sum expected = checksum();
  ASSERT_EQ(expected, checksum());
  stress::handle(SIGUSR1, interrupted);
  g_interruptions = 0;
  g_done = false;
  g_summer = pthread_self();
  pthread_t interrupter;
  {
    const stress::Blocked all;
    pthread_create(&interrupter, nullptr, interrupt, nullptr);
  }
  int sums = 0, wrong = 0;
  g_summing = true;
  while (g_interruptions.load() < wanted) {
    if (!(checksum() == expected)) ++wrong;
    ++sums;
  }
  g_summing = false;
  g_done = true;
  pthread_join(interrupter, nullptr);
  EXPECT_EQ(0, wrong) << "of " << sums << " sums, interrupted " << g_interruptions << " times";
}

TEST(RegistersTest, Avx) {
  if (!have_avx2()) GTEST_SKIP() << "no AVX2";
  g_avx = true;
  compare(checksum_avx2);
}

TEST(RegistersTest, SseAndX87) {
  g_avx = have_avx2();
  compare(checksum_sse2);
}

// A handler that runs as a plain call gives the control words back, too, as sigreturn does.
TEST(RegistersTest, ControlsOfACalledHandler) {
  stress::handle(SIGUSR1, [](int) {
    const unsigned short downwards = 0x077F;
    __asm__ volatile("fldcw %0" ::"m"(downwards));
    _mm_setcsr(0x1F80 | 0x2000);
  });
  const unsigned before = _mm_getcsr();
  unsigned short control = 0, control_after = 0;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  raise(SIGUSR1);
  __asm__ volatile("fnstcw %0" : "=m"(control_after));
  EXPECT_EQ(control, control_after);
  EXPECT_EQ(before & ~0x3Fu, _mm_getcsr() & ~0x3Fu);
  _mm_setcsr(before);
  __asm__ volatile("fldcw %0" ::"m"(control));
}

} // namespace
