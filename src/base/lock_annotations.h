// clang's annotations that say what is under which lock (-Wthread-safety, in scripts/lint). Other compilers see nothing
// of them. docs/adr/0019
#pragma once

#ifdef __clang__
#define PSIG_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define PSIG_THREAD_SAFETY(attribute)
#endif

#define PSIG_CAPABILITY PSIG_THREAD_SAFETY(capability("lock"))
#define PSIG_SCOPED_CAPABILITY PSIG_THREAD_SAFETY(scoped_lockable)
#define PSIG_ACQUIRES(...) PSIG_THREAD_SAFETY(acquire_capability(__VA_ARGS__))
#define PSIG_TRY_ACQUIRES(...) PSIG_THREAD_SAFETY(try_acquire_capability(__VA_ARGS__))
#define PSIG_RELEASES(...) PSIG_THREAD_SAFETY(release_capability(__VA_ARGS__))
#define PSIG_ASSERTS_HELD(...) PSIG_THREAD_SAFETY(assert_capability(__VA_ARGS__))
#define PSIG_UNCHECKED PSIG_THREAD_SAFETY(no_thread_safety_analysis) // with the reason beside it

// The caller holds the lock. The body begins with its assert_held().
#define PSIG_REQUIRES(...) PSIG_THREAD_SAFETY(requires_capability(__VA_ARGS__))
// Read and written by the lock's holder only.
#define PSIG_GUARDED_BY(lock) PSIG_THREAD_SAFETY(guarded_by(lock))
