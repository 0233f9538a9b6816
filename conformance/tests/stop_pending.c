/* Stop signals and SIGCONT discard each other while they are pending. */
#include "conformance.h"

CASE(default_cont_discards) {
  const int stops[] = {SIGTSTP, SIGTTIN, SIGTTOU};
  for (int i = 0; i < 3; i++) block(stops[i]), kill(getpid(), stops[i]), CHECK(pending(stops[i]));
  kill(getpid(), SIGCONT);
  for (int i = 0; i < 3; i++) CHECK(!pending(stops[i]));
}
CASE(default_stop_discards) {
  block(SIGCONT), on(SIGCONT, note, 0), block(SIGTSTP), kill(getpid(), SIGCONT);
  CHECK(pending(SIGCONT));
  kill(getpid(), SIGTSTP);
  CHECK(!pending(SIGCONT) && pending(SIGTSTP));
}
