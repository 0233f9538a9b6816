/* psignal(), psiginfo(), strsignal(): what they write goes to a file in place of the standard error stream. */
#include "conformance.h"

static char text[4096];
static char path[64];
static void open_log(void) {
  snprintf(path, sizeof path, "conformance-%ld.log", (long)getpid());
  SETUP(freopen(path, "w+b", stderr) != NULL);
}
static const char *read_log(void) {
  fflush(stderr);
  FILE *file = fopen(path, "rb");
  SETUP(file != NULL);
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  fclose(stderr), remove(path);
  return text;
}
static siginfo_t info_of(int sig) {
  siginfo_t info = {.si_signo = sig};
  info.si_code = SI_USER, info.si_pid = 4711;
  return info;
}

CASE(psignal_01) {
  open_log(), psignal(SIGINT, "message");
  const char *got = read_log();
  CHECK(strncmp(got, "message: ", 9) == 0 && strstr(got, strsignal(SIGINT)) != NULL && got[strlen(got) - 1] == '\n');
}
CASE(psignal_02) {
  open_log(), psignal(SIGINT, NULL);
  const char *got = read_log();
  CHECK(strncmp(got, strsignal(SIGINT), strlen(strsignal(SIGINT))) == 0 && strchr(got, ':') == NULL);
}
CASE(psignal_03) {
  open_log(), psignal(SIGTERM, "");
  CHECK(strchr(read_log(), ':') == NULL);
}
CASE(psignal_04) {
  open_log(), errno = EDOM, psignal(SIGTERM, "x");
  CHECK(errno == EDOM), read_log();
}
CASE(psignal_05) {
  open_log(), fputs("before ", stderr), psignal(SIGTERM, "x"), fputs("after\n", stderr);
  const char *got = read_log();
  CHECK(strncmp(got, "before x: ", 10) == 0 && strstr(got, "after\n") != NULL);
}
CASE(psignal_06) {
  open_log(), psignal(12345, "odd");
  const char *got = read_log();
  CHECK(strncmp(got, "odd: ", 5) == 0 && strlen(got) > 6);
}
CASE(psiginfo_01) {
  siginfo_t info = info_of(SIGINT);
  open_log(), psiginfo(&info, "message");
  const char *got = read_log();
  CHECK(strncmp(got, "message: ", 9) == 0 && strstr(got, strsignal(SIGINT)) != NULL && got[strlen(got) - 1] == '\n');
}
CASE(psiginfo_02) {
  siginfo_t info = info_of(SIGHUP);
  open_log(), psiginfo(&info, NULL);
  const char *got = read_log();
  CHECK(strncmp(got, strsignal(SIGHUP), strlen(strsignal(SIGHUP))) == 0);
}
CASE(psiginfo_03) {
  siginfo_t info = info_of(SIGHUP);
  open_log(), psiginfo(&info, "");
  CHECK(strncmp(read_log(), strsignal(SIGHUP), strlen(strsignal(SIGHUP))) == 0);
}
CASE(psiginfo_04) {
  siginfo_t info = info_of(SIGHUP);
  open_log(), errno = EDOM, psiginfo(&info, "x");
  CHECK(errno == EDOM), read_log();
}
CASE(strsignal_01) {
  for (int sig = 1; sig < 32; sig++) CHECK(strsignal(sig) != NULL && strlen(strsignal(sig)) > 2);
}
CASE(strsignal_02) {
  char one[128];
  snprintf(one, sizeof one, "%s", strsignal(SIGINT));
  CHECK(strcmp(one, strsignal(SIGTERM)) != 0 && strcmp(one, strsignal(SIGINT)) == 0);
}
CASE(strsignal_03) { CHECK(strsignal(SIGRTMIN + 1) != NULL && *strsignal(SIGRTMIN + 1) != 0); }
CASE(strsignal_04) { CHECK(strsignal(12345) != NULL && *strsignal(12345) != 0); }
CASE(strsignal_05) {
  errno = EDOM, strsignal(SIGINT), strsignal(SIGRTMAX);
  CHECK(errno == EDOM);
}
CASE(strsignal_06) {
  char names[32][64];
  for (int sig = 1; sig < 32; sig++) snprintf(names[sig], sizeof names[sig], "%s", strsignal(sig));
  for (int a = 1; a < 32; a++)
    for (int b = 1; b < a; b++) CHECK(strcmp(names[a], names[b]) != 0);
}
