// What the library adds to the start and end of a program that does nothing.
//   bench_start --bare EXE --static EXE --shared EXE [--json FILE]
#include "child.h"

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  const auto starts = [=](const char *name) {
    const std::string command = bench::option(argc, argv, name);
    return [=] { return bench::per_operation(1, [&] { bench::run(command); }); };
  };
  report.alternate(
      30,
      {{"start bare", starts("--bare")}, {"start static", starts("--static")}, {"start shared", starts("--shared")}});
}
