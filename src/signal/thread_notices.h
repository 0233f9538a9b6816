/* What the wrapped pthread functions tell the engine; plain C, since they are linked into the program itself. */
#ifndef POSIX_SIGNALS_THREAD_NOTICES_H
#define POSIX_SIGNALS_THREAD_NOTICES_H

#include <posix/sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pthread_attr_t;
typedef int posix_signals_create_fn(pthread_t *, const struct pthread_attr_t *, void *(*)(void *), void *);
typedef pthread_t posix_signals_self_fn(void);
typedef void *posix_signals_handle_fn(pthread_t);
typedef int posix_signals_cancel_fn(pthread_t);

/* What a thread that has been cancelled asks of its own copy of winpthreads. */
struct posix_signals_cancel_calls {
  int (*set_state)(int state, int *former); /* pthread_setcancelstate() */
  void (*test)(void);                       /* pthread_testcancel() */
};

/* pthread_create() with the creator's mask for the new thread and its pthread_t made known, around the real one; null
 * functions stand for those of libwinpthread-1.dll. */
int posix_signals_create_thread(posix_signals_create_fn *create, posix_signals_self_fn *self,
                                posix_signals_handle_fn *handle, pthread_t *thread, const struct pthread_attr_t *attr,
                                void *(*start)(void *), void *argument);
/* pthread_self(), noted for pthread_kill(). */
pthread_t posix_signals_self(posix_signals_self_fn *real);
/* pthread_cancel(), which also ends a wait of ours; null functions as above. `calls` stays for good. */
int posix_signals_cancel(posix_signals_cancel_fn *cancel, const struct posix_signals_cancel_calls *calls,
                         pthread_t thread);

#ifdef __cplusplus
}
#endif
#endif
