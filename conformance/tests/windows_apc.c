/* Windows only: user APCs and alertable waits as Microsoft documents them, in a process that uses signals: the library
 * must leave the application's own APCs as they are, and reach a thread in any of these waits. */
#ifdef _WIN32
#include "threads.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

static volatile LONG ran[64], runs;
static void CALLBACK apc(ULONG_PTR value) { ran[runs & 63] = (LONG)value, runs++; }
static HANDLE never, ready, end;
static DWORD volatile answer, runs_before;
static DWORD CALLBACK body_nothing(void *unused) { return (void)unused, runs_before = (DWORD)runs, 0; }
static HANDLE start(DWORD (*CALLBACK body)(void *), DWORD flags) {
  never = CreateEventA(NULL, TRUE, FALSE, NULL), ready = CreateEventA(NULL, TRUE, FALSE, NULL);
  end = CreateEventA(NULL, TRUE, FALSE, NULL);
  HANDLE thread = CreateThread(NULL, 0, body, NULL, flags, NULL);
  SETUP(thread != NULL);
  return thread;
}
static HANDLE self_handle(void) {
  HANDLE self = NULL;
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return self;
}
static void queue(HANDLE thread, LONG value) { SETUP(QueueUserAPC(apc, thread, (ULONG_PTR)value) != 0); }

CASE(windows_apc_01) {
  for (LONG i = 0; i < 20; i++) queue(GetCurrentThread(), i);
  CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && runs == 20);
  for (LONG i = 0; i < 20; i++) CHECK(ran[i] == i);
}
CASE(windows_apc_02) {
  queue(GetCurrentThread(), 1);
  SleepEx(1, FALSE), Sleep(1), WaitForSingleObject(self_handle(), 1);
  CHECK(runs == 0 && SleepEx(0, TRUE) == WAIT_IO_COMPLETION && runs == 1);
}
CASE(windows_apc_03) { CHECK(SleepEx(0, TRUE) == 0); }
CASE(windows_apc_04) {
  HANDLE thread = start(body_nothing, CREATE_SUSPENDED);
  queue(thread, 1), queue(thread, 2), ResumeThread(thread), WaitForSingleObject(thread, INFINITE);
  CHECK(runs == 2 && runs_before == 2 && ran[0] == 1 && ran[1] == 2);
}
static DWORD CALLBACK body_exits(void *unused) {
  return (void)unused, SetEvent(ready), WaitForSingleObject(end, INFINITE);
}
CASE(windows_apc_05) {
  HANDLE thread = start(body_exits, 0);
  WaitForSingleObject(ready, INFINITE), queue(thread, 1), SetEvent(end), WaitForSingleObject(thread, INFINITE);
  CHECK(runs == 0);
}
CASE(windows_apc_06) {
  HANDLE self = self_handle();
  queue(self, 1);
  CHECK(WaitForSingleObjectEx(self, INFINITE, TRUE) == WAIT_IO_COMPLETION && runs == 1);
}
CASE(windows_apc_07) {
  HANDLE thread = start(body_nothing, 0);
  WaitForSingleObject(thread, INFINITE);
  CHECK(QueueUserAPC(apc, thread, 1) == 0);
}
static void CALLBACK queues_more(ULONG_PTR value) {
  apc(value);
  if (value < 5) QueueUserAPC(queues_more, GetCurrentThread(), value + 1);
}
CASE(windows_apc_08) {
  SETUP(QueueUserAPC(queues_more, GetCurrentThread(), 1));
  CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
  while (runs < 5 && SleepEx(0, TRUE) == WAIT_IO_COMPLETION) {}
  CHECK(runs == 5);
}
CASE(windows_apc_09) {
  LONG(NTAPI * test_alert)(void);
  FARPROC found = GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtTestAlert");
  SETUP(found != NULL);
  memcpy(&test_alert, &found, sizeof found);
  queue(GetCurrentThread(), 1), queue(GetCurrentThread(), 2), test_alert();
  CHECK(runs == 2 && ran[0] == 1);
}
static HANDLE main_handle;
static DWORD main_id;
static DWORD CALLBACK mixes(void *unused) {
  (void)unused;
  for (LONG i = 0; i < 20; i++)
    queue(main_handle, 2 * i), tgkill(getpid(), (pid_t)main_id, SIGUSR1), queue(main_handle, 2 * i + 1);
  return 0;
}
CASE(windows_apc_10) {
  on(SIGUSR1, note, 0), main_handle = self_handle(), main_id = GetCurrentThreadId(), start(mixes, 0);
  while (runs < 40) SleepEx(INFINITE, TRUE);
  for (LONG i = 0; i < 40; i++) CHECK(ran[i] == i);
  CHECK(runs == 40 && caught >= 1);
}
static VOID CALLBACK timer_apc(LPVOID value, DWORD low, DWORD high) { (void)low, (void)high, apc((ULONG_PTR)value); }
CASE(windows_apc_11) {
  HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
  LARGE_INTEGER due = {.QuadPart = -10000};
  on(SIGUSR1, note, 0);
  SETUP(SetWaitableTimer(timer, &due, 0, timer_apc, (void *)9, FALSE));
  for (raise(SIGUSR1); runs == 0;) SleepEx(1000, TRUE);
  CHECK(ran[0] == 9 && caught == 1);
}
static OVERLAPPED overlapped;
static VOID CALLBACK io_done(DWORD error, DWORD bytes, LPOVERLAPPED which) { (void)error, (void)which, apc(bytes); }
CASE(windows_apc_12) {
  char name[64];
  snprintf(name, sizeof name, "conformance-%lu.tmp", GetCurrentProcessId());
  HANDLE file =
      CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
  SETUP(file != INVALID_HANDLE_VALUE);
  on(SIGUSR1, note, 0);
  SETUP(WriteFileEx(file, "hello", 5, &overlapped, io_done));
  for (raise(SIGUSR1); runs == 0;) SleepEx(1000, TRUE);
  CHECK(ran[0] == 5 && caught == 1), CloseHandle(file);
}

