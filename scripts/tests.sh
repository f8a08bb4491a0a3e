# shellcheck shell=bash
# Running the tests and counting them.
: "${root:?}" "${state:?}" "${configuration:?}"

run_tests() {
  local results=$state/test-results code=0 arguments=()
  require_sdk
  mkdir -p "$state/logs"
  prepare_machine
  step "Build" build_solution
  mapfile -t arguments < <(filter_arguments "$@")
  rm -rf "$results"
  # Not a step: that a test fails must not end this before they are counted.
  printf 'Tests\n'
  test_projects "$results" "${arguments[@]}" || code=$?
  count_tests "$results" || code=1
  return "$code"
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
