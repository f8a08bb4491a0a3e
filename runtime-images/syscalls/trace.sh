#!/usr/bin/env bash
# Records which system calls the runtimes make, in calls.txt. Needs root, strace, and the images.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=$(<../VERSION)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# Runs a workload in a sandbox that denies nothing, and notes its calls: trace <name> <image> <code> <init>
trace() {
  echo "  $1" >&2
  python3 drive.py "faas/$2:$version" "$work/$3" "$4" "$work/result" | tr ' ' '\n' | sed "s/$/ $1/" >>"$work/calls"
}

mkdir "$work"/{python,nodejs,source,binary,programs}
cp workload.py "$work/python/main.py"
cp workload.js "$work/nodejs/index.js"
cp workload.go "$work/source/main.go"
cp workload.sh "$work/programs/main.sh"
trace python python python '{"handler":{"file":"main.py","function":"handler"}}'
trace python-program python python '{"program":["python3","/code/main.py"]}'
trace nodejs nodejs nodejs '{"handler":{"file":"index.js","function":"handler"}}'
trace nodejs-program nodejs nodejs '{"program":["node","/code/index.js"]}'
trace go-build go-build source '{"program":["faas-go-build"]}'
install -m 755 "$work/result" "$work/binary/function"
trace go go binary '{"program":["/code/function"]}'
trace programs go programs '{"program":["sh","/code/main.sh"]}'

{
  # strace of Debian 12 does not know the name of one that the images' C library makes.
  sed -i 's/^syscall_0x1c4 /fchmodat2 /' "$work/calls"
  echo "# Which workload makes which system call on x86-64, written by trace.sh. SeccompDerivationTests compares."
  LC_ALL=C sort -u "$work/calls" | awk '$1 != last { printf "%s%s", (NR > 1 ? "\n" : ""), $1; last = $1 } { printf " %s", $2 }
    END { print "" }'
} >calls.txt
