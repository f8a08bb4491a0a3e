# shellcheck shell=bash
# Starting and stopping the platform.
: "${root:?}" "${state:?}"

api_port=${LocalHost__ApiPort:-8080}
host_pid=$state/host.pid
host_log=$state/logs/host.log
start_limit_s=300
stop_limit_s=120

up() {
  [ $# -eq 0 ] || fail "up takes no arguments, not: $*"
  start_platform
}

start_platform() {
  local started
  started=$(now_ms)
  require_sdk
  mkdir -p "$state/logs"
  prepare_machine
  step "Build" build_platform
  if host_runs; then
    # It may have been started with another port than this call was given.
    [ ! -s "$state/url" ] || api_port=$(sed 's/.*://' "$state/url")
    say "the platform is running already (pid $(cat "$host_pid"))"
  else
    step "Start" start_host
  fi
  step "Health" wait_until_healthy
  welcome $(($(now_ms) - started))
}

# What `up` and `test` both need.
prepare_machine() {
  require_space "$state" 500 "building the platform"
  step "Packages" choose_world_and_install
  step "Docker" prepare_docker
  check_space
  step "Runtime images" with_docker "$root/runtime-images/build.sh"
}

choose_world_and_install() {
  choose_world
  install_packages
}

host_runs() {
  [ -s "$host_pid" ] && grep -q FaaS.AppHost "/proc/$(cat "$host_pid")/cmdline" 2>/dev/null
}

start_host() {
  local port owner command=(dotnet "$(assembly FaaS.AppHost)")
  require_port "$api_port" LocalHost__ApiPort
  if uses_aspire; then
    command=(dotnet run --project "$root/FaaS.AppHost" -c "$configuration" --no-build)
    for port in 15888 15889 15890; do
      ! owner=$(port_owner "$port") || fail "port $port is taken by $owner: stop it;" \
        "the dashboard's ports are in FaaS.AppHost/Properties/launchSettings.json"
    done
  else
    require_port "${LocalHost__SchedulerPort:-8081}" LocalHost__SchedulerPort
    require_port "${LocalHost__PostgresPort:-15432}" LocalHost__PostgresPort
    require_port "${LocalHost__RedisPort:-16379}" LocalHost__RedisPort
    export LocalHost__Directory=$state
  fi

  [ ! -e "$host_log" ] || mv -f "$host_log" "$host_log.1"
  rm -f "$host_pid"
  # Through with_docker it may be a child of sudo, so it says itself which process it is. And bash lets its background
  # jobs ignore SIGINT, by which the host is stopped.
  # shellcheck disable=SC2016 # The inner shell expands them.
  with_docker setsid env --default-signal bash -c 'echo $$ >"$1"; shift; exec "$@"' bash "$host_pid" "${command[@]}" \
    </dev/null >"$host_log" 2>&1 &
  local waited=0
  until [ -s "$host_pid" ]; do
    sleep 0.05
    waited=$((waited + 1))
    [ "$waited" -lt 200 ] || fail "the host did not start; see $host_log"
  done
  echo "http://localhost:$api_port" >"$state/url"
  say "started the host (pid $(cat "$host_pid"), log $host_log)"
}

# http_body PATH prints the body of the Api's answer; it fails unless that is a 2xx. A fresh Debian has no curl.
http_body() {
  # shellcheck disable=SC2016 # The inner shell expands them.
  timeout 5 bash -c '
    exec 3<>"/dev/tcp/localhost/$1" || exit 1
    printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$2" >&3
    read -r _ status _ <&3
    [[ $status == 2* ]] && cat <&3
  ' bash "$api_port" "$1" 2>/dev/null
}

workers_ready() { http_body /admin/workers | grep -oE '"state": *"ready"' | wc -l; }

wait_until_healthy() {
  local deadline=$((SECONDS + start_limit_s))
  until http_body /health/ready >/dev/null && [ "$(workers_ready)" -gt 0 ]; do
    if ! host_runs; then
      last_lines "$host_log" 30
      rm -f "$host_pid"
      fail "the platform did not start; all of its output is in $host_log"
    fi
    if [ "$SECONDS" -gt "$deadline" ]; then
      last_lines "$host_log" 30
      fail "the platform is not healthy after $start_limit_s s: $(http_body /health || echo "no answer from the Api")"
    fi
    sleep 0.2
  done
  say "the Api is ready, $(workers_ready) worker(s) joined"
}

welcome() {
  local dashboard
  cat <<EOF

The platform is up after $(($1 / 1000)) s.

  API        http://localhost:$api_port            needs no token yet
  OpenAPI    http://localhost:$api_port/openapi/v1.json
  Health     http://localhost:$api_port/health
EOF
  if uses_aspire; then
    dashboard=$(grep -oE 'http://[^ ]+/login\?t=[0-9a-f]+' "$host_log" | head -n 1 || true)
    printf '  Dashboard  %s\n' "${dashboard:-http://localhost:15888}"
  fi
  cat <<EOF
  Log        $host_log

Try:
  ./faas deploy examples/functions/python/hello.py
  ./faas invoke hello -d '{"name": "world"}'
  ./faas status
EOF
}

# Measures the platform that is up, or starts one for it and stops that again.
bench() {
  case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
      if host_runs; then
        choose_world
      else
        trap 'down || true' EXIT
        # Some scenarios keep hundreds of sandboxes busy at once.
        Worker__Slots=${Worker__Slots:-256} start_platform
      fi
      export FAAS_URL FAAS_STATE=$state
      FAAS_URL=$(cat "$state/url")
      ;;
  esac
  step "Build" build_unless_fresh bench FaaS.Benchmarks
  with_docker dotnet "$(assembly FaaS.Benchmarks)" "$@"
}

down() {
  local purge=""
  case "${1:-}" in
    "") ;;
    --purge) purge=yes ;;
    *) fail "down takes only --purge, not: $*" ;;
  esac

  step "Platform" stop_host
  [ -z "$purge" ] || step "Data" purge_data
  step "Docker" stop_docker
  [ -z "$purge" ] || rm -rf "$state"
}

