// posix_spawn() and the console's switch for Ctrl-C, by which a child without the library knows what SIGINT is to it.
#include "nt/process/target_calls.h"
#include "process/spawn.h"
#include "process/spawned.h"

namespace {

using namespace psig_test;

// A program without the library that does nothing, and its switch as it has been made.
class Quiet {
public:
  explicit Quiet(int flags, bool defaulted = false) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    if (defaulted) flags |= POSIX_SPAWN_SETSIGDEF;
    posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    posix_spawnattr_setsigdefault(&attributes, &set);
    std::string path = own_path();
    path.erase(path.find_last_of("\\/"));
    pid_ = spawn_program(path + "\\..\\unmanaged\\victim_console.exe", {"sleeps"}, false, nullptr, &attributes);
    EXPECT_GT(pid_, 0);
  }
  ~Quiet() {
    kill(pid_, SIGKILL);
    wait_status_of(pid_);
  }
  Quiet(const Quiet &) = delete;
  Quiet &operator=(const Quiet &) = delete;

  [[nodiscard]] bool hears_ctrl_c() const {
    const HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, static_cast<DWORD>(pid_));
    psig::nt::ConsoleParameters parameters{};
    EXPECT_TRUE(psig::nt::console_parameters(process, &parameters));
    CloseHandle(process);
    return (parameters.flags & 1) == 0;
  }

private:
  pid_t pid_ = -1;
};

class SpawnConsole : public testing::Test {
protected:
  void TearDown() override {
    signal(SIGINT, SIG_DFL);
    psig::process_terminal(nullptr, nullptr);
  }
};

TEST_F(SpawnConsole, every_child_hears_ctrl_c) {
  for (const int flags : {0, POSIX_SPAWN_SETPGROUP, POSIX_SPAWN_SETSID})
    EXPECT_TRUE(Quiet(flags).hears_ctrl_c()) << flags;
}

TEST_F(SpawnConsole, ignored_sigint_is_inherited) {
  signal(SIGINT, SIG_IGN);
  for (const int flags : {0, POSIX_SPAWN_SETPGROUP}) {
    EXPECT_FALSE(Quiet(flags).hears_ctrl_c()) << flags;
    EXPECT_TRUE(Quiet(flags, true).hears_ctrl_c()) << flags;
  }
}

// XBD 11.1.9: the key is for the foreground group; kill() reaches the others.
TEST_F(SpawnConsole, new_group_hears_no_key_that_somebody_passes_to_the_foreground) {
  psig::process_terminal(nullptr, [] { return true; });
  EXPECT_FALSE(Quiet(POSIX_SPAWN_SETPGROUP).hears_ctrl_c());
  EXPECT_TRUE(Quiet(0).hears_ctrl_c());
}

} // namespace
