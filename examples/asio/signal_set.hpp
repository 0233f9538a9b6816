// signal_set for Asio (https://think-async.com, Debian's libasio-dev) on Windows: what asio::signal_set is on Unix, with all
// of POSIX' signals, from other processes and threads, where Asio's own has the few of the C run-time.
//
//   signal_set signals(io, {SIGHUP, SIGTERM});
//   signals.async_wait([](std::error_code error, int signo) { ... });   // one wait at a time; start the next one there
//
// A handler notes the signal and sets an event, which the io_context waits for. The handler may have to wait for the
// thread that is in io_context::run() to come out: posix_signal_event_np() is set when a signal is for that thread, and
// posix_signal_dispatch_np() then runs the handler. So make the set on the thread that calls run().
#pragma once

#include <asio.hpp>

#include <atomic>
#include <cerrno>
#include <functional>
#include <initializer_list>
#include <system_error>
#include <utility>

#include <posix/signal.h>

#include <windows.h>

class signal_set {
public:
  using wait_handler = std::function<void(std::error_code, int)>;

  signal_set(asio::io_context &io, std::initializer_list<int> signals)
      : noted_(io, made(CreateEventW(nullptr, FALSE, FALSE, nullptr))), told_(io, copy(posix_signal_event_np())) {
    state().event = noted_.native_handle();
    for (const int signo : signals) add(signo);
  }
  signal_set(const signal_set &) = delete;
  signal_set &operator=(const signal_set &) = delete;
  ~signal_set() {
    clear();
    cancel();
  }

  void add(int signo) {
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    if (sigaction(signo, &action, nullptr) != 0) throw std::system_error(errno, std::generic_category(), "sigaction");
    set_ |= bit(signo);
  }
  void clear() {
    for (int signo = 1; signo <= SIGRTMAX; ++signo)
      if ((set_ & bit(signo)) != 0) signal(signo, SIG_DFL);
    set_ = 0;
  }
  void cancel() {
    handler_ = nullptr;
    noted_.cancel();
    told_.cancel();
  }

  void async_wait(wait_handler handler) {
    handler_ = std::move(handler);
    watch(noted_);
    watch(told_);
    if (state().came.load() != 0) SetEvent(state().event); // since the last wait
  }

private:
  struct State {
    std::atomic<unsigned long long> came{0}; // a bit for each signal, as sigset_t
    HANDLE event = nullptr;
  };
  static State &state() {
    static State one;
    return one;
  }
  static unsigned long long bit(int signo) { return 1ULL << (signo - 1); }

  // Async-signal-safe: an atomic word and a system call.
  static void note(int signo) {
    state().came.fetch_or(bit(signo));
    SetEvent(state().event);
  }

  static HANDLE made(HANDLE handle) {
    if (handle == nullptr) throw std::system_error(ENOMEM, std::generic_category(), "event");
    return handle;
  }
  // Asio closes what it is given, and the library's event is not to be closed.
  static HANDLE copy(HANDLE event) {
    HANDLE own = nullptr;
    DuplicateHandle(GetCurrentProcess(), made(event), GetCurrentProcess(), &own, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return made(own);
  }

  void watch(asio::windows::object_handle &handle) {
    handle.async_wait([this, &handle](const std::error_code &error) {
      if (error || !handler_) return; // cancelled, or this object is no more
      posix_signal_dispatch_np();
      if (!take()) watch(handle);
    });
  }

  // The lowest one that has come, to the handler that waits. False: none has.
  bool take() {
    for (int signo = 1; signo <= SIGRTMAX; ++signo) {
      if ((state().came.load() & bit(signo)) == 0) continue;
      state().came.fetch_and(~bit(signo));
      wait_handler handler = std::exchange(handler_, nullptr);
      noted_.cancel();
      told_.cancel();
      handler({}, signo);
      return true;
    }
    return false;
  }

  asio::windows::object_handle noted_, told_;
  wait_handler handler_;
  unsigned long long set_ = 0;
};
