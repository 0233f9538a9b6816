// What a program gets done under a rain of signals from other processes, as a share of what it gets done in calm; the
// same source natively measures Linux. Each row is one operation over and over for a while, in calm and then under so
// many senders that queue a real-time signal without a pause. A batch's value is the share kept, in thousandths.
//   bench_rain [--json FILE] [--share N]     bench_rain rains PID: a sender
#include "harness.h"

#include <atomic>
#include <string>
#include <thread>

#ifdef _WIN32
#include <posix/pthread.h>
#include <posix/signal.h>
#include <posix/spawn.h>
#include <posix/sys/wait.h>
#include <posix/unistd.h>

#include <windows.h>
#else
#include <csignal>
#include <dlfcn.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <cerrno>
#include <sys/stat.h>

namespace {

constexpr double kWindow = 100e6, kRain = 1500e6; // ns
constexpr int kRounds = 5;

std::string g_self;
std::atomic<int> g_handled{0};

// Not without end: on Linux some operations wait for it.
int rain(pid_t target) {
  const double end = bench::now_ns() + kRain;
  for (sigval value = {}; bench::now_ns() < end && (sigqueue(target, SIGRTMIN, value) == 0 || errno == EAGAIN);) {}
  return 0;
}

pid_t spawn(std::initializer_list<std::string> words) {
  std::vector<char *> argv;
  for (const std::string &word : words) argv.push_back(const_cast<char *>(word.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  bench::require(posix_spawn(&pid, g_self.c_str(), nullptr, nullptr, argv.data(), environ) == 0, "posix_spawn");
  return pid;
}

void reap(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) != pid) bench::require(errno == EINTR, "waitpid");
}

class Rain {
public:
  explicit Rain(int senders) {
    sigset_t set, before; // the first is not to keep the others from starting
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    pthread_sigmask(SIG_BLOCK, &set, &before);
    for (int i = 0; i < senders; ++i) pids_.push_back(spawn({g_self, "rains", std::to_string(getpid())}));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    for (const int before = g_handled; g_handled < before + 100;) std::this_thread::yield();
  }
  ~Rain() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) reap(pid);
  }
  Rain(const Rain &) = delete;
  Rain &operator=(const Rain &) = delete;

private:
  std::vector<pid_t> pids_;
};

void compute() {
  static volatile unsigned sum;
  for (unsigned i = 0; i < 10'000; ++i) sum = sum + i;
}
void allocate() {
  void *blocks[100];
  for (void *&block : blocks) block = std::malloc(10'000);
  for (void *block : blocks) std::free(block);
}
void look_up() {
  struct stat facts;
  for (int i = 0; i < 10; ++i) stat(g_self.c_str(), &facts);
}
void lock() {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  for (int i = 0; i < 1000; ++i) pthread_mutex_lock(&mutex), pthread_mutex_unlock(&mutex);
}
void *nothing(void *) { return nullptr; }
void start_thread() {
  pthread_t thread;
  bench::require(pthread_create(&thread, nullptr, nothing, nullptr) == 0, "pthread_create");
  pthread_join(thread, nullptr);
}
void spawn_and_wait() { reap(spawn({g_self, "ends"})); }
#ifdef _WIN32
void load() { FreeLibrary(LoadLibraryA("version.dll")); }
void create_process() {
  STARTUPINFOA startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION info{};
  std::string command = "\"" + g_self + "\" ends";
  bench::require(CreateProcessA(nullptr, command.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &info),
                 "CreateProcess");
  WaitForSingleObject(info.hProcess, INFINITE);
  CloseHandle(info.hThread);
  CloseHandle(info.hProcess);
}
#else
void load() { dlclose(dlopen("libz.so.1", RTLD_NOW)); }
void create_process() { spawn_and_wait(); }
#endif

struct Operation {
  const char *name;
  void (*run)();
};
constexpr Operation kOperations[] = {
    {"compute", compute},     {"malloc", allocate}, {"stat", look_up},         {"lock", lock},
    {"thread", start_thread}, {"library", load},    {"spawn", spawn_and_wait}, {"create", create_process}};

// How often it gets done in the window; one that is begun counts by how far it can have come.
double rate(void (*run)()) {
  const double start = bench::now_ns();
  double now = start;
  int done = 0;
  for (; now - start < kWindow; now = bench::now_ns(), ++done) run();
  return done / (now - start);
}

double share(const Operation &operation, int senders) {
  const double calm = rate(operation.run);
  const Rain rain(senders);
  return 1000 * rate(operation.run) / calm;
}

} // namespace

int main(int argc, char **argv) {
  if (argc > 2 && std::strcmp(argv[1], "rains") == 0) return rain(static_cast<pid_t>(std::atoll(argv[2])));
  if (argc > 1 && std::strcmp(argv[1], "ends") == 0) return 0;
#ifdef _WIN32
  char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, sizeof path);
  g_self = path;
#else
  char path[4096] = {};
  bench::require(readlink("/proc/self/exe", path, sizeof path - 1) > 0, "/proc/self/exe");
  g_self = path;
#endif
  struct sigaction action {};
  action.sa_handler = [](int) { ++g_handled; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGRTMIN, &action, nullptr);

  bench::Report report(argc, argv);
  for (const int senders : {1, 2, 8})
    for (const Operation &operation : kOperations) {
      const std::string name = "rain " + std::to_string(senders) + " " + operation.name;
      report.alternate(kRounds, {{name.c_str(), [&] { return share(operation, senders); }}});
    }
}
