/* sig2str() and str2sig(). REQUIRES: sig2str str2sig */
#include "conformance.h"

static char text[SIG2STR_MAX];
static const struct {
  int sig;
  const char *name;
} kNames[] = {{SIGHUP, "HUP"},   {SIGINT, "INT"},     {SIGQUIT, "QUIT"}, {SIGILL, "ILL"},   {SIGTRAP, "TRAP"},
              {SIGABRT, "ABRT"}, {SIGBUS, "BUS"},     {SIGFPE, "FPE"},   {SIGKILL, "KILL"}, {SIGUSR1, "USR1"},
              {SIGSEGV, "SEGV"}, {SIGUSR2, "USR2"},   {SIGPIPE, "PIPE"}, {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},
              {SIGCHLD, "CHLD"}, {SIGCONT, "CONT"},   {SIGSTOP, "STOP"}, {SIGTSTP, "TSTP"}, {SIGTTIN, "TTIN"},
              {SIGTTOU, "TTOU"}, {SIGURG, "URG"},     {SIGXCPU, "XCPU"}, {SIGXFSZ, "XFSZ"}, {SIGVTALRM, "VTALRM"},
              {SIGPROF, "PROF"}, {SIGWINCH, "WINCH"}, {SIGSYS, "SYS"}};
enum { kCount = sizeof kNames / sizeof *kNames };
static int number(const char *name) {
  int sig = -77;
  return str2sig(name, &sig) == 0 ? sig : -1;
}

CASE(sig2str_01) {
  for (int i = 0; i < kCount; i++) CHECK(sig2str(kNames[i].sig, text) == 0 && strcmp(text, kNames[i].name) == 0);
}
CASE(sig2str_02) { CHECK(sig2str(SIGRTMIN, text) == 0 && strcmp(text, "RTMIN") == 0); }
CASE(sig2str_03) { CHECK(sig2str(SIGRTMAX, text) == 0 && strcmp(text, "RTMAX") == 0); }
CASE(sig2str_04) { CHECK(sig2str(SIGRTMIN + 1, text) == 0 && strcmp(text, "RTMIN+1") == 0); }
CASE(sig2str_05) {
  for (int sig = SIGRTMIN + 1; sig < SIGRTMAX; sig++)
    CHECK(sig2str(sig, text) == 0 && (strncmp(text, "RTMIN+", 6) == 0 || strncmp(text, "RTMAX-", 6) == 0));
}
CASE(sig2str_06) { CHECK(sig2str(-1, text) == -1 && sig2str(SIGRTMAX + 1, text) == -1); }
CASE(sig2str_07) {
  for (int sig = 1; sig <= SIGRTMAX; sig++)
    if (sig2str(sig, text) == 0) CHECK(strlen(text) + 1 <= SIG2STR_MAX);
}
CASE(sig2str_08) { CHECK(SIG2STR_MAX >= (int)sizeof "RTMAX-30"); }
CASE(str2sig_01) {
  for (int i = 0; i < kCount; i++) CHECK(number(kNames[i].name) == kNames[i].sig);
}
CASE(str2sig_02) { CHECK(number("RTMIN") == SIGRTMIN && number("RTMAX") == SIGRTMAX); }
CASE(str2sig_03) { CHECK(number("RTMIN+1") == SIGRTMIN + 1 && number("RTMAX-1") == SIGRTMAX - 1); }
CASE(str2sig_04) { CHECK(number("15") == SIGTERM && number("1") == 1); }
CASE(str2sig_05) { CHECK(number("NOSUCH") == -1 && number("") == -1 && number("9999") == -1); }
CASE(str2sig_06) {
  for (int sig = 1; sig <= SIGRTMAX; sig++)
    if (sig2str(sig, text) == 0) CHECK(number(text) == sig);
}
CASE(str2sig_07) { CHECK(number("RTMAX+1") == -1 && number("RTMIN-1") == -1 && number("RTMIN+99") == -1); }
CASE(str2sig_08) {
  int sig = 55;
  CHECK(str2sig("NOSUCH", &sig) == -1 && sig == 55);
}
