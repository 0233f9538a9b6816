// XSH timer_create, timer_delete, timer_getoverrun (settime, gettime), getitimer: signals and threads at their time.
#include "children.h"

#include <limits.h>
#include <setjmp.h>
#include <sys/time.h>

using namespace portable;

namespace {

timer_t make(int signo, int value = 0, clockid_t clock = CLOCK_MONOTONIC, int notify = SIGEV_SIGNAL) {
  struct sigevent event = {};
  event.sigev_notify = notify;
  event.sigev_signo = signo;
  event.sigev_value.sival_int = value;
  timer_t timer = nullptr;
  EXPECT_EQ(timer_create(clock, &event, &timer), 0);
  return timer;
}

itimerspec in_us(long long first, long long interval = 0) {
  const auto spec = [](long long us) {
    return timespec{static_cast<time_t>(us / 1'000'000), static_cast<long>(us % 1'000'000 * 1'000)};
  };
  return {spec(interval), spec(first)};
}

void set(timer_t timer, long long first, long long interval = 0) {
  const itimerspec spec = in_us(first, interval);
  ASSERT_EQ(timer_settime(timer, 0, &spec, nullptr), 0);
}

// The next of `signo`, which is blocked; 0 if none comes in a time.
int next(int signo, siginfo_t *info, long ms = 20'000) {
  const sigset_t one = set_of({signo});
  const timespec time = {ms / 1000, ms % 1000 * 1'000'000};
  *info = {};
  const int got = sigtimedwait(&one, info, &time);
  return got < 0 ? 0 : got;
}
int next(int signo, long ms = 20'000) {
  siginfo_t info;
  return next(signo, &info, ms);
}

long long now_us(clockid_t clock = CLOCK_MONOTONIC) {
  timespec now = {};
  clock_gettime(clock, &now);
  return now.tv_sec * 1'000'000LL + now.tv_nsec / 1'000;
}

void burn_until(clockid_t clock, long long us) {
  while (now_us(clock) < us) {}
}

timer_t make_for_this_thread(int signo) {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = signo;
#if defined(_WIN32) || defined(sigev_notify_thread_id)
  event.sigev_notify_thread_id = gettid();
#else
  event._sigev_un._tid = gettid();
#endif
  timer_t timer = nullptr;
  EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
  return timer;
}

class timer_test : public SignalTest {};
class itimer_test : public SignalTest {
protected:
  void TearDown() override {
    const itimerval none = {};
    for (const auto which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) setitimer(which, &none, nullptr);
    SignalTest::TearDown();
  }
};

} // namespace

TEST_F(timer_test, siginfo_tells_of_the_timer) {
  block({SIGUSR1});
  const timer_t timer = make(SIGUSR1, 5);
  set(timer, 1'000);
  siginfo_t info;
  ASSERT_EQ(next(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_code, SI_TIMER);
  EXPECT_EQ(info.si_value.sival_int, 5);
  EXPECT_EQ(info.si_overrun, 0);
  EXPECT_EQ(timer_delete(timer), 0);
}

TEST_F(timer_test, without_an_event_it_is_sigalrm) {
  block({SIGALRM});
  timer_t timer = nullptr;
  ASSERT_EQ(timer_create(CLOCK_REALTIME, nullptr, &timer), 0);
  set(timer, 1'000);
  siginfo_t info;
  ASSERT_EQ(next(SIGALRM, &info), SIGALRM);
  EXPECT_EQ(info.si_code, SI_TIMER);
  EXPECT_EQ(timer_delete(timer), 0);
}

TEST_F(timer_test, each_clock_of_real_time_serves) {
  block({SIGUSR1});
  for (const clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME})
    for (const int flags : {0, TIMER_ABSTIME}) {
      const timer_t timer = make(SIGUSR1, 0, clock);
      const long long begin = now_us(clock), due = begin + 5'000;
      const itimerspec spec = in_us(flags != 0 ? due : 5'000);
      ASSERT_EQ(timer_settime(timer, flags, &spec, nullptr), 0);
      ASSERT_EQ(next(SIGUSR1), SIGUSR1);
      EXPECT_GE(now_us(clock), due) << clock << " " << flags;
      EXPECT_EQ(timer_delete(timer), 0);
    }
}

TEST_F(timer_test, a_handler_hears_of_each_of_two_timers_with_one_signal) {
  block({SIGUSR1});
  const timer_t one = make(SIGUSR1, 1), two = make(SIGUSR1, 2);
  set(one, 1'000);
  until([] { return pending(SIGUSR1); });
  set(two, 1'000);
  itimerspec left = {};
  until([&] { return timer_gettime(two, &left) == 0 && left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0; });
  siginfo_t info;
  ASSERT_EQ(next(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_value.sival_int, 1);
  ASSERT_EQ(next(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_value.sival_int, 2);
  timer_delete(one), timer_delete(two);
}

TEST_F(timer_test, signals_of_others_merge_with_a_pending_one_and_not_the_other_way_round) {
  block({SIGUSR1});
  const timer_t timer = make(SIGUSR1, 7);
  kill(getpid(), SIGUSR1);
  set(timer, 1'000);
  const timespec meanwhile = {0, 20'000'000};
  nanosleep(&meanwhile, nullptr);
  siginfo_t info;
  ASSERT_EQ(next(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_code, SI_USER);
  ASSERT_EQ(next(SIGUSR1, &info), SIGUSR1);
  EXPECT_EQ(info.si_code, SI_TIMER);
  set(timer, 1'000);
  until([] { return pending(SIGUSR1); });
  kill(getpid(), SIGUSR1);
  EXPECT_EQ(next(SIGUSR1), SIGUSR1);
  EXPECT_EQ(next(SIGUSR1, 1), 0);
  timer_delete(timer);
}

TEST_F(timer_test, what_goes_by_is_the_overrun) {
  block({SIGRTMIN});
  const timer_t timer = make(SIGRTMIN);
  const long long begin = now_us();
  set(timer, 2'000, 2'000);
  const long long set_at_last = now_us();
  const timespec meanwhile = {0, 41'000'000};
  nanosleep(&meanwhile, nullptr);
  siginfo_t info;
  const long long before = now_us();
  ASSERT_EQ(next(SIGRTMIN, &info), SIGRTMIN);
  const long long after = now_us();
  EXPECT_EQ(timer_getoverrun(timer), info.si_overrun);
  EXPECT_GE(info.si_overrun, (before - set_at_last) / 2'000 - 2);
  EXPECT_LE(info.si_overrun, (after - begin) / 2'000 - 1);
  ASSERT_EQ(next(SIGRTMIN, &info), SIGRTMIN); // it goes on
  timer_delete(timer);
}

TEST_F(timer_test, periods_do_not_drift) {
  block({SIGRTMIN});
  const timer_t timer = make(SIGRTMIN);
  const long long begin = now_us();
  set(timer, 1'000, 1'000);
  long long told = 0;
  siginfo_t info;
  while (told < 1'000) {
    ASSERT_EQ(next(SIGRTMIN, &info), SIGRTMIN);
    told += 1 + info.si_overrun;
    ASSERT_GE(now_us() - begin, told * 1'000);
  }
  itimerspec left = {};
  ASSERT_EQ(timer_gettime(timer, &left), 0);
  const long long now = now_us(), after = begin + (told + 1) * 1'000 - left.it_value.tv_nsec / 1'000;
  EXPECT_NEAR(static_cast<double>((now - after) % 1'000), 0, 999); // whole periods are left but for this look
  timer_delete(timer);
}

TEST_F(timer_test, setting_it_anew_takes_back_what_is_pending) {
  block({SIGUSR1});
  const timer_t timer = make(SIGUSR1, 1);
  for (const long long then : {0LL, 60'000'000LL}) {
    set(timer, 1'000, 1'000);
    until([] { return pending(SIGUSR1); });
    set(timer, then);
    EXPECT_EQ(next(SIGUSR1, 1), 0) << then;
  }
  timer_delete(timer);
}

TEST_F(timer_test, deleting_it_takes_back_what_is_pending) {
  block({SIGUSR1, SIGRTMIN});
  for (const int signo : {SIGUSR1, SIGRTMIN}) {
    const timer_t timer = make(signo);
    set(timer, 1'000);
    until([=] { return pending(signo); });
    EXPECT_EQ(timer_delete(timer), 0);
    EXPECT_EQ(next(signo, 1), 0);
  }
}

TEST_F(timer_test, an_ignored_signal_does_not_stop_the_timer) {
  handle(SIGUSR2, SIG_IGN);
  const timer_t timer = make(SIGUSR2, 3);
  set(timer, 1'000, 1'000);
  const timespec meanwhile = {0, 10'000'000};
  nanosleep(&meanwhile, nullptr);
  handle(SIGUSR2, note);
  until([] { return g_count.load() >= 3; });
  timer_delete(timer);
}

TEST_F(timer_test, a_signal_that_is_discarded_does_not_stop_the_timer) {
  block({SIGUSR2});
  const timer_t timer = make(SIGUSR2, 3);
  set(timer, 1'000, 1'000);
  until([] { return pending(SIGUSR2); });
  handle(SIGUSR2, SIG_IGN); // discards it
  handle(SIGUSR2, note);
  siginfo_t info;
  EXPECT_EQ(next(SIGUSR2, &info), SIGUSR2);
  EXPECT_EQ(info.si_value.sival_int, 3);
  timer_delete(timer);
}

TEST_F(timer_test, handlers_may_set_and_read_timers) {
  static timer_t timer;
  timer = make(SIGUSR1);
  handle(SIGUSR1, [](int) {
    itimerspec left = {};
    const itimerspec again = in_us(500);
    if (timer_gettime(timer, &left) != 0 || timer_getoverrun(timer) != 0) return;
    if (g_count.load() < 50 && timer_settime(timer, 0, &again, nullptr) != 0) return;
    note(SIGUSR1);
  });
  set(timer, 500);
  until([] { return g_count.load() == 51; });
  timer_delete(timer);
}

TEST_F(timer_test, one_without_notice_can_be_read) {
  const timer_t timer = make(0, 0, CLOCK_MONOTONIC, SIGEV_NONE);
  itimerspec left = in_us(1);
  ASSERT_EQ(timer_gettime(timer, &left), 0);
  EXPECT_EQ(left.it_value.tv_sec + left.it_value.tv_nsec, 0);
  set(timer, 100'000'000, 7'000'000);
  ASSERT_EQ(timer_gettime(timer, &left), 0);
  EXPECT_GE(left.it_value.tv_sec, 80);
  EXPECT_LE(left.it_value.tv_sec, 100);
  EXPECT_EQ(left.it_interval.tv_sec, 7);
  set(timer, 1'000);
  until([&] { return timer_gettime(timer, &left) == 0 && left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0; });
  timer_delete(timer);
}

TEST_F(timer_test, the_former_setting_is_told) {
  const timer_t timer = make(SIGUSR1);
  set(timer, 100'000'000, 3'000'000);
  itimerspec old = {};
  const itimerspec off = {};
  ASSERT_EQ(timer_settime(timer, 0, &off, &old), 0);
  EXPECT_GE(old.it_value.tv_sec, 80);
  EXPECT_EQ(old.it_interval.tv_sec, 3);
  ASSERT_EQ(timer_settime(timer, 0, &off, &old), 0);
  EXPECT_EQ(old.it_value.tv_sec, 0);
  timer_delete(timer);
}

TEST_F(timer_test, a_thread_is_the_target_by_its_id) {
  block({SIGUSR1});
  std::atomic<bool> ready{false};
  std::atomic<timer_t> timer{nullptr};
  std::atomic<int> got{0};
  Thread other([&] {
    timer.store(make_for_this_thread(SIGUSR1));
    ready.store(true);
    got.store(next(SIGUSR1));
  });
  until([&] { return ready.load(); });
  set(timer.load(), 1'000);
  other.join();
  EXPECT_EQ(got.load(), SIGUSR1);
  EXPECT_EQ(timer_delete(timer.load()), 0);
}

TEST_F(timer_test, a_thread_that_has_ended_is_no_target) {
  std::atomic<timer_t> timer{nullptr};
  Thread other([&] { timer.store(make_for_this_thread(SIGUSR1)); });
  other.join();
  set(timer.load(), 1'000, 1'000);
  const timespec meanwhile = {0, 10'000'000};
  nanosleep(&meanwhile, nullptr); // SIGUSR1 would end the process
  EXPECT_EQ(timer_delete(timer.load()), 0);
}

// Again and again, since the first may come before the stop; and not ignored, or Linux (6.18) tells it only once.
namespace {
timer_t make_continuing() {
  handle(SIGCONT, [](int) {});
  return make(SIGCONT);
}
} // namespace

TEST_F(timer_test, one_continues_the_stopped_process) {
  const timer_t timer = make_continuing();
  const long long begin = now_us();
  set(timer, 100'000, 100'000);
  raise(SIGSTOP);
  EXPECT_GE(now_us() - begin, 100'000);
  EXPECT_EQ(timer_delete(timer), 0);
}

TEST_F(timer_test, expirations_while_the_process_is_stopped_come_afterwards) {
  handle_info(SIGUSR1, note_info);
  block({SIGUSR1});
  const timer_t timer = make(SIGUSR1), waker = make_continuing();
  set(timer, 10'000, 10'000);
  set(waker, 150'000, 150'000);
  raise(SIGSTOP);
  unblock({SIGUSR1});
  EXPECT_GE(g_count.load(), 1);
  timer_delete(timer), timer_delete(waker);
}

TEST_F(timer_test, handlers_jump_out_of_sleeps_and_leave_nothing_behind) {
  static sigjmp_buf out;
  static int rounds;
  handle(SIGUSR1, [](int) { siglongjmp(out, 1); });
  const timer_t timer = make(SIGUSR1);
  for (rounds = 0; rounds < 300; ++rounds) {
    if (sigsetjmp(out, 1) != 0) continue;
    set(timer, 500);
    timespec far = {};
    clock_gettime(CLOCK_REALTIME, &far);
    far.tv_sec += 3600;
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &far, nullptr);
    FAIL() << "it slept to the end";
  }
  timer_delete(timer);
}

// ---- SIGEV_THREAD
// ----------------------------------------------------------------------------------------------------

namespace {
std::atomic<int> g_calls{0}, g_value_seen{0};
std::atomic<bool> g_blocked{false}, g_other_thread{false};
pthread_t g_main;
void called(union sigval value) {
  g_value_seen.store(value.sival_int);
  g_blocked.store(blocked(SIGUSR1) && blocked(SIGTERM));
  g_other_thread.store(pthread_equal(pthread_self(), g_main) == 0);
  ++g_calls;
}
timer_t make_calling(pthread_attr_t *attributes, int value) {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_THREAD;
  event.sigev_notify_function = called;
  event.sigev_notify_attributes = attributes;
  event.sigev_value.sival_int = value;
  timer_t timer = nullptr;
  EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
  return timer;
}
} // namespace

TEST_F(timer_test, threads_are_made_for_expirations) {
  g_main = pthread_self();
  g_calls = 0;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1024 * 1024);
  const timer_t timer = make_calling(&attributes, 77), other = make_calling(nullptr, 77);
  pthread_attr_destroy(&attributes);
  set(timer, 1'000, 1'000);
  until([] { return g_calls.load() >= 3; });
  set(timer, 0);
  EXPECT_EQ(g_value_seen.load(), 77);
  EXPECT_TRUE(g_blocked.load());
  EXPECT_TRUE(g_other_thread.load());
  const int before = g_calls.load();
  set(other, 1'000);
  until([=] { return g_calls.load() > before; });
  EXPECT_EQ(timer_delete(timer), 0);
  EXPECT_EQ(timer_delete(other), 0);
}

namespace {
std::atomic<long long> g_last{0}, g_gap{0}; // us
} // namespace

// Stops itself while a timer makes threads, 20 a second; 0 if none was made for as long as the stop lasted.
ROLE(stops_among_threads) {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_THREAD;
  event.sigev_notify_function = [](union sigval) {
    const long long now = now_us(), last = g_last.exchange(now);
    if (last != 0 && now - last > g_gap.load()) g_gap.store(now - last);
    ++g_calls;
  };
  timer_t timer = nullptr;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return 1;
  set(timer, 50'000, 50'000);
  until([] { return g_calls.load() >= 2; });
  raise(SIGSTOP);
  const int before = g_calls.load();
  until([=] { return g_calls.load() >= before + 2; });
  return g_gap.load() >= std::atoll(argv[0]) ? 0 : 2;
}

TEST_F(timer_test, no_threads_are_made_while_the_process_is_stopped) {
  constexpr long kStop = 600; // ms
  const pid_t child = start("stops_among_threads", {std::to_string(kStop * 1'000)});
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  const timespec meanwhile = {0, kStop * 1'000'000};
  nanosleep(&meanwhile, nullptr);
  ASSERT_EQ(kill(child, SIGCONT), 0);
  EXPECT_EQ(status_of(child), 0);
}

// ---- CPU time
// --------------------------------------------------------------------------------------------------------

TEST_F(timer_test, cpu_time_of_the_process_and_of_a_thread_expires) {
  block({SIGUSR1});
  clockid_t mine, process;
  ASSERT_EQ(pthread_getcpuclockid(pthread_self(), &mine), 0);
  ASSERT_EQ(clock_getcpuclockid(0, &process), 0);
  for (const clockid_t clock : {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, mine, process}) {
    const timer_t timer = make(SIGUSR1, 0, clock);
    const long long begin = now_us(clock);
    set(timer, 30'000);
    while (!pending(SIGUSR1)) burn_until(clock, now_us(clock) + 1'000);
    EXPECT_EQ(next(SIGUSR1), SIGUSR1);
    EXPECT_GE(now_us(clock) - begin, 30'000) << clock;
    EXPECT_EQ(timer_delete(timer), 0);
  }
}

TEST_F(timer_test, cpu_time_does_not_pass_while_everybody_sleeps) {
  block({SIGUSR1});
  const timer_t timer = make(SIGUSR1, 0, CLOCK_PROCESS_CPUTIME_ID);
  set(timer, 200'000);
  EXPECT_EQ(next(SIGUSR1, 300), 0);
  itimerspec left = {};
  ASSERT_EQ(timer_gettime(timer, &left), 0);
  EXPECT_GT(left.it_value.tv_nsec, 50'000'000);
  while (!pending(SIGUSR1)) {} // it goes on with the CPU time
  timer_delete(timer);
}

TEST_F(timer_test, clocks_of_cpu_time_can_be_read) {
  clockid_t mine, process, all[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, 0, 0};
  ASSERT_EQ(pthread_getcpuclockid(pthread_self(), &mine), 0);
  ASSERT_EQ(clock_getcpuclockid(getpid(), &process), 0);
  all[2] = mine, all[3] = process;
  for (const clockid_t clock : all) {
    timespec step = {};
    EXPECT_EQ(clock_getres(clock, &step), 0) << clock;
    EXPECT_TRUE(step.tv_sec == 0 && step.tv_nsec > 0);
    const long long before = now_us(clock);
    burn_until(clock, before + 1);
    EXPECT_GT(now_us(clock), before);
  }
}

// ---- interval timers
// -------------------------------------------------------------------------------------------------

TEST_F(itimer_test, the_real_one_sends_sigalrm_at_its_interval) {
  handle(SIGALRM, note);
  block({SIGALRM});
  const itimerval fast = {{0, 2'000}, {0, 1'000}};
  const long long begin = now_us();
  ASSERT_EQ(setitimer(ITIMER_REAL, &fast, nullptr), 0);
  const sigset_t none = set_of({});
  while (g_count.load() < 20) sigsuspend(&none);
  EXPECT_GE(now_us() - begin, 1'000 + 19 * 2'000);
  itimerval left = {};
  ASSERT_EQ(getitimer(ITIMER_REAL, &left), 0);
  EXPECT_EQ(left.it_interval.tv_usec, 2'000);
}

TEST_F(itimer_test, it_is_the_timer_of_alarm) {
  long long begin = now_us();
  const auto at_least = [&](long long seconds) { return seconds - 1 - (now_us() - begin) / 1'000'000; };
  alarm(100);
  itimerval left = {};
  ASSERT_EQ(getitimer(ITIMER_REAL, &left), 0);
  EXPECT_GE(left.it_value.tv_sec, at_least(100));
  const itimerval none = {};
  ASSERT_EQ(setitimer(ITIMER_REAL, &none, &left), 0);
  EXPECT_GE(left.it_value.tv_sec, at_least(100));
  EXPECT_EQ(alarm(0), 0u);
  const itimerval far = {{0, 0}, {50, 0}};
  begin = now_us();
  ASSERT_EQ(setitimer(ITIMER_REAL, &far, nullptr), 0);
  EXPECT_GE(alarm(0), at_least(50));
}

TEST_F(itimer_test, those_of_cpu_time_send_their_signals) {
  const struct {
    decltype(ITIMER_REAL) which;
    int signo;
  } timers[] = {{ITIMER_VIRTUAL, SIGVTALRM}, {ITIMER_PROF, SIGPROF}};
  for (const auto &[which, signo] : timers) {
    g_count.store(0);
    handle(signo, note);
    const itimerval often = {{0, 5'000}, {0, 5'000}};
    ASSERT_EQ(setitimer(which, &often, nullptr), 0);
    while (g_count.load() < 5) {}
    const itimerval none = {};
    ASSERT_EQ(setitimer(which, &none, nullptr), 0);
    itimerval left = {};
    ASSERT_EQ(getitimer(which, &left), 0);
    EXPECT_EQ(left.it_value.tv_sec + left.it_value.tv_usec, 0);
  }
}

// ---- bad arguments
// ---------------------------------------------------------------------------------------------------

namespace {
template <typename Call> void fails(Call call, int error) {
  errno = 0;
  EXPECT_EQ(call(), -1);
  EXPECT_EQ(errno, error);
}
} // namespace

TEST_F(itimer_test, bad_arguments_change_nothing) {
  const long long begin = now_us();
  alarm(100);
  for (const itimerval &bad :
       {itimerval{{0, 0}, {0, 1'000'000}}, itimerval{{0, 0}, {-1, 0}}, itimerval{{0, 0}, {0, -1}},
        itimerval{{0, 1'000'000}, {1, 0}}, itimerval{{-1, 0}, {1, 0}}})
    fails([&] { return setitimer(ITIMER_REAL, &bad, nullptr); }, EINVAL);
  const itimerval good = {{0, 0}, {1, 0}};
  itimerval left = {};
  for (const int which : {-1, 3, INT_MAX}) {
    fails([&] { return setitimer(static_cast<decltype(ITIMER_REAL)>(which), &good, nullptr); }, EINVAL);
    fails([&] { return getitimer(static_cast<decltype(ITIMER_REAL)>(which), &left); }, EINVAL);
  }
  EXPECT_GE(alarm(0), 99 - (now_us() - begin) / 1'000'000);
}

TEST_F(timer_test, bad_arguments_change_nothing) {
  const timer_t timer = make(SIGUSR1);
  set(timer, 100'000'000);
  for (const itimerspec &bad :
       {itimerspec{{0, 0}, {0, 1'000'000'000}}, itimerspec{{0, 0}, {0, -1}}, itimerspec{{0, 0}, {-1, 0}},
        itimerspec{{0, 1'000'000'000}, {1, 0}}, itimerspec{{-1, 0}, {1, 0}}})
    fails([&] { return timer_settime(timer, 0, &bad, nullptr); }, EINVAL);
  itimerspec left = {};
  ASSERT_EQ(timer_gettime(timer, &left), 0);
  EXPECT_GE(left.it_value.tv_sec, 80);
  EXPECT_EQ(timer_delete(timer), 0);
  const auto none = reinterpret_cast<timer_t>(12345);
  for (const timer_t bad : {timer, none}) {
    fails([&] { return timer_settime(bad, 0, &left, nullptr); }, EINVAL);
    fails([&] { return timer_gettime(bad, &left); }, EINVAL);
    fails([&] { return timer_getoverrun(bad); }, EINVAL);
    fails([&] { return timer_delete(bad); }, EINVAL);
  }
}

TEST_F(timer_test, bad_events_and_clocks) {
  struct sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer = nullptr;
  for (const clockid_t bad : {99, -1}) fails([&] { return timer_create(bad, &event, &timer); }, EINVAL);
  for (const int bad : {0, -1, SIGRTMAX + 1}) {
    event.sigev_signo = bad;
    fails([&] { return timer_create(CLOCK_MONOTONIC, &event, &timer); }, EINVAL);
  }
  event.sigev_signo = SIGUSR1;
  event.sigev_notify = 99;
  fails([&] { return timer_create(CLOCK_MONOTONIC, &event, &timer); }, EINVAL);
  timespec time = {};
  fails([&] { return clock_gettime(99, &time); }, EINVAL);
  fails([&] { return clock_getres(99, &time); }, EINVAL);
  EXPECT_EQ(clock_getres(CLOCK_MONOTONIC, nullptr), 0);
  clockid_t clock;
  EXPECT_EQ(clock_getcpuclockid(999'999, &clock), ESRCH);
}

TEST_F(timer_test, limits) {
  EXPECT_GE(sysconf(_SC_DELAYTIMER_MAX), 32);
  EXPECT_TRUE(sysconf(_SC_TIMER_MAX) >= 32 || sysconf(_SC_TIMER_MAX) == -1);
  EXPECT_GT(sysconf(_SC_TIMERS), 0);
  EXPECT_GT(sysconf(_SC_CPUTIME), 0);
  EXPECT_GT(sysconf(_SC_THREAD_CPUTIME), 0);
  EXPECT_GT(sysconf(_SC_MONOTONIC_CLOCK), 0);
}

TEST_F(timer_test, many_at_once_each_come_once) {
  constexpr int kTimers = 500;
  block({SIGRTMIN});
  std::vector<timer_t> timers;
  for (int n = 0; n < kTimers; ++n) timers.push_back(make(SIGRTMIN, n));
  for (int n = 0; n < kTimers; ++n) set(timers[static_cast<std::size_t>(n)], 1'000 + n * 7'919 % 50 * 1'000);
  std::vector<int> seen(kTimers);
  siginfo_t info;
  for (int n = 0; n < kTimers; ++n) {
    ASSERT_EQ(next(SIGRTMIN, &info), SIGRTMIN);
    ++seen[static_cast<std::size_t>(info.si_value.sival_int)];
  }
  EXPECT_EQ(next(SIGRTMIN, 1), 0);
  for (const int count : seen) EXPECT_EQ(count, 1);
  for (const timer_t timer : timers) EXPECT_EQ(timer_delete(timer), 0);
}
