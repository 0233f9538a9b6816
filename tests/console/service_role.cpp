// The service that service_test.cpp starts: it does what it is told, and tells of its signals.
#include <posix/service.h>
#include <posix/signal.h>
#include <posix/unistd.h>

#include <atomic>
#include <string>
#include <vector>

#include "console/control_event.h"
#include "console/lines.h"
#include "support/child.h"

namespace {

using namespace psig_test;

HANDLE g_pipe;
HANDLE g_commands; // another one, since a synchronous read would hold up a handler's write

HANDLE connect(const std::string &name) {
  return CreateFileA(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
}
void say(const std::string &line) { write_line(g_pipe, line); }
std::string hear() { return read_line(g_commands); }

void tell_signal(int sig, siginfo_t *info, void *) {
  say(number(sig) + (info->si_code == SI_KERNEL ? " kernel" : " other"));
}

void handle(int sig, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(sig, &action, nullptr);
}

std::atomic<bool> g_left{false};

// Does what it is told, by the words below.
int obey(int argc, char **argv) {
  std::string arguments = "began";
  for (int n = 3; n < argc; ++n) arguments += std::string(" ") + argv[n];
  say(arguments);
  for (;;) {
    const std::string line = hear();
    const std::string word = line.substr(0, line.find(' '));
    int first = 0, second = 0;
    sscanf(line.c_str(), "%*s %d %d", &first, &second);
    if (word == "handle") handle(first, tell_signal);
    if (word == "ignore") signal(first, SIG_IGN);
    if (word == "exit") exit(first);
    if (word == "return" || word.empty()) return first;
    if (word == "map") posix_service_map_np(first, second);
    if (word == "raise") raise(first);
    if (word == "again") {
      const int answer = posix_service_main_np(obey, argc, argv);
      say(number(answer) + (answer == -1 && errno == EBUSY ? " EBUSY" : ""));
    }
    if (word == "block" || word == "wait") {
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, first);
      sigprocmask(SIG_BLOCK, &set, nullptr);
      say("blocked");
      if (word == "wait") {
        int got = 0;
        sigwait(&set, &got);
        say("accepted " + number(got));
      }
      continue;
    }
    if (word == "hold") { // a handler that takes until it is told to go on
      handle(first, [](int sig, siginfo_t *, void *) {
        say("enter " + number(sig));
        while (hear() != "leave") {}
        say("left");
        g_left = true;
      });
      say("done");
      pause_until([] { return g_left.load(); }); // reads no line of the handler's
      continue;
    }
    say("done");
  }
}

int connect_and_serve(int argc, char **argv) {
  g_pipe = connect(argv[0] + std::string("-out"));
  g_commands = connect(argv[0] + std::string("-in"));
  std::vector<char *> words = {argv[0], argv[0], argv[0]};
  for (int n = 1; n < argc; ++n) words.push_back(argv[n]);
  const int status = posix_service_main_np(obey, static_cast<int>(words.size()), words.data());
  return status;
}

CHILD(service) { return connect_and_serve(argc, argv); }

} // namespace
