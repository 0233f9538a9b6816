// flock(2): whose the lock is, what becomes of it, and of who waits for it.
#include "children.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sys/file.h>

using namespace portable;

namespace {

// A file of this process's, once for each open(): these exclude each other.
class File {
public:
  explicit File(std::string path, int flags = O_RDWR) : fd_(open(path.c_str(), flags | O_CREAT, 0600)) {
    if (fd_ < 0) std::abort();
  }
  ~File() { finish(); }
  File(const File &) = delete;
  File &operator=(const File &) = delete;
  void finish() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool takes(int operation) const { // at once
    const int result = flock(fd_, operation | LOCK_NB);
    EXPECT_TRUE(result == 0 || errno == EWOULDBLOCK) << errno;
    return result == 0;
  }
  void unlock() const { EXPECT_EQ(flock(fd_, LOCK_UN), 0); }

private:
  int fd_;
};

ROLE(holds) {
  const File file(argv[0]);
  if (flock(file.fd(), LOCK_EX) != 0) return 1;
  for (;;) pause();
}
ROLE(waits) {
  const File file(argv[0]);
  return flock(file.fd(), LOCK_EX) == 0 ? 7 : 1;
}

class Flock : public SignalTest {
protected:
  Flock() : path_("flock." + std::to_string(getpid())) {}
  ~Flock() override { (void)unlink(path_.c_str()); }
  std::string path_;
};

TEST_F(Flock, exclusive_is_alone) {
  const File one(path_), other(path_);
  ASSERT_TRUE(one.takes(LOCK_EX));
  EXPECT_FALSE(other.takes(LOCK_EX));
  EXPECT_FALSE(other.takes(LOCK_SH));
  one.unlock();
  EXPECT_TRUE(other.takes(LOCK_EX));
}

TEST_F(Flock, shared_is_not) {
  const File one(path_), other(path_), third(path_);
  ASSERT_TRUE(one.takes(LOCK_SH));
  EXPECT_TRUE(other.takes(LOCK_SH));
  EXPECT_FALSE(third.takes(LOCK_EX));
  one.unlock();
  EXPECT_FALSE(third.takes(LOCK_EX));
  other.unlock();
  EXPECT_TRUE(third.takes(LOCK_EX));
}

TEST_F(Flock, the_same_once_more_is_nothing_new) {
  const File one(path_), other(path_);
  for (const int operation : {LOCK_EX, LOCK_SH}) {
    for (int n = 0; n < 3; ++n) ASSERT_TRUE(one.takes(operation)) << operation;
    EXPECT_FALSE(other.takes(LOCK_EX));
    one.unlock();
    EXPECT_TRUE(other.takes(LOCK_EX)) << operation;
    other.unlock();
  }
}

TEST_F(Flock, exclusive_becomes_shared) {
  const File one(path_), other(path_);
  ASSERT_TRUE(one.takes(LOCK_EX));
  ASSERT_TRUE(one.takes(LOCK_SH));
  EXPECT_TRUE(other.takes(LOCK_SH));
  EXPECT_FALSE(other.takes(LOCK_EX));
  one.unlock();
  EXPECT_TRUE(other.takes(LOCK_EX));
}

TEST_F(Flock, shared_becomes_exclusive) {
  const File one(path_), other(path_);
  ASSERT_TRUE(one.takes(LOCK_SH));
  ASSERT_TRUE(one.takes(LOCK_EX));
  EXPECT_FALSE(other.takes(LOCK_SH));
  one.unlock();
  EXPECT_TRUE(other.takes(LOCK_EX));
}

// flock(2): the existing lock is removed, then a new one established.
TEST_F(Flock, a_shared_lock_is_gone_where_it_cannot_become_exclusive) {
  const File one(path_), other(path_);
  ASSERT_TRUE(one.takes(LOCK_SH));
  ASSERT_TRUE(other.takes(LOCK_SH));
  EXPECT_FALSE(one.takes(LOCK_EX));
  EXPECT_TRUE(other.takes(LOCK_EX));
}

TEST_F(Flock, copies_share_it) {
  const File other(path_);
  File one(path_);
  const int copy = dup(one.fd());
  ASSERT_TRUE(one.takes(LOCK_EX));
  EXPECT_EQ(flock(copy, LOCK_EX | LOCK_NB), 0);
  one.finish();
  EXPECT_FALSE(other.takes(LOCK_SH)) << "the copy has it";
  EXPECT_EQ(flock(copy, LOCK_UN), 0);
  EXPECT_TRUE(other.takes(LOCK_SH));
  close(copy);
}

TEST_F(Flock, the_last_close_gives_it_back) {
  const File other(path_);
  File one(path_);
  ASSERT_TRUE(one.takes(LOCK_EX));
  one.finish();
  EXPECT_TRUE(other.takes(LOCK_EX));
}

TEST_F(Flock, whoever_does_not_ask_reads_and_writes) {
  const File one(path_), other(path_);
  ASSERT_TRUE(one.takes(LOCK_EX));
  EXPECT_EQ(write(other.fd(), "abc", 3), 3);
  char bytes[3] = {};
  EXPECT_EQ(read(one.fd(), bytes, 3), 3);
  other.unlock(); // of nobody's
  EXPECT_FALSE(other.takes(LOCK_SH));
}

TEST_F(Flock, any_way_of_opening_will_do) {
  for (const int how : {O_RDONLY, O_WRONLY, O_WRONLY | O_APPEND}) {
    const File one(path_, how), other(path_, how);
    ASSERT_TRUE(one.takes(LOCK_SH)) << how;
    ASSERT_TRUE(one.takes(LOCK_EX)) << how;
    ASSERT_TRUE(one.takes(LOCK_EX)) << how;
    EXPECT_FALSE(other.takes(LOCK_SH)) << how;
  }
}

TEST_F(Flock, bad_arguments) {
  const File file(path_);
  const auto error = [](int fd, int operation) { return flock(fd, operation) == 0 ? 0 : errno; };
  EXPECT_EQ(error(-1, LOCK_EX), EBADF);
  EXPECT_EQ(error(9999, LOCK_EX), EBADF);
  for (const int operation : {0, LOCK_NB, LOCK_SH | LOCK_EX, LOCK_EX | LOCK_UN, 1 << 20})
    EXPECT_EQ(error(file.fd(), operation), EINVAL) << operation;
}

TEST_F(Flock, another_process_has_it_until_it_ends) {
  const File file(path_);
  const pid_t pid = start("holds", {path_});
  until([&] {
    if (!file.takes(LOCK_EX)) return true;
    file.unlock();
    return false;
  });
  std::atomic<bool> over{false};
  Thread waiter([&] {
    const File own(path_);
    EXPECT_EQ(flock(own.fd(), LOCK_EX), 0);
    over = true;
  });
  EXPECT_FALSE(over);
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  EXPECT_EQ(status_of(pid), -SIGKILL);
  waiter.join();
  EXPECT_TRUE(over);
}

TEST_F(Flock, another_process_waits_for_it) {
  const File file(path_);
  ASSERT_TRUE(file.takes(LOCK_EX));
  const pid_t pid = start("waits", {path_});
  int status;
  for (int n = 0; n < 20; ++n) ASSERT_EQ(waitpid(pid, &status, WNOHANG), 0);
  file.unlock();
  EXPECT_EQ(status_of(pid), 7);
}

sigjmp_buf g_back;
void jumps(int) { siglongjmp(g_back, 1); }

TEST_F(Flock, a_jump_out_of_the_wait_leaves_nothing_behind) {
  const File one(path_);
  handle(SIGUSR1, jumps);
  const pthread_t self = pthread_self();
  for (int round = 0; round < 20; ++round) {
    ASSERT_TRUE(one.takes(LOCK_EX));
    const File other(path_);
    std::atomic<bool> begins{false};
    Thread sender([&] {
      until([&] { return begins.load(); });
      for (int n = round; n > 0; --n) std::this_thread::yield(); // before the wait, and in it
      pthread_kill(self, SIGUSR1);
    });
    if (sigsetjmp(g_back, 1) == 0) {
      begins = true;
      (void)flock(other.fd(), round % 2 == 0 ? LOCK_EX : LOCK_SH);
      ADD_FAILURE() << "it has returned";
    }
    sender.join();
    one.unlock();
    EXPECT_TRUE(one.takes(LOCK_EX)) << round;
    one.unlock();
  }
}

TEST_F(Flock, one_at_a_time) {
  std::atomic<int> inside{0};
  int sum = 0;
  const auto work = [&] {
    const File own(path_);
    for (int n = 0; n < 50; ++n) {
      ASSERT_EQ(flock(own.fd(), n % 4 == 1 ? LOCK_SH : LOCK_EX), 0);
      ASSERT_EQ(flock(own.fd(), LOCK_EX), 0);
      EXPECT_EQ(inside.fetch_add(1), 0);
      ++sum;
      inside.fetch_sub(1);
      own.unlock();
    }
  };
  { Thread a(work), b(work), c(work); }
  EXPECT_EQ(sum, 150);
}

} // namespace