/* The table of waits: each alertable or not, met by an APC and by a signal. */
enum { kSleep, kSingle, kMultiple, kSignalAndWait, kMessage };
static int which_wait, alertable;
static DWORD do_wait(DWORD milliseconds) {
  switch (which_wait) {
  case kSleep: return SleepEx(milliseconds, alertable);
  case kSingle: return WaitForSingleObjectEx(never, milliseconds, alertable);
  case kMultiple: return WaitForMultipleObjectsEx(2, (HANDLE[]){never, main_handle}, FALSE, milliseconds, alertable);
  case kSignalAndWait: return SignalObjectAndWait(ready, never, milliseconds, alertable);
  default: return MsgWaitForMultipleObjectsEx(1, &never, milliseconds, 0, alertable ? MWMO_ALERTABLE : 0);
  }
}
static void table(int what, int alert) {
  which_wait = what, alertable = alert, main_handle = self_handle();
  never = CreateEventA(NULL, TRUE, FALSE, NULL), ready = CreateEventA(NULL, TRUE, FALSE, NULL);
  queue(main_handle, 1);
  const DWORD result = do_wait(alert ? 15000 : 30);
  if (alert) CHECK(result == WAIT_IO_COMPLETION && runs == 1);
  else CHECK(result != WAIT_IO_COMPLETION && runs == 0);
}
CASE(windows_wait_01) { table(kSleep, 1); }
CASE(windows_wait_02) { table(kSleep, 0); }
CASE(windows_wait_03) { table(kSingle, 1); }
CASE(windows_wait_04) { table(kSingle, 0); }
CASE(windows_wait_05) { table(kMultiple, 1); }
CASE(windows_wait_06) { table(kMultiple, 0); }
CASE(windows_wait_07) { table(kSignalAndWait, 1); }
CASE(windows_wait_08) { table(kSignalAndWait, 0); }
CASE(windows_wait_09) { table(kMessage, 1); }
CASE(windows_wait_10) { table(kMessage, 0); }

