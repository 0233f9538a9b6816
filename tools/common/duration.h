/* Times on the tools' command lines. */
#ifndef POSIX_SIGNALS_TOOLS_DURATION_H
#define POSIX_SIGNALS_TOOLS_DURATION_H

#define DURATION_FOREVER (1LL << 60)

#ifdef __cplusplus
extern "C" {
#endif

/* "2.5", "10s", "3m", "1h", "1d" as POSIX timeout has it, and what GNU's takes besides: whatever strtod() reads that is
 * neither negative nor NaN (" 1", "+1", "1e2", "0x10", "inf"). In milliseconds, rounded up; 0 on success. */
int parse_duration(const char *text, long long *milliseconds);
/* The same, at most the largest int. */
int parse_short_duration(const char *text, int *milliseconds);

#ifdef __cplusplus
}
#endif

#endif
