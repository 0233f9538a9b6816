// poll, ppoll, select and pselect (XSH poll, pselect), each for our own form of descriptors and for Winsock's. [any]
#include <posix/poll.h>

#include <posix/sys/select.h>

#include "base/time_value.h"
#include "interrupt/api/socket.h"
#include "interrupt/poll_set.h"
#include "nt/thread/word_wait.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

// Where a null time is for ever. EFAULT EINVAL.
template <typename Time> Errno timeout_of(const Time *user, std::uint64_t *timeout) {
  *timeout = nt::kForever;
  if (user == nullptr) return 0;
  Time time;
  if (const Errno error = api::read_user(&time, user)) return error;
  long long part, ns; // the fraction, and how many ns one is
  if constexpr (requires { time.tv_nsec; }) part = time.tv_nsec, ns = 1;
  else part = time.tv_usec, ns = 1000;
  if (!valid_time(time.tv_sec, part, static_cast<long long>(kBillion) / ns)) return EINVAL;
  if (time.tv_sec < kMostSeconds) *timeout = time_ns(time.tv_sec, part * ns);
  return 0;
}

Errno wait(const PollRequest &request, int *ready, std::uint64_t *left) {
  engine()->cancel_point();
  return api::cancellable([&] { return engine()->poll(&request, ready, left); });
}

PollRequest request_of(PollRequest::Form form, std::uint64_t timeout, const sigset_t *mask) {
  return {.form = form,
          .fds = nullptr,
          .count = 0,
          .sets = {},
          .timeout = timeout,
          .mask = mask,
          .handle_of = api::handle_of};
}

int poll_fds(PollRequest request, void *fds, nfds_t count) {
  request.fds = fds;
  request.count = count;
  int ready = 0;
  const int saved = errno; // the C run-time sets it for a number that is none of its descriptors
  const Errno error = wait(request, &ready, nullptr);
  errno = saved;
  return error == 0 ? ready : api::result(error);
}

int poll_form(PollRequest::Form form, void *fds, nfds_t count, int milliseconds) {
  const std::uint64_t timeout = milliseconds < 0 ? nt::kForever : static_cast<std::uint64_t>(milliseconds) * 1'000'000;
  return poll_fds(request_of(form, timeout, nullptr), fds, count);
}

int ppoll_form(PollRequest::Form form, void *fds, nfds_t count, const struct timespec *time, const sigset_t *mask) {
  std::uint64_t timeout;
  if (const Errno error = timeout_of(time, &timeout)) return api::result(error);
  return poll_fds(request_of(form, timeout, mask), fds, count);
}

// Winsock's programs ask WSAGetLastError().
int told(Errno error, int ready) { return error == 0 ? ready : api::socket_result(error); }

struct Sets {
  fd_set *read, *write, *except;
};

Errno select_sets(PollRequest request, int nfds, const Sets &sets, int *ready, std::uint64_t *left) {
  const bool sockets = request.form == PollRequest::kSelectSockets;
  if (nfds < 0 && !sockets) return EINVAL;
  request.count = nfds < 0 ? 0 : static_cast<unsigned>(nfds);
  request.sets[0] = sets.read, request.sets[1] = sets.write, request.sets[2] = sets.except;
  const int saved = errno;
  const Errno error = wait(request, ready, left);
  errno = saved;
  return error;
}

int select_form(PollRequest::Form form, int nfds, const Sets &sets, struct timeval *time) {
  std::uint64_t timeout, left = 0;
  int ready = 0;
  if (const Errno error = timeout_of(time, &timeout)) return told(error, 0);
  const Errno error = select_sets(request_of(form, timeout, nullptr), nfds, sets, &ready, &left);
  if (time != nullptr && timeout != nt::kForever && (error == 0 || error == EINTR)) {
    struct timeval rest = {};
    rest.tv_sec = static_cast<decltype(rest.tv_sec)>(left / kBillion);
    rest.tv_usec = static_cast<decltype(rest.tv_usec)>(left % kBillion / 1000);
    (void)api::write_user(time, rest); // of a constant: Linux says nothing either
  }
  return told(error, ready);
}

int pselect_form(PollRequest::Form form, int nfds, const Sets &sets, const struct timespec *time,
                 const sigset_t *mask) {
  std::uint64_t timeout;
  int ready = 0;
  if (const Errno error = timeout_of(time, &timeout)) return told(error, 0);
  const Errno error = select_sets(request_of(form, timeout, mask), nfds, sets, &ready, nullptr);
  return told(error, ready);
}

} // namespace

extern "C" {

int poll(struct pollfd *fds, nfds_t count, int milliseconds) {
  return poll_form(PollRequest::kPoll, fds, count, milliseconds);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask) {
  return ppoll_form(PollRequest::kPoll, fds, count, time, mask);
}

int select(int nfds, fd_set *read, fd_set *write, fd_set *except, struct timeval *time) {
  return select_form(PollRequest::kSelect, nfds, {read, write, except}, time);
}

int pselect(int nfds, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time, const sigset_t *mask) {
  return pselect_form(PollRequest::kSelect, nfds, {read, write, except}, time, mask);
}

// By their symbols: the headers declare these under the names above, where <winsock2.h> comes first.
int posix_poll_sockets(void *fds, nfds_t count, int milliseconds);
int posix_poll_sockets(void *fds, nfds_t count, int milliseconds) {
  return poll_form(PollRequest::kPollSockets, fds, count, milliseconds);
}

int posix_ppoll_sockets(void *fds, nfds_t count, const struct timespec *time, const sigset_t *mask);
int posix_ppoll_sockets(void *fds, nfds_t count, const struct timespec *time, const sigset_t *mask) {
  return ppoll_form(PollRequest::kPollSockets, fds, count, time, mask);
}

int posix_select_sockets(int nfds, fd_set *read, fd_set *write, fd_set *except, struct timeval *time);
int posix_select_sockets(int nfds, fd_set *read, fd_set *write, fd_set *except, struct timeval *time) {
  return select_form(PollRequest::kSelectSockets, nfds, {read, write, except}, time);
}

int posix_pselect_sockets(int nfds, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time,
                          const sigset_t *mask);
int posix_pselect_sockets(int nfds, fd_set *read, fd_set *write, fd_set *except, const struct timespec *time,
                          const sigset_t *mask) {
  return pselect_form(PollRequest::kSelectSockets, nfds, {read, write, except}, time, mask);
}

} // extern "C"
