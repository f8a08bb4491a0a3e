# shellcheck shell=bash
# What the user sees.

fail() {
  printf '\nfaas: %s\n' "$*" >&2
  exit 1
}

say() { printf '  %s\n' "$*"; }

now_ms() {
  local now=${EPOCHREALTIME/[.,]/}
  echo "${now%???}"
}

# step TITLE COMMAND… runs the command and says how long it took.
step() {
  local title=$1 started elapsed
  shift
  started=$(now_ms)
  printf '%s\n' "$title"
  "$@"
  elapsed=$(($(now_ms) - started))
  printf '  done in %d.%d s\n' $((elapsed / 1000)) $((elapsed % 1000 / 100))
}

# last_lines FILE shows the end of a log, on stderr, where the error that follows is.
last_lines() {
  [ -s "$1" ] || return 0
  printf '\n--- the end of %s\n' "$1" >&2
  tail -n "${2:-20}" "$1" >&2
  printf -- '---\n' >&2
}
