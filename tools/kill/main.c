/* kill: send signals to processes, by the POSIX.1-2024 utility of that name with the options of procps and util-linux.
 *
 * Exit status: 0 when every operand was signalled, 1 otherwise. Every operand is tried, whatever became of others. */
#include "common/tool.h"
#include "kill/kill.h"

const struct tool tool = {"kill", 1};

int tool_main(int count, char **words) {
  struct request request;
  const int done = kill_options(&request, words + (count > 0));
  return done >= 0 ? done : send_all(&request);
}
