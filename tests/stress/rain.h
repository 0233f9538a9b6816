// Another process that sends without a pause, for as long as the one it sends to lives: Child("rains", {its pid}).
#pragma once

#include <posix/signal.h>

#include <cerrno>
#include <cstdlib>

#include "support/child.h"

CHILD(rains) {
  const pid_t pid = std::atoi(argv[0]);
  for (sigval value = {}; sigqueue(pid, SIGRTMIN, value) == 0 || errno == EAGAIN;) kill(pid, SIGUSR1);
  return 0;
}
