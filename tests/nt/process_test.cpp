// nt/process: this process and one that is started suspended, by pid, handle and memory.
#include <gtest/gtest.h>

#include "nt/module/image_marker.h"
#include "nt/module/imports.h"
#include "nt/process/job.h"
#include "nt/process/process_create.h"
#include "nt/process/process_handle.h"
#include "nt/process/process_list.h"
#include "nt/process/process_memory.h"
#include "nt/process/target_calls.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

class NtProcess : public testing::Test {
protected:
  static void SetUpTestSuite() {
    imports_start();
    target_calls_start();
  }
};

// This program once more, which has not run yet; it would list its tests and end.
class Suspended {
public:
  Suspended() {
    wchar_t program[MAX_PATH], line[MAX_PATH + 32];
    GetModuleFileNameW(nullptr, program, MAX_PATH);
    wsprintfW(line, L"\"%s\" --gtest_list_tests", program);
    CreateRequest request{};
    request.program = program;
    request.command_line = line;
    error = process_create(request, &made);
  }
  ~Suspended() {
    if (made.thread != nullptr) process_abandon(&made);
    else process_close(&made.process);
  }
  Suspended(const Suspended &) = delete;
  Suspended &operator=(const Suspended &) = delete;
  Errno error;
  NewProcess made;
};

TEST_F(NtProcess, own_facts_are_those_of_the_list) {
  const OwnProcess own = own_process();
  EXPECT_EQ(own.pid, GetCurrentProcessId());
  struct Search {
    const OwnProcess *own;
    bool found;
  } search{&own, false};
  ASSERT_EQ(processes_visit(
                [](const ProcessEntry &entry, void *argument) {
                  auto *s = static_cast<Search *>(argument);
                  s->found =
                      entry.pid == s->own->pid && entry.created == s->own->created && entry.session == s->own->session;
                  return !s->found;
                },
                &search),
            0);
  EXPECT_TRUE(search.found);
}

TEST_F(NtProcess, open_tells_a_later_one_with_the_same_pid) {
  const OwnProcess own = own_process();
  Process process;
  ASSERT_EQ(process_open(own.pid, &process), 0);
  EXPECT_EQ(process.created, own.created);
  EXPECT_TRUE(process_alive(process.handle));
  process_close(&process);
  EXPECT_EQ(process.handle, nullptr);
  EXPECT_EQ(process_open_older(own.pid, own.created, &process), ESRCH) << "nobody is his own parent";
  EXPECT_EQ(process_open_older(own.pid, own.created + 1, &process), 0);
  process_close(&process);
}

TEST_F(NtProcess, what_is_no_process_is_esrch_or_ebadf) {
  Process process;
  for (const std::uint32_t pid : {0xFFFFFFFCu, 0xFFFFFFFFu, 3u}) EXPECT_EQ(process_open(pid, &process), ESRCH) << pid;
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  EXPECT_EQ(process_from_handle(event, &process), EBADF);
  CloseHandle(event);
  EXPECT_EQ(process_from_handle(nullptr, &process), EBADF);
}

TEST_F(NtProcess, suspended_one_runs_when_it_is_told_to) {
  Suspended child;
  ASSERT_EQ(child.error, 0);
  const Process &process = child.made.process;
  EXPECT_TRUE(process_suspended(process));
  EXPECT_EQ(process_parent(process.handle), GetCurrentProcessId());
  std::uint32_t status = 1;
  EXPECT_FALSE(process_wait(process.handle, 0, &status));
  ASSERT_TRUE(process_begin(&child.made));
  ASSERT_TRUE(process_wait(process.handle, -1, &status));
  EXPECT_EQ(status, 0u);
  EXPECT_EQ(process_exit_code(process.handle), 0u);
  EXPECT_FALSE(process_alive(process.handle));
  EXPECT_EQ(process_terminate(process, 9), ESRCH);
  EXPECT_EQ(process_may_terminate(process), ESRCH);
  Process again;
  EXPECT_EQ(process_open(process.pid, &again), ESRCH) << "ended, and only referenced";
}

TEST_F(NtProcess, abandoned_one_never_runs) {
  Suspended child;
  ASSERT_EQ(child.error, 0);
  const Handle kept = [&] {
    HANDLE copy = nullptr;
    DuplicateHandle(GetCurrentProcess(), child.made.process.handle, GetCurrentProcess(), &copy, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    return copy;
  }();
  process_abandon(&child.made);
  std::uint32_t status = 0;
  ASSERT_TRUE(process_wait(kept, -1, &status));
  EXPECT_EQ(status, 1u);
  CloseHandle(kept);
}

TEST_F(NtProcess, start_fails_with_the_reason) {
  NewProcess made;
  wchar_t line[] = L"none";
  CreateRequest request{};
  request.command_line = line;
  request.program = L"Z:\\nowhere\\none.exe";
  EXPECT_EQ(process_create(request, &made), ENOENT);
  wchar_t directory[MAX_PATH];
  GetWindowsDirectoryW(directory, MAX_PATH);
  request.program = directory;
  EXPECT_EQ(process_create(request, &made), EACCES) << "a directory";
}

TEST_F(NtProcess, stopping_twice_is_stopping_once) {
  Suspended child;
  ASSERT_EQ(child.error, 0);
  const Process &process = child.made.process;
  EXPECT_EQ(process_suspend(process), 0) << "it stands already, and no count goes up";
  ASSERT_TRUE(process_begin(&child.made));
  std::uint32_t status;
  EXPECT_TRUE(process_wait(process.handle, -1, &status));
}

TEST_F(NtProcess, memory_of_another_all_or_nothing) {
  Suspended child;
  ASSERT_EQ(child.error, 0);
  ProcessMemory memory;
  ASSERT_EQ(memory.open(child.made.process), 0);
  static const std::uint64_t kWord = 0x1122334455667788;
  std::uint64_t seen = 0;
  EXPECT_FALSE(memory.read(0x10, &seen, sizeof(seen)));
  EXPECT_FALSE(memory.gone());
  const std::uint64_t text = process_image_section(child.made.process, ".text");
  EXPECT_EQ(text, own_image_section(".text")) << "the same program, where it is linked to be";
  EXPECT_EQ(process_image_section(child.made.process, ".none"), 0u);
  const std::uint64_t address = reinterpret_cast<std::uint64_t>(&kWord);
  ASSERT_TRUE(memory.read(address, &seen, sizeof(seen)));
  EXPECT_EQ(seen, kWord);
}

TEST_F(NtProcess, job_holds_what_was_added) {
  const Handle job = CreateJobObjectW(nullptr, nullptr);
  ASSERT_TRUE(is_job(job));
  Suspended child;
  ASSERT_EQ(child.error, 0);
  EXPECT_FALSE(is_job(child.made.process.handle));
  EXPECT_FALSE(is_job(nullptr));
  EXPECT_EQ(job_add(job, child.made.process.handle), 0);
  CloseHandle(job);
}

} // namespace
} // namespace psig::nt
