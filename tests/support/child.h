// Child processes for tests: the test executable starts itself again, in a role that the test has registered. No test
// waits for a time: a child says what it has reached by a line on its standard output, and the test waits for it.
//
//   CHILD(waiter) { ...; say("ready"); ...; return 0; }   // the child's main: argc, argv without the role
//   TEST(...) { Child child("waiter", {"arg"}); child.expect("ready"); ...; EXPECT_EQ(child.wait(), 0u); }
#pragma once

#ifdef _WIN32

#include <initializer_list>
#include <string>

namespace psig_test {

using ChildMain = int (*)(int argc, char **argv);

struct ChildRole {
  ChildRole(const char *role_name, ChildMain role_main);
  const char *name;
  ChildMain main;
  ChildRole *next;
};

// Runs the role asked for on the command line; false if there is none.
bool run_child_role(int argc, char **argv, int *status);

// One whole line to the parent, past every buffer.
void say(const std::string &line);
// The next line from the parent; empty at the end of input.
std::string hear();

class Child {
public:
  explicit Child(const char *role, std::initializer_list<std::string> args = {}, unsigned creation_flags = 0);
  // Another program, beside the test's own.
  struct Program {
    std::string path;
  };
  explicit Child(const Program &program, std::initializer_list<std::string> args = {}, unsigned creation_flags = 0,
                 void *security = nullptr);
  ~Child(); // a child still running is terminated
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;

  [[nodiscard]] unsigned long pid() const { return pid_; }
  [[nodiscard]] void *handle() const { return process_; }
  // The next line the child says; empty if it ended without one.
  std::string line();
  // Reads lines until this one; false if the child ends first. What came before is in `skipped`.
  [[nodiscard]] bool expect(const std::string &wanted, std::string *skipped = nullptr);
  void tell(const std::string &line);
  void close_input();
  // The exit code, after the end.
  unsigned long wait();
  // Waits at most so long; true with the exit code if it ended.
  [[nodiscard]] bool wait_for(unsigned milliseconds, unsigned long *code);
  void terminate(unsigned code = 99);

private:
  void start(const std::string &program, std::string command, unsigned creation_flags, void *security);

  void *process_ = nullptr;
  void *to_child_ = nullptr;
  void *from_child_ = nullptr;
  unsigned long pid_ = 0;
  std::string unread_;
};

} // namespace psig_test

#define CHILD(role)                                                                                                    \
  static int child_main_##role(int argc, char **argv);                                                                 \
  static ::psig_test::ChildRole child_role_##role(#role, child_main_##role);                                           \
  static int child_main_##role([[maybe_unused]] int argc, [[maybe_unused]] char **argv)

#endif
