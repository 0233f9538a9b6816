/* The trace language, read. */
#include "trace.h"
#include "turns.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static char g_line[8192];

static void fail(const char *what) {
  fprintf(stderr, "fuzz: %s: %s\n", what, g_line);
  exit(2);
}

static int number_of(const char *word) {
  char *end;
  const long value = strtol(word, &end, 10);
  if (end == word || *end != '\0') fail("no number");
  return (int)value;
}

static set_bits set_of(const char *word) {
  set_bits set = 0;
  if (*word != '{') fail("no set");
  for (++word; *word != '}'; word += *word == ',') {
    char *end;
    const long signo = strtol(word, &end, 10);
    if (end == word || signo < 1 || signo > 64) fail("no set");
    set |= (set_bits)1 << (signo - 1);
    word = end;
  }
  return set;
}

static int flags_of(const char *word) {
  static const struct {
    char letter;
    int flag;
  } kFlags[] = {{'I', SA_SIGINFO}, {'N', SA_NODEFER}, {'R', SA_RESETHAND}, {'S', SA_RESTART}, {'O', SA_ONSTACK}};
  int flags = 0;
  for (; *word != '\0' && *word != '-'; ++word)
    for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; ++i)
      if (kFlags[i].letter == *word) flags |= kFlags[i].flag;
  return flags;
}

static int disposition_of(const char *word) {
  if (strcmp(word, "DFL") == 0) return kDispositionDefault;
  if (strcmp(word, "IGN") == 0) return kDispositionIgnore;
  if (strcmp(word, "HOLD") == 0) return kDispositionHold;
  const int body = *word == 'h' ? number_of(word + 1) : -1;
  if (body < 0 || body >= kBodies) fail("no disposition");
  return body;
}

static const struct kind *kind_of(const char *name) {
  const struct kind *kind = g_kinds;
  while (kind->name != NULL && strcmp(kind->name, name) != 0) ++kind;
  if (kind->name == NULL) fail("no such operation");
  return kind;
}

static void add_operation(struct block *block, char *name) {
  if (block->count == kMostOperations) fail("a block too long");
  struct operation *op = &block->operation[block->count++];
  memset(op, 0, sizeof *op);
  op->kind = kind_of(name);
  int numbers = 0;
  for (const char *form = op->kind->form; *form != '\0'; ++form) {
    const char *word = strtok(NULL, " \r\n");
    if (word == NULL) fail("an argument is missing");
    switch (*form) {
    case 'S': op->set = set_of(word); break;
    case 'f': op->flags = flags_of(word); break;
    case 'd': op->disposition = disposition_of(word); break;
    default: op->number[numbers++] = number_of(word); break;
    }
  }
}

static void match_ends(struct block *block) {
  int open[kMostOperations], depth = 0;
  for (int i = 0; i < block->count; ++i) {
    const char *name = block->operation[i].kind->name;
    if (strcmp(name, "try") == 0 || strcmp(name, "on") == 0) open[depth++] = i;
    if (strcmp(name, "end") != 0) continue;
    if (depth == 0) fail("an end too many");
    block->operation[open[--depth]].end = i;
  }
  if (depth != 0) fail("a try without its end");
}

static void read_settles(struct trace *out) {
  for (const char *word; (word = strtok(NULL, " \r\n")) != NULL; ++out->settles) {
    struct settle *const settle = &out->settle[out->settles];
    if (out->settles == kMostSettles || sscanf(word, "%d:%d", &settle->number, &settle->events) != 2) fail("no settle");
  }
}

int trace_read(FILE *file, struct trace *out) {
  struct block *block = &out->main;
  if (fgets(g_line, sizeof g_line, file) == NULL) return 0;
  if (sscanf(g_line, "trace %ld", &out->number) < 1) fail("no trace");
  out->dies = strstr(g_line, " dies") != NULL;
  const char *const threads = strstr(g_line, " threads ");
  out->threads = threads != NULL ? atoi(threads + 9) : 1;
  if (out->threads < 1 || out->threads > kThreads) fail("no number of threads");
  out->settles = 0;
  out->main.count = 0;
  for (int i = 0; i < kBodies; ++i) out->body[i].count = 0;
  while (fgets(g_line, sizeof g_line, file) != NULL) {
    char *name = strtok(g_line, " \r\n");
    if (name == NULL) continue;
    if (strcmp(name, ".") == 0) {
      match_ends(&out->main);
      for (int i = 0; i < kBodies; ++i) match_ends(&out->body[i]);
      return 1;
    }
    if (strcmp(name, "settle") == 0) read_settles(out);
    else if (name[0] == 'h' && name[1] >= '0' && name[1] <= '9') block = &out->body[disposition_of(name)];
    else add_operation(block, name);
  }
  fail("a trace without its end");
  return 0;
}
