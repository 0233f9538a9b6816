// A handler that uses sockets may do so whatever socket call it came in (XSH 2.4.3: send() and recv() are
// async-signal-safe). Winsock waits alertably, and calls made by an APC there break the call that it has interrupted.
#include <winsock2.h>

#include "signal/threads.h"

using namespace psig_test;

namespace {

struct Pair {
  SOCKET ends[2];
  Pair() {
    sockaddr_in address = {};
    int length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr *>(&address), length), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length), 0);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(ends[0], reinterpret_cast<sockaddr *>(&address), length), 0);
    ends[1] = accept(listener, nullptr, nullptr);
    closesocket(listener);
  }
  ~Pair() {
    closesocket(ends[0]);
    closesocket(ends[1]);
  }
  Pair(const Pair &) = delete;
  Pair &operator=(const Pair &) = delete;
};

SOCKET g_to_itself;
std::atomic<int> g_sent_in_handler;

void send_and_note(int sig) {
  if (send(g_to_itself, "y", 1, 0) == 1) g_sent_in_handler.fetch_add(1);
  note(sig);
}

class winsock_test : public EngineTest {
protected:
  static void SetUpTestSuite() {
    WSADATA data;
    ASSERT_EQ(WSAStartup(0x202, &data), 0);
  }
  void SetUp() override {
    EngineTest::SetUp();
    g_sent_in_handler.store(0);
    handle(SIGUSR1, send_and_note, SA_RESTART);
  }
};

// So many signals while a thread is in recv(), or just about to be or just out of it.
void signals_during_recv(int rounds) {
  Pair data, other;
  g_to_itself = other.ends[0];
  std::atomic<int> received{0}, wrong{0};
  BareThread thread([&] {
    for (int i = 0; i < rounds; ++i) {
      char byte = 0;
      if (recv(data.ends[1], &byte, 1, 0) != 1 || byte != 'x') wrong.fetch_add(1);
      received.fetch_add(1);
    }
  });
  for (int i = 0; i < rounds; ++i) {
    for (int n = 0; n <= i % 4; ++n) {
      EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
      if (n % 2 == 1) Sleep(1); // into the wait again, in some of the rounds
    }
    EXPECT_EQ(send(data.ends[0], "x", 1, 0), 1);
    until([&] { return received.load() > i; });
  }
  thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(g_handled, 0);
  EXPECT_EQ(g_sent_in_handler, g_handled);
}

} // namespace

TEST_F(winsock_test, a_handler_that_sends) { signals_during_recv(100); }

TEST_F(winsock_test, by_the_apc_alone) {
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_APC | POSIX_SIGNAL_DELIVER_RETURN);
  signals_during_recv(40);
}

// Blocked for long: a signal for the process finds somebody else, one for the thread comes with the call's end.
TEST_F(winsock_test, while_it_lasts_the_process_s_go_elsewhere) {
  Pair data, other;
  g_to_itself = other.ends[0];
  std::atomic<bool> ready{false}, received{false};
  BareThread thread([&] {
    char byte = 0;
    ready.store(true);
    received.store(recv(data.ends[1], &byte, 1, 0) == 1);
    until([] { return g_handled.load() == 2; }); // if not as the call ended, then when somebody looks again
  });
  until([&] { return ready.load(); });
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  raise(SIGUSR1);
  EXPECT_GE(g_handled, 1);
  EXPECT_EQ(send(data.ends[0], "x", 1, 0), 1);
  thread.join();
  EXPECT_TRUE(received);
  EXPECT_EQ(g_handled, 2);
}

// A wait of another kind afterwards is ended by an APC as ever.
TEST_F(winsock_test, other_alertable_waits_as_before) {
  Pair data, other;
  g_to_itself = other.ends[0];
  std::atomic<int> stage{0};
  BareThread thread([&] {
    char byte = 0;
    stage.store(1);
    (void)recv(data.ends[1], &byte, 1, 0);
    stage.store(2);
    while (stage.load() != 3) SleepEx(INFINITE, TRUE);
  });
  until([&] { return stage.load() == 1; });
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  EXPECT_EQ(send(data.ends[0], "x", 1, 0), 1);
  until([&] { return stage.load() == 2 && g_handled.load() == 1; });
  for (int i = 0; i < 5; ++i) thread.signal(SIGUSR1);
  stage.store(3);
  QueueUserAPC([](ULONG_PTR) {}, thread.handle(), 0);
  thread.join();
}
