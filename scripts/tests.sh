# shellcheck shell=bash
# Running the tests and counting them.
: "${root:?}" "${state:?}" "${configuration:?}"

run_tests() {
  local results=$state/test-results code=0 arguments=() words=()
  fault_options "$@"
  require_sdk
  mkdir -p "$state/logs"
  prepare_machine
  step "Stores" install_stores
  step "Build" build_solution
  mapfile -t arguments < <(filter_arguments "${words[@]}")
  rm -rf "$results"
  # Not a step: that a test fails must not end this before they are counted.
  printf 'Tests\n'
  test_projects "$results" "${arguments[@]}" || code=$?
  [ ! -s "${FAAS_FAULTS_REPORT:-}" ] || cat "$FAAS_FAULTS_REPORT"
  count_tests "$results" || code=1
  return "$code"
}

# The fault run kills stores of its own, also where all others are containers.
install_stores() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
  install_packages "${missing[@]}"
}

# Takes the options of the fault run out of the words. With any of them nothing else is run.
fault_options() {
  local option is_fault_run=""
  words=()
  while [ $# -gt 0 ]; do
    case $1 in
      --minutes | --seed | --rate)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "$1 needs a number, like: ./faas test faults --minutes 30"
        ;;&
      --only) [ -n "${2:-}" ] || fail "--only needs a part of what the fault is called, like: --only dockerd" ;;&
      --minutes | --seed | --rate | --only)
        option=${1#--}
        export "FAAS_FAULTS_${option^^}=$2"
        is_fault_run=yes
        shift
        ;;
      -*) fail "unknown option $1; the fault run has --minutes, --seed, --rate and --only" ;;
      *) words+=("$1") ;;
    esac
    shift
  done

  if [ -n "$is_fault_run" ]; then
    words=(FaaS.Tests.Faults.Run.)
    export FAAS_FAULTS_LOGS=$state/logs/faults FAAS_FAULTS_REPORT=$state/logs/faults/report.md
    mkdir -p "$FAAS_FAULTS_LOGS"
    rm -f "$FAAS_FAULTS_LOGS"/*
  fi
}

# A first word that is a folder of FaaS.Tests is that kind of test; any other word is a part of the tests' names.
filter_arguments() {
  local word kind filter=""
  for word in "$@"; do
    kind=$(find "$root/FaaS.Tests" -maxdepth 1 -type d -iname "$word" -printf '%f' -quit)
    if [ -n "$kind" ]; then
      word=FaaS.Tests.$kind.
    fi
    filter=${filter:+$filter&}FullyQualifiedName~$word
  done

  [ -z "$filter" ] || printf '%s\n' --filter "$filter"
}

test_projects() {
  local results=$1
  shift
  with_docker dotnet test "$root/FaaS.Tests" -c "$configuration" --no-build --nologo -v q \
    --logger trx --logger "console;verbosity=minimal" --results-directory "$results" "$@"
}

# count_tests FOLDER prints the last line that everybody reads; it fails when a test failed or none ran.
count_tests() {
  local counters total=0 executed=0 passed=0 file
  for file in "$1"/*.trx; do
    [ -e "$file" ] || continue
    counters=$(grep -oE '<Counters [^>]*>' "$file")
    total=$((total + $(counter total "$counters")))
    executed=$((executed + $(counter executed "$counters")))
    passed=$((passed + $(counter passed "$counters")))
  done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$((executed - passed))" "$((total - executed))"
  [ "$passed" -gt 0 ] && [ "$passed" -eq "$executed" ]
}

counter() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$2"; }
