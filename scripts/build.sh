# shellcheck shell=bash
# Building, and not building again what has not changed.
: "${root:?}" "${state:?}" "${configuration:?}"

binaries=$root/artifacts/bin
world() { tr '[:upper:]' '[:lower:]' <<<"$configuration"; }
assembly() { echo "$binaries/$1/$(world)/$1.dll"; }

uses_aspire() { [ "${UseAspire:-false}" = true ]; }

# With Aspire where its packages can be had. That is tried once; `UseAspire=true|false` in the environment decides it.
choose_world() {
  local version packages refused=$state/no-aspire
  version=$(sed -nE 's/.*<AspireVersion>(.*)<.*/\1/p' "$root/Directory.Build.props")
  packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}/aspire.apphost.sdk/$version
  if [ -z "${UseAspire:-}" ]; then
    if [ -d "$packages" ]; then
      UseAspire=true
    elif [ -e "$refused" ]; then
      UseAspire=false
    else
      mkdir -p "$state/logs"
      if timeout 300 dotnet restore "$root/FaaS.AppHost" -p:UseAspire=true >"$state/logs/aspire.log" 2>&1; then
        UseAspire=true
      else
        UseAspire=false
        touch "$refused"
        # Half of it would make a plain `dotnet build` try Aspire, and fail.
        rm -rf "$packages"
      fi
    fi
  fi
  export UseAspire
  if uses_aspire; then
    say "with .NET Aspire $version"
  else
    say "without .NET Aspire, whose packages cannot be had here; Postgres and Redis of this machine instead"
  fi
}

# changed_since STAMP: has a source of the projects been touched? Folders count, because a deletion touches only them.
changed_since() {
  [ ! -e "$1" ] || [ -n "$(cd "$root" && find FaaS.* Directory.*.props global.json .editorconfig \
    -path '*/bin' -prune -o -path '*/obj' -prune -o -newer "$1" -print -quit)" ]
}

# build_unless_fresh NAME PROJECT…
build_unless_fresh() {
  local log=$state/logs/build.log stamp project
  stamp=$root/artifacts/.built-$1-$(world)-${UseAspire:-false}
  shift
  if ! changed_since "$stamp"; then
    say "up to date"
    return
  fi

  mkdir -p "$state/logs" "$root/artifacts"
  touch "$stamp.new"
  : >"$log"
  for project in "$@"; do
    if ! dotnet build "$root/$project" -c "$configuration" -v q -nologo >>"$log" 2>&1; then
      grep -E '(error|warning) ' "$log" | sort -u | head -n 20 >&2 || last_lines "$log"
      fail "the build failed; all of it is in $log"
    fi
  done
  mv "$stamp.new" "$stamp"
  say "built $*"
}

build_platform() { build_unless_fresh platform FaaS.AppHost FaaS.Cli; }

build_solution() { build_unless_fresh solution FaaS.sln; }

cli() {
  local program
  program=$(assembly FaaS.Cli)
  if [ ! -e "$program" ]; then
    require_sdk
    build_unless_fresh cli FaaS.Cli >&2
  fi
  if [ -z "${FAAS_URL:-}" ] && [ -s "$state/url" ]; then
    FAAS_URL=$(cat "$state/url")
    export FAAS_URL
  fi
  exec dotnet "$program" "$@"
}
