#!/bin/sh
# lldb_test.sh WINE_RUN PREFIX PROGRAM: cores of the program (core_test.cpp) read by lldb: the thread, why it ended, and the
# frames down to the start of the program. 77 where lldb is missing.
set -u
run=$1 prefix=$2 program=$3
command -v lldb >/dev/null || { echo "lldb is missing: skipped"; exit 77; }
work=$(mktemp -d "$PWD/lldb.XXXXXX") # which another Debian sees, too
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
ln -s "$program" . # lldb looks for modules by name where it runs
failed=0

# core ROLE ARG... ; then what lldb says of it has to have a line for each of the patterns on standard input
core() {
  rm -f core.dmp
  "$run" "$prefix" "$program" --psig-child "$@" </dev/null >program.out 2>&1
  [ -s core.dmp ] || { echo "no core of $1"; cat program.out; failed=1; return; }
  lldb --batch -o 'target create --core core.dmp' -o 'thread list' -o 'thread backtrace' -o 'image list' </dev/null >said 2>&1
  while read -r pattern; do
    grep -Eq -- "$pattern" said || { echo "$1: lldb does not say: $pattern"; failed=1; }
  done
  [ $failed = 0 ] || cat said
}

core dies 1000000000 core.dmp 3 <<'END'
^\* thread #[0-9]+.*stop reason = Exception 0xe0530083
frame #0: 0x[0-9a-f]+ test_core_helper\.exe
mainCRTStartup
ntdll\.dll
END
core faults 1000000000 core.dmp <<'END'
^\* thread #[0-9]+.*stop reason = Exception 0xc0000005
frame #0: 0x[0-9a-f]+ test_core_helper\.exe
mainCRTStartup
END
exit $failed
