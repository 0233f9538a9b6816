// Threads for SIGEV_THREAD (XSH 2.4.1). A library thread of this copy waits for what has expired, and makes a detached
// thread for each time, with the attributes that timer_create() was given. It uses the linking program's pthread_create
// if that has one, else the DLL's, else the system makes the thread. The thread has every signal blocked, as with
// glibc. [thread]
#include <cstdlib>
#include <cstring>
#include <pthread.h>

#include "nt/thread/thread.h"
#include "signal/api/result.h"
#include "signal/thread_notices.h"
#include "timer/api/notify.h"

namespace psig::api {
namespace {

using Create = int(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

TimerCalls g_calls;
std::atomic<int> g_begun{0};
std::atomic<Create *> g_create{nullptr}; // the program's

void run(TimerCall call) {
  union sigval value;
  value.sival_ptr = reinterpret_cast<void *>(call.value);
  reinterpret_cast<void (*)(union sigval)>(call.function)(value);
}

TimerCall take(void *argument) {
  const TimerCall call = *static_cast<TimerCall *>(argument);
  std::free(argument);
  return call;
}

void *pthread_main(void *argument) {
  run(take(argument));
  return nullptr;
}

void plain_main(void *argument) {
  const sigset_t all = ~sigset_t{0};
  (void)engine()->mask(SIG_SETMASK, &all, nullptr);
  run(take(argument));
}

int create(const pthread_attr_t *attributes, TimerCall *call) {
  pthread_t made = 0;
  if (Create *own = g_create.load()) return own(&made, attributes, pthread_main, call);
  return posix_signals_create_thread(nullptr, nullptr, nullptr, &made, attributes, pthread_main, call);
}

// No thread to be had: the expiration is lost, as with glibc.
void begin(const TimerCall &call) {
  auto *given = static_cast<TimerCall *>(std::malloc(sizeof(TimerCall)));
  if (given == nullptr) return;
  *given = call;
  static const pthread_attr_t kDefault = {PTHREAD_CREATE_DETACHED, nullptr, 0, {}};
  pthread_attr_t own;
  if (call.attributes.given) std::memcpy(&own, call.attributes.bytes, sizeof(own));
  int error = create(call.attributes.given ? &own : &kDefault, given);
  if (error == ENOSYS) { // no winpthreads in this process
    const nt::Handle thread = nt::thread_start(plain_main, given);
    if (thread != nullptr) return nt::handle_close(thread);
    error = EAGAIN;
  }
  if (error != 0) std::free(given);
}

void serve() {
  for (;;) {
    TimerCall call;
    engine()->timer_call_next(&g_calls, &call);
    begin(call);
  }
}

Errno begin_serving() {
  if (g_begun.exchange(1) != 0) return 0;
  const Errno error = engine()->timer_calls_begin(serve);
  if (error != 0) g_begun.store(0);
  return error;
}

} // namespace

Errno notify_by_thread(const struct sigevent &event, TimerRequest *request) {
  request->notify = Notify::kCall;
  request->calls = &g_calls;
  request->function = reinterpret_cast<void *>(event.sigev_notify_function);
  if (event.sigev_notify_attributes != nullptr) { // they may be destroyed after timer_create()
    pthread_attr_t copy = *event.sigev_notify_attributes;
    copy.p_state |= PTHREAD_CREATE_DETACHED;
    static_assert(sizeof(copy) <= sizeof(request->attributes.bytes));
    request->attributes.given = true;
    std::memcpy(request->attributes.bytes, &copy, sizeof(copy));
  }
  return begin_serving();
}

} // namespace psig::api

// By the anchor: how the program itself makes threads, if it does.
extern "C" void posix_signals_creates_by(psig::api::Create *create) { psig::api::g_create.store(create); }
