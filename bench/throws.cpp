// C++ exceptions in a program with the library and, as bench_throws_bare, without it. bench/run.py lets many short runs
// of the two take turns, since each process is one sample of where code and stack have come to lie; 1,000,000 throws in
// all.
#include "harness.h"

namespace {

constexpr int kRounds = 10'000, kThrows = 100; // a batch is shorter than a time slice

__attribute__((noinline)) void thrower(int n) { throw n; }

double batch() {
  int caught = 0;
  const double ns = bench::per_operation(kThrows, [&caught] {
    try {
      thrower(1);
    } catch (int n) {
      caught += n;
    }
  });
  bench::require(caught == kThrows, "each throw is caught");
  return ns;
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
#ifdef BARE
  report.alternate(kRounds, {{"throw bare", batch}});
#else
  report.alternate(kRounds, {{"throw", batch}});
#endif
}