static flag_t waiting, done;
static DWORD volatile handled_on;
static void who(int sig) { handled_on = GetCurrentThreadId(), note(sig), done = 1; }
static DWORD CALLBACK waits(void *unused) {
  (void)unused, waiting = 1, answer = do_wait(alertable ? 15000 : 2000); /* many times the grace */
  return until(&done), 0;                                                /* the signal may come too late for the wait */
}
static void signalled(int what, int alert, int expect_completion) {
  DWORD id;
  on(SIGUSR1, who, 0), which_wait = what, alertable = alert, main_handle = self_handle();
  never = CreateEventA(NULL, TRUE, FALSE, NULL), ready = CreateEventA(NULL, TRUE, FALSE, NULL);
  HANDLE thread = CreateThread(NULL, 0, waits, NULL, 0, &id);
  until(&waiting);
  if (what == kSignalAndWait) WaitForSingleObject(ready, INFINITE);
  SETUP(tgkill(getpid(), (pid_t)id, SIGUSR1) == 0);
  WaitForSingleObject(thread, INFINITE);
  if (caught != 1) END(FAIL, "%d handlers have run, the wait gave %lu", (int)caught, answer);
  CHECK(handled_on == id);
  if (!expect_completion) CHECK(answer != WAIT_IO_COMPLETION);
}
CASE(windows_signal_01) { signalled(kSleep, 1, 1); }
CASE(windows_signal_02) { signalled(kSleep, 0, 0); }
CASE(windows_signal_03) { signalled(kSingle, 1, 1); }
CASE(windows_signal_04) { signalled(kSingle, 0, 0); }
CASE(windows_signal_05) { signalled(kMultiple, 1, 1); }
CASE(windows_signal_06) { signalled(kMultiple, 0, 0); }
CASE(windows_signal_07) { signalled(kSignalAndWait, 1, 1); }
CASE(windows_signal_08) { signalled(kSignalAndWait, 0, 0); }
CASE(windows_signal_09) { signalled(kMessage, 1, 1); }
CASE(windows_signal_10) { signalled(kMessage, 0, 0); }
static DWORD CALLBACK kills(void *unused) {
  sigset_t usr1 = set_of(SIGUSR1, 0);
  (void)unused, pthread_sigmask(SIG_BLOCK, &usr1, NULL), kill(getpid(), SIGUSR1), until(&done), SetEvent(never);
  return 0;
}
/* all threads in waits that nobody can end: the library's own thread takes it after the grace */
CASE(windows_signal_11) {
  on(SIGUSR1, who, 0), start(kills, 0);
  CHECK(WaitForSingleObject(never, 15000) == WAIT_OBJECT_0 && caught == 1);
}
CASE(windows_signal_12) {
  never = CreateEventA(NULL, TRUE, FALSE, NULL), on(SIGUSR1, note, 0);
  main_id = GetCurrentThreadId();
  CHECK(tgkill(getpid(), (pid_t)main_id, SIGUSR1) == 0 && caught == 1);
}
CASE(windows_signal_13) {
  void *event = posix_signal_event_np();
  sigset_t usr1 = set_of(SIGUSR1, 0);
  SETUP(event != NULL), on(SIGUSR1, note, 0), posix_signal_delivery_np(0);
  sigprocmask(SIG_BLOCK, &usr1, NULL), raise(SIGUSR1);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT), sigprocmask(SIG_UNBLOCK, &usr1, NULL), CHECK(caught == 1);
}
static DWORD CALLBACK rings(void *unused) { return (void)unused, tgkill(getpid(), (pid_t)main_id, SIGUSR1), 0; }
CASE(windows_signal_14) {
  HANDLE event = posix_signal_event_np();
  on(SIGUSR1, note, 0), posix_signal_delivery_np(0), main_id = GetCurrentThreadId(), start(rings, 0);
  CHECK(WaitForMultipleObjects(1, &event, FALSE, 15000) == WAIT_OBJECT_0);
  CHECK(posix_signal_dispatch_np() == 1 && caught == 1);
}
CASE(windows_signal_15) {
  SetLastError(4711), on(SIGUSR1, note, 0), SetLastError(4711), raise(SIGUSR1);
  CHECK(GetLastError() == 4711);
}
#endif
