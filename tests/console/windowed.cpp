// A program of the windows subsystem, without a console. "handles": says which of SIGTERM and SIGHUP has come, handles
// them no more after "forget", and goes at "go"; "waits": the same by sigwait, once; "plain": has no handler.
#include <windows.h>

#include <atomic>
#include <string>

#include <posix/signal.h>
#include <posix/unistd.h>

namespace {

void say(const std::string &text) {
  const std::string line = text + '\n';
  DWORD written;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line.data(), static_cast<DWORD>(line.size()), &written, nullptr);
}

std::string hear() {
  std::string line;
  char c;
  DWORD got;
  while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &c, 1, &got, nullptr) && got == 1 && c != '\n') line += c;
  return line;
}

void tell(int sig, siginfo_t *info, void *) {
  say(std::to_string(sig) + (info->si_code == SI_KERNEL ? " kernel" : " other"));
}

void handle() {
  struct sigaction action {};
  action.sa_sigaction = tell;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGHUP, &action, nullptr);
}

int wait_for_both() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  int sig = 0;
  sigwait(&set, &sig);
  say(std::to_string(sig) + " accepted");
  hear();
  return 7;
}

} // namespace

int main(int, char **argv) {
  const std::string what = argv[1];
  if (what == "waits") return wait_for_both();
  if (what != "plain") handle();
  say("ready");
  for (std::string line = hear(); line != "go"; line = hear()) {
    if (line == "forget") {
      signal(SIGTERM, SIG_DFL);
      signal(SIGHUP, SIG_DFL);
    }
    say("done");
  }
  return 7;
}
