/* One thread runs all of this. What a handler changes is put back at its end, or where it has jumped to. */
#include "flow.h"

#include "record.h"

#include <setjmp.h>
#include <string.h>
#include <unistd.h>

/* Bodies that run in one trace; those of later handlers are passed over, so that every trace ends. */
enum { kFuel = 24, kLandings = 128 };

static const struct trace *g_trace;
static int g_fuel;

static struct landing {
  sigjmp_buf buffer;
  ucontext_t *context;
} g_landings[kLandings];
static volatile int g_landing_count;

static ucontext_t *volatile g_context;
static char g_altstack[2][kAltstackSize] __attribute__((__aligned__(4096)));

void flow_begin(const struct trace *trace) {
  g_trace = trace;
  g_fuel = kFuel;
  g_landing_count = 0;
  g_context = NULL;
}

ucontext_t *current_context(void) { return g_context; }
char *altstack_memory(int which) { return g_altstack[which - 1]; }

int altstack_of(const void *address) {
  for (int i = 0; i < 2; ++i)
    if ((const char *)address >= g_altstack[i] && (const char *)address < g_altstack[i] + kAltstackSize) return i + 1;
  return 0;
}

void run_block(const struct block *block, int from, int to) {
  for (int i = from; i < to; ++i) {
    const struct operation *op = &block->operation[i];
    op->kind->run(block, i);
    if (op->end != 0) i = op->end;
  }
}

static set_bits mask_now(void) {
  sigset_t mask;
  sigemptyset(&mask);
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  return bits_of(&mask);
}

/* ---- jumps -------------------- */

void op_try(const struct block *block, int at) {
  const int index = g_landing_count;
  struct landing *const landing = &g_landings[index];
  landing->context = g_context;
  const int value = sigsetjmp(landing->buffer, block->operation[at].number[0]);
  if (value == 0) {
    g_landing_count = index + 1;
    run_block(block, at + 1, block->operation[at].end);
  } else {
    g_context = landing->context;
    record("landed %d mask=%llx stack=%d", value, (unsigned long long)mask_now(), altstack_of(&value));
  }
  g_landing_count = index;
}

void op_end(const struct block *block, int at) { (void)block, (void)at; /* op_try() ends before it */ }

void op_jump(const struct block *block, int at) {
  if (g_landing_count == 0) return record("jump=none");
  siglongjmp(g_landings[g_landing_count - 1].buffer, block->operation[at].number[0]);
}

/* ---- handlers -------------------- */

static void run_body(int body, int signo) {
  if (g_fuel > 0) {
    --g_fuel;
    run_block(&g_trace->body[body], 0, g_trace->body[body].count);
  }
  record("<%d", signo);
}

static void plain(int body, int signo) {
  ucontext_t *const outer = g_context;
  g_context = NULL;
  record(">%d h%d mask=%llx stack=%d", signo, body, (unsigned long long)mask_now(), altstack_of(&outer));
  run_body(body, signo);
  g_context = outer;
}

static void with_info(int body, int signo, siginfo_t *info, void *context) {
  ucontext_t *const outer = g_context;
  g_context = context;
  record(">%d h%d %s%s value=%d from=%d mask=%llx back=%llx stack=%d", signo, body, code_name(info->si_code),
         info->si_signo == signo ? "" : " another's", info->si_value.sival_int, info->si_pid == getpid(),
         (unsigned long long)mask_now(), (unsigned long long)bits_of(&g_context->uc_sigmask), altstack_of(&outer));
  run_body(body, signo);
  g_context = outer;
}

/* A handler is known by its address: two functions a body. */
#define HANDLER(n)                                                                                                     \
  static void plain_##n(int signo) { plain(n, signo); }                                                                \
  static void info_##n(int signo, siginfo_t *info, void *context) { with_info(n, signo, info, context); }
/* clang-format off */
HANDLER(0)
HANDLER(1)
HANDLER(2)
HANDLER(3)
HANDLER(4)
HANDLER(5)
/* clang-format on */

typedef void (*info_function)(int, siginfo_t *, void *);
static const handler_function kPlain[kBodies] = {plain_0, plain_1, plain_2, plain_3, plain_4, plain_5};
static const info_function kInfo[kBodies] = {info_0, info_1, info_2, info_3, info_4, info_5};
static const char *const kNames[kBodies] = {"h0", "h1", "h2", "h3", "h4", "h5"};

handler_function handler_of(int disposition, int flags) {
  switch (disposition) {
  case kDispositionDefault: return SIG_DFL;
  case kDispositionIgnore: return SIG_IGN;
  case kDispositionHold: return SIG_HOLD;
  }
  return (flags & SA_SIGINFO) != 0 ? (handler_function)(void *)kInfo[disposition] : kPlain[disposition];
}

const char *handler_name(handler_function handler) {
  if (handler == SIG_DFL) return "DFL";
  if (handler == SIG_IGN) return "IGN";
  if (handler == SIG_HOLD) return "HOLD";
  for (int i = 0; i < kBodies; ++i)
    if (handler == kPlain[i] || (void *)handler == (void *)kInfo[i]) return kNames[i];
  return "other";
}
