// nt/ipc, of what poll() asks: the requests to Winsock's driver, the state of pipes, and which sockets do not block.
#include <winsock2.h>

#include <gtest/gtest.h>

#include "nt/ipc/afd.h"
#include "nt/ipc/pipe_mode.h"
#include "nt/ipc/pipe_state.h"
#include "nt/ipc/socket_mode.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// One that listens, and one that has not connected yet.
class NtPoll : public testing::Test {
protected:
  void SetUp() override {
    imports_start();
    WSADATA data;
    ASSERT_EQ(WSAStartup(0x202, &data), 0);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int size = sizeof(address_);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(bind(listener, address(), size), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    ASSERT_EQ(getsockname(listener, address(), &size), 0);
    event = auto_event_create();
  }
  void TearDown() override {
    closesocket(listener);
    handle_close(event);
  }
  sockaddr *address() { return reinterpret_cast<sockaddr *>(&address_); }
  // And the listener knows of it, by Winsock's own word.
  SOCKET connected() {
    const SOCKET out = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(out, address(), sizeof(address_)), 0);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(listener, &set);
    EXPECT_EQ(select(0, &set, nullptr, nullptr, nullptr), 1);
    return out;
  }
  AfdSockets *to_accept() {
    request = {};
    request.count = 1;
    request.sockets[0] = {reinterpret_cast<void *>(listener), kAfdAccept, 0};
    return &request;
  }

  SOCKET listener = INVALID_SOCKET;
  void *event = nullptr;
  AfdSockets request{};

private:
  sockaddr_in address_{};
};

TEST_F(NtPoll, a_look_is_over_at_once) {
  AfdPoll before(to_accept(), event);
  EXPECT_EQ(before.begin(true), 0);
  EXPECT_EQ(request.count, 0u);
  const SOCKET client = connected();
  AfdPoll after(to_accept(), event);
  EXPECT_EQ(after.begin(true), 0);
  ASSERT_EQ(request.count, 1u);
  EXPECT_EQ(request.sockets[0].events, kAfdAccept);
  closesocket(client);
}

TEST_F(NtPoll, the_event_tells) {
  AfdPoll poll(to_accept(), event);
  ASSERT_EQ(poll.begin(false), EINPROGRESS);
  EXPECT_EQ(wait_any(&event, 1, now_ns() + 20'000'000), -1);
  const SOCKET client = connected();
  EXPECT_EQ(wait_any(&event, 1, kForever), 0);
  EXPECT_TRUE(poll.end());
  EXPECT_EQ(request.count, 1u);
  closesocket(client);
}

TEST_F(NtPoll, it_is_taken_back) {
  AfdPoll poll(to_accept(), event);
  ASSERT_EQ(poll.begin(false), EINPROGRESS);
  EXPECT_FALSE(poll.end());
  EXPECT_FALSE(poll.end()) << "once more";
  AfdPoll other(to_accept(), event);
  EXPECT_EQ(other.begin(true), 0) << "the driver and the event are as before";
}

TEST_F(NtPoll, what_is_no_socket) {
  const HANDLE file = CreateFileW(L"NUL", GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  for (const HANDLE none : {event, file, reinterpret_cast<HANDLE>(0x7ffffffc), static_cast<HANDLE>(nullptr)}) {
    request = {};
    request.count = 1;
    request.sockets[0] = {none, kAfdReceive, 0};
    AfdPoll poll(&request, event);
    EXPECT_EQ(poll.begin(false), ENOTSOCK) << none;
    EXPECT_FALSE(is_socket(none));
  }
  EXPECT_TRUE(is_socket(reinterpret_cast<void *>(listener)));
  CloseHandle(file);
}

TEST_F(NtPoll, the_state_of_a_pipe) {
  HANDLE reader, writer;
  DWORD count;
  ASSERT_TRUE(CreatePipe(&reader, &writer, nullptr, 4096));
  PipeState state;
  ASSERT_TRUE(pipe_state(reader, &state));
  EXPECT_TRUE(state.reads && !state.writes && !state.closed);
  EXPECT_EQ(state.available, 0u);
  ASSERT_TRUE(pipe_state(writer, &state));
  EXPECT_TRUE(state.writes && !state.reads && !state.closed && state.room);
  ASSERT_TRUE(WriteFile(writer, "abc", 3, &count, nullptr));
  ASSERT_TRUE(pipe_state(reader, &state));
  EXPECT_EQ(state.available, 3u);
  CloseHandle(writer);
  ASSERT_TRUE(pipe_state(reader, &state));
  EXPECT_TRUE(state.closed);
  EXPECT_EQ(state.available, 3u);
  CloseHandle(reader);
  EXPECT_FALSE(pipe_state(reader, &state));
  EXPECT_FALSE(pipe_state(reinterpret_cast<HANDLE>(listener), &state));
}

TEST_F(NtPoll, waiting_for_a_pipe_takes_nothing) {
  HANDLE reader, writer;
  ASSERT_TRUE(CreatePipe(&reader, &writer, nullptr, 4096));
  EXPECT_TRUE(pipe_waits(reader));
  static HANDLE waited_for;
  waited_for = reader;
  const HANDLE thread = thread_start([](void *) { pipe_await(waited_for); }, nullptr);
  EXPECT_FALSE(handle_wait(thread, 20));
  DWORD count;
  ASSERT_TRUE(WriteFile(writer, "abc", 3, &count, nullptr));
  EXPECT_TRUE(handle_wait(thread, 20'000));
  PipeState state;
  ASSERT_TRUE(pipe_state(reader, &state));
  EXPECT_EQ(state.available, 3u);
  DWORD mode = PIPE_NOWAIT;
  ASSERT_TRUE(SetNamedPipeHandleState(reader, &mode, nullptr, nullptr));
  EXPECT_FALSE(pipe_waits(reader));
  for (const HANDLE handle : {thread, reader, writer}) CloseHandle(handle);
}

TEST_F(NtPoll, who_makes_a_socket_not_block_is_seen) {
  modules_start();
  socket_modes_watch();
  u_long on = 1, off = 0;
  EXPECT_TRUE(socket_blocks(listener));
  ASSERT_EQ(ioctlsocket(listener, static_cast<long>(FIONBIO), &on), 0);
  EXPECT_FALSE(socket_blocks(listener));
  socket_mode_copy(listener, 0x7ffffff0);
  EXPECT_FALSE(socket_blocks(0x7ffffff0)) << "as one that it has accepted";
  ASSERT_EQ(ioctlsocket(listener, static_cast<long>(FIONBIO), &off), 0);
  EXPECT_TRUE(socket_blocks(listener));
  const WSAEVENT select_event = WSACreateEvent();
  ASSERT_EQ(WSAEventSelect(listener, select_event, FD_ACCEPT), 0);
  EXPECT_FALSE(socket_blocks(listener));
  const SOCKET other = socket(AF_INET, SOCK_STREAM, 0);
  DWORD count = 0;
  ASSERT_EQ(WSAIoctl(other, static_cast<DWORD>(FIONBIO), &on, sizeof on, nullptr, 0, &count, nullptr, nullptr), 0);
  EXPECT_FALSE(socket_blocks(other));
  closesocket(other);
  EXPECT_TRUE(socket_blocks(other)) << "forgotten with its end";
  WSACloseEvent(select_event);
}

} // namespace
} // namespace psig::nt
