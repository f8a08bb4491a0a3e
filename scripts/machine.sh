# shellcheck shell=bash
# What the machine must have before anything of ours can run on it.
: "${root:?}" "${state:?}"

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root, and there is no sudo: $*"
  fi
}

require_sdk() {
  local wanted major
  wanted=$(sed -nE 's/.*"version": *"([^"]+)".*/\1/p' "$root/global.json")
  major=${wanted%%.*}
  command -v dotnet >/dev/null \
    || fail "the .NET SDK is missing: install version $wanted or later of .NET $major, https://dotnet.microsoft.com/download"
  (cd "$root" && dotnet --version >/dev/null 2>&1) \
    || fail "this needs the .NET SDK $wanted or a later one of .NET $major; there is only: $(
      dotnet --list-sdks | cut -d' ' -f1 | paste -sd' '
    )"
}

# missing_packages lists what must be installed, one per line.
missing_packages() {
  if ! command -v dockerd >/dev/null && ! docker_answers; then
    echo docker.io
  elif ! command -v docker >/dev/null; then
    echo docker-cli
  fi
  command -v iptables >/dev/null || docker_answers || echo iptables
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  # The base image is a Debian also where the machine is an Ubuntu.
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || echo debian-archive-keyring
  if ! uses_aspire; then
    command -v redis-server >/dev/null || echo redis-server
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
  fi
}

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages; printf '%s\n' "$@")
  # Without arguments printf still prints one empty line.
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sed '/^$/d')
  if [ ${#packages[@]} -eq 0 ]; then
    say "everything that is needed is installed"
    return
  fi

  command -v apt-get >/dev/null \
    || fail "missing: ${packages[*]}. They are installed by themselves on Debian and Ubuntu; install them and try again."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null \
    || fail "missing: ${packages[*]}. Run this as root or with sudo installed, or: apt-get install ${packages[*]}"
  say "installing ${packages[*]}"
  apt_install "${packages[@]}"
}

# The distribution's own Postgres and Redis must not start: the platform brings its own, with other ports and data.
apt_install() {
  local log=$state/logs/apt.log policy=/usr/sbin/policy-rc.d with_policy="" services
  services=$(printf '%s\n' "$@" | grep -E '^(postgresql|redis-server)$' || true)
  mkdir -p "$state/logs"
  if [ ! -e "$policy" ]; then
    with_policy=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi

  local code=0
  {
    # Some of its sources may be out of reach without harm; whether the packages can be had is seen next.
    as_root apt-get update -q || true
    # Debian 13 has the client of docker.io in a package of its own.
    if ! command -v docker && apt-cache show docker-cli; then set -- "$@" docker-cli; fi
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
  } </dev/null >"$log" 2>&1 || code=$?

  [ -z "$with_policy" ] || as_root rm -f "$policy"
  if [ "$code" -ne 0 ]; then
    last_lines "$log"
    fail "apt-get could not install $*"
  fi
  if [ -n "$services" ] && [ -d /run/systemd/system ]; then
    # shellcheck disable=SC2086 # One word per service.
    as_root systemctl disable --quiet $services >/dev/null 2>&1 || true
  fi
}

# require_space DIRECTORY MEGABYTES WHAT
require_space() {
  local directory=$1 needed=$2 what=$3 free
  while [ ! -d "$directory" ]; do directory=$(dirname "$directory"); done
  free=$(df -Pm "$directory" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$needed" ] \
    || fail "the disk is full: $what needs $needed MB on $(df -P "$directory" | awk 'NR == 2 { print $6 }'), $free MB are free"
}

check_space() {
  require_space "$state" 1000 "building the platform and its data"
  if docker_image_exists "faas/base:$(cat "$root/runtime-images/VERSION")"; then
    require_space "$(docker_root)" 500 "running sandboxes"
  else
    require_space "$(docker_root)" 3000 "building the runtime images"
  fi
}

# port_owner PORT says who listens there; it fails when nobody does.
port_owner() {
  local inode descriptor pid
  inode=$(awk -v port="$(printf ':%04X' "$1")" \
    '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  [ -n "$inode" ] || return 1
  descriptor=$(as_root_if_free find /proc -maxdepth 3 -path '/proc/[0-9]*/fd/*' -lname "socket:\[$inode\]" -print -quit)
  pid=${descriptor#/proc/}
  pid=${pid%%/*}
  if [ -n "$pid" ]; then
    echo "$(cat "/proc/$pid/comm") (pid $pid)"
  else
    echo "a process of another user"
  fi
}

# Root may look at every process, but it is not worth asking for a password.
as_root_if_free() {
  if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then
    sudo "$@" 2>/dev/null || true
  else
    "$@" 2>/dev/null || true
  fi
}

# require_port PORT SETTING
require_port() {
  local owner
  ! owner=$(port_owner "$1") \
    || fail "port $1 is taken by $owner: stop it, or choose another port with $2=… in the environment"
}
