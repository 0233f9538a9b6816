#include "common/words.h"

#include <posix/signal.h>

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int parse_signal(const char *text) {
  char name[SIG2STR_MAX];
  size_t length = 0;
  int signo;
  for (; text[length] != '\0'; ++length) {
    if (length + 1 == sizeof name) return -1;
    name[length] = (char)toupper((unsigned char)text[length]);
  }
  name[length] = '\0';
  if (strcmp(name, "0") == 0) return 0;
  if (str2sig(name, &signo) == 0) return signo;
  if (strncmp(name, "SIG", 3) == 0 && !isdigit((unsigned char)name[3]) && str2sig(name + 3, &signo) == 0) return signo;
  return -1;
}

int parse_number(const char *text, long long *value) {
  char *end;
  if (text == NULL || *text == '\0' || isspace((unsigned char)*text)) return 1;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return *end != '\0' || errno != 0;
}

int copy_word(const char *text, char *out, size_t room) {
  size_t length = strlen(text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) --length;
  if (length >= room) return 1;
  memcpy(out, text, length);
  out[length] = '\0';
  return 0;
}
