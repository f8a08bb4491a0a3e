# shellcheck shell=bash
# The Docker Engine: use the one that runs, else start one.
: "${state:?}"

docker_socket=/var/run/docker.sock
dockerd_pid=$state/dockerd.pid

docker_answers() { with_docker docker version --format . >/dev/null 2>&1; }

docker_image_exists() { with_docker docker image inspect "$1" >/dev/null 2>&1; }

docker_root() { with_docker docker info --format '{{.DockerRootDir}}' 2>/dev/null || echo /var/lib/docker; }

# with_docker COMMAND… runs it as the present user, who may be given the group of the socket for it. Becoming a member
# of that group for good would be the user's decision.
with_docker() {
  local environment
  if [ -z "${docker_group:-}" ]; then
    "$@"
  else
    mapfile -d '' -t environment < <(env -0)
    sudo setpriv --reuid "$(id -u)" --regid "$(id -g)" --groups "$(id -G | tr ' ' ','),$docker_group" -- \
      env "${environment[@]}" "$@"
  fi
}

prepare_docker() {
  borrow_docker_group
  if ! docker_answers; then
    start_docker
    borrow_docker_group
    docker_answers || fail "$(id -un) may not use $docker_socket: run this as root, or join the group that owns it"
  fi
  say "Docker $(with_docker docker version --format '{{.Server.Version}}')"
}

borrow_docker_group() {
  if [ "$(id -u)" != 0 ] && [ -S "$docker_socket" ] && [ ! -w "$docker_socket" ] && command -v sudo >/dev/null; then
    docker_group=$(stat -c %g "$docker_socket")
  fi
}

start_docker() {
  if [ -d /run/systemd/system ]; then
    as_root systemctl start docker || fail "Docker cannot be started: see \`journalctl -u docker\`"
    wait_for_docker ""
    say "started the docker service"
    return
  fi

  local log=$state/logs/dockerd.log
  mkdir -p "$state/logs"
  # shellcheck disable=SC2016 # The inner shell expands them.
  as_root sh -c 'setsid dockerd --pidfile "$1" --group "$2" </dev/null >"$3" 2>&1 &' \
    sh "$dockerd_pid" "$(id -gn)" "$log"
  wait_for_docker "$log"
  say "started dockerd (pid $(cat "$dockerd_pid"), log $log)"
}

wait_for_docker() {
  local log=$1 waited=0
  until as_root docker version --format . >/dev/null 2>&1; do
    sleep 0.2
    waited=$((waited + 1))
    # It writes its pid early, and takes it away when it gives up.
    if [ "$waited" -gt 300 ] || { [ -n "$log" ] && [ "$waited" -gt 15 ] && [ ! -e "$dockerd_pid" ]; }; then
      last_lines "$log"
      fail "Docker cannot be started"
    fi
  done
}

# Only the dockerd that `up` started has its pid here.
stop_docker() {
  [ -e "$dockerd_pid" ] || return 0
  local pid waited=0
  pid=$(cat "$dockerd_pid")
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
    as_root kill "$pid"
    # A dead process that nobody has waited for has no command line any more.
    while grep -q . "/proc/$pid/cmdline" 2>/dev/null && [ "$waited" -lt 150 ]; do
      sleep 0.2
      waited=$((waited + 1))
    done
    say "stopped dockerd"
  fi
  as_root rm -f "$dockerd_pid"
}