stop_host() {
  if ! host_runs; then
    say "is not running"
    rm -f "$host_pid"
    return
  fi

  local pid deadline=$((SECONDS + stop_limit_s))
  pid=$(cat "$host_pid")
  # Aspire stops on SIGINT, and below dotnet run that goes to the group; ours stops on either.
  kill -INT -- "-$pid"
  while host_runs; do
    if [ "$SECONDS" -gt "$deadline" ]; then
      say "it did not stop within $stop_limit_s s and is killed; its processes end with it"
      kill -KILL -- "-$pid"
      break
    fi
    sleep 0.1
  done
  rm -f "$host_pid" "$state/url"
  say "stopped; its data stays in $state"
}

# Postgres and Redis may have their data elsewhere, where their accounts can reach it; then these are links.
purge_data() {
  local service target
  borrow_docker_group
  for service in postgres redis; do
    if [ -L "$state/$service" ]; then
      target=$(readlink "$state/$service")
      case $target in
        /var/lib/faas/*) as_root rm -rf "$target" ;;
        *) fail "$state/$service points to $target, which is not ours to delete" ;;
      esac
    fi
  done
  # What sandboxes wrote belongs to their user.
  [ ! -d "$state/workers" ] || rm -rf "$state/workers" 2>/dev/null || as_root rm -rf "$state/workers"
  rm -rf "$state/postgres" "$state/redis" "$state/objects" "$state/secrets.json"
  purge_volumes
  say "deleted"
}

# Where Aspire ran, the data is in these.
purge_volumes() {
  local volume answer
  command -v docker >/dev/null || return 0
  if ! docker_answers; then
    say "Docker does not answer: if it has the volumes faas-postgres, faas-redis and faas-minio, it keeps them"
    return
  fi
  for volume in faas-postgres faas-redis faas-minio; do
    answer=$(with_docker docker volume rm "$volume" 2>&1) || [[ ${answer,,} == *"no such volume"* ]] \
      || fail "the volume $volume cannot be deleted: $answer"
  done
}
