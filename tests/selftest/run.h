// Runs a program to its end, or to a time limit, in a job of its own: nothing that it starts is left behind. Each has a
// console without a window, so that control events stay with it.
#pragma once

#include <filesystem>
#include <string>

namespace selftest {

enum class Process { kPlain, kGuarded }; // guarded: with user shadow stacks (CET) and control-flow guard

struct Ended {
  bool started = false;
  bool in_time = false;
  unsigned code = 0;
  std::string output; // of both streams; the middle is left out of a long one
  double seconds = 0;
  bool shadow_stacks = false, flow_guard = false; // what the system says that the process has
};
Ended run(const std::filesystem::path &program, const std::string &argument, const std::filesystem::path &output_file,
          unsigned limit_seconds, Process kind = Process::kPlain);

std::string read_file(const std::filesystem::path &path); // empty if there is none

} // namespace selftest
