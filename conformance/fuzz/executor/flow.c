/* One thread at a time runs all of this. What a handler changes is put back at its end, or where it has jumped to. */
#include "flow.h"

#include "record.h"
#include "turns.h"

#include <setjmp.h>
#include <string.h>
#include <unistd.h>

/* Bodies that run in one trace; those of later handlers are passed over, so that every trace ends. */
enum { kFuel = 24, kLandings = 128 };

static const struct trace *g_trace;
static int g_fuel;

struct landing {
  sigjmp_buf buffer;
  ucontext_t *context;
};

/* Of each thread. */
static struct flow {
  struct landing landings[kLandings];
  volatile int landing_count;
  ucontext_t *volatile context;
} g_flows[kThreads + 1];
static char g_altstack[kThreads + 1][2][kAltstackSize] __attribute__((__aligned__(4096)));

void flow_begin(const struct trace *trace) {
  g_trace = trace;
  g_fuel = kFuel;
  for (int i = 0; i < kThreads; ++i) g_flows[i].landing_count = 0, g_flows[i].context = NULL;
}

/* A thread that is none of ours should run none of this. If it does, the record says so. */
static int place(void) { return turns_me() < 0 ? kThreads : turns_me(); }
static struct flow *flow(void) { return &g_flows[place()]; }

ucontext_t *current_context(void) { return flow()->context; }
char *altstack_memory(int which) { return g_altstack[place()][which - 1]; }

int altstack_of(const void *address) {
  for (int i = 0; i < 2; ++i)
    if ((const char *)address >= altstack_memory(i + 1) &&
        (const char *)address < altstack_memory(i + 1) + kAltstackSize)
      return i + 1;
  return 0;
}

void run_block(const struct block *block, int from, int to) {
  for (int i = from; i < to; ++i) {
    const struct operation *op = &block->operation[i];
    const int number = turns_begin_operation();
    op->kind->run(block, i);
    turns_end_operation(number);
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
  struct flow *const mine = flow();
  const int index = mine->landing_count;
  struct landing *const landing = &mine->landings[index];
  landing->context = mine->context;
  const int value = sigsetjmp(landing->buffer, block->operation[at].number[0]);
  if (value == 0) {
    mine->landing_count = index + 1;
    run_block(block, at + 1, block->operation[at].end);
  } else {
    mine->context = landing->context;
    record("landed %d mask=%llx stack=%d", value, (unsigned long long)mask_now(), altstack_of(&value));
  }
  mine->landing_count = index;
}

void op_end(const struct block *block, int at) { (void)block, (void)at; /* op_try() ends before it */ }

void op_jump(const struct block *block, int at) {
  struct flow *const mine = flow();
  if (mine->landing_count == 0) return record("jump=none");
  siglongjmp(mine->landings[mine->landing_count - 1].buffer, block->operation[at].number[0]);
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
  struct flow *const mine = flow();
  ucontext_t *const outer = mine->context;
  const int took = turns_enter_handler();
  mine->context = NULL;
  record(">%d h%d mask=%llx stack=%d", signo, body, (unsigned long long)mask_now(), altstack_of(&outer));
  run_body(body, signo);
  mine->context = outer;
  turns_leave_handler(took);
}

static void with_info(int body, int signo, siginfo_t *info, void *context) {
  struct flow *const mine = flow();
  ucontext_t *const outer = mine->context;
  const int took = turns_enter_handler();
  mine->context = context;
  record(">%d h%d %s%s value=%d from=%d mask=%llx back=%llx stack=%d", signo, body, code_name(info->si_code),
         info->si_signo == signo ? "" : " another's", info->si_value.sival_int, info->si_pid == getpid(),
         (unsigned long long)mask_now(), (unsigned long long)bits_of(&mine->context->uc_sigmask), altstack_of(&outer));
  run_body(body, signo);
  mine->context = outer;
  turns_leave_handler(took);
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
