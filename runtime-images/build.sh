#!/usr/bin/env bash
# Builds the images that sandboxes start from: build.sh [--force] [name…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=$(<VERSION)
debian=debian:trixie-slim
bootstrapped=faas/debian:trixie-slim

fail() { printf 'images: %s\n' "$*" >&2; exit 1; }
say() { printf '  %-14s %s\n' "$1" "$2"; }
seconds() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }
now_ms() { local now=${EPOCHREALTIME/[.,]/}; echo "${now%???}"; }

parents_of() { sed -nE 's/^FROM faas\/([a-z-]+):.*/\1/p' "$1/Dockerfile"; }

# An image is what is in its folder, in the folders that it copies from and in the images that it starts from.
declare -A content=()
hash_content() {
  local name=$1 parent folders
  [ -z "${content[$name]:-}" ] || return 0
  for parent in $(parents_of "$name"); do hash_content "$parent"; done
  mapfile -t folders < <({ echo "$name"; sed -nE 's/^COPY ([a-z-]+)\/.*/\1/p' "$name/Dockerfile"; } | sort -u)
  content[$name]=$({
    cat VERSION
    find "${folders[@]}" -type f ! -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    for parent in $(parents_of "$name"); do echo "${content[$parent]}"; done
  } | sha256sum | cut -c1-32)
}

with_parents() {
  local name=$1 parent
  [ -f "$name/Dockerfile" ] || fail "there is no runtime '$name'; there are: $(printf '%s ' */Dockerfile | sed 's,/Dockerfile,,g')"
  for parent in $(parents_of "$name"); do with_parents "$parent"; done
  echo "$name"
}

# The registry may be out of reach in a way that takes minutes to fail: wait 10 s for its first word, not for the image.
pull() {
  local output=$work/pull waited=0 pid
  docker pull "$debian" >"$output" 2>&1 & pid=$!
  until [ -s "$output" ] || ! kill -0 "$pid" 2>/dev/null || [ $((waited += 1)) -gt 100 ]; do sleep 0.1; done
  [ -s "$output" ] || kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null
}

# The mirror, the proxy and the date checks of this machine's apt, because they are known to work here.
# shellcheck disable=SC2016 # apt expands it.
host_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Label: $1" 2>/dev/null | head -n 1; }
host_proxy() { (eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)"; echo "${proxy:-${http_proxy:-}}"); }
# Says nothing on a machine that is not a Debian: mmdebstrap knows where Debian is.
host_sources() {
  local main security
  main=$(host_mirror Debian) security=$(host_mirror Debian-Security)
  [ -z "$main" ] || printf 'deb %s trixie main\ndeb %s trixie-updates main\n' "$main" "$main"
  [ -z "$security" ] || printf 'deb %s trixie-security main\n' "$security"
}

bootstrap() {
  command -v mmdebstrap >/dev/null || fail "no registry answers for $debian and mmdebstrap is missing: apt-get install mmdebstrap"
  local checks=() sources=()
  [ -z "$(host_mirror Debian)" ] || sources=(-)
  mapfile -t checks < <(apt-config dump 2>/dev/null | grep -E '^Acquire::Check-[A-Za-z-]+ ' | sed 's/^/--aptopt=/')
  host_sources | http_proxy=$(host_proxy) mmdebstrap --variant=minbase --format=tar --quiet "${checks[@]}" \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt=base/slim.cfg trixie "$work/debian.tar" "${sources[@]}" \
    >"$work/debian.log" 2>&1 || { tail -n 20 "$work/debian.log" >&2; fail "mmdebstrap could not make a Debian of $debian's kind"; }
  docker import "$work/debian.tar" "$bootstrapped" >/dev/null 2>"$work/debian.log" || explain debian
  rm -f "$work/debian.tar"
}

choose_debian() {
  local started image
  started=$(now_ms)
  for image in "$debian" "$bootstrapped"; do
    if [ -z "$force" ] && docker image inspect "$image" >/dev/null 2>&1; then debian=$image; return; fi
  done
  if pull; then say "$debian" "pulled in $(seconds $(($(now_ms) - started)))"; return; fi
  say "$debian" "no registry answers; bootstrapping it from Debian packages"
  started=$(now_ms)
  bootstrap
  debian=$bootstrapped
  say "$debian" "bootstrapped in $(seconds $(($(now_ms) - started)))"
}

explain() {
  if grep -qi 'no space left on device' "$work/$1.log"; then
    fail "the disk of Docker ($(docker info --format '{{.DockerRootDir}}')) is full; the images need about 1 GB"
  fi
  tail -n 30 "$work/$1.log" >&2
  fail "faas/$1 could not be built; the lines above say why"
}

build() {
  local name=$1 image=faas/$1:$version parent started proxy options=()
  for parent in $(parents_of "$name"); do
    [[ " ${stale[*]} " == *" $parent "* ]] || continue
    until [ -e "$work/$parent.done" ]; do [ ! -e "$work/failed" ] || return 1; sleep 0.05; done
  done
  started=$(now_ms)
  proxy=$(host_proxy)
  [ -z "$proxy" ] || options+=(--build-arg "http_proxy=$proxy" --build-arg "https_proxy=$proxy")
  [ -z "$force" ] || options+=(--no-cache)
  docker build "${options[@]}" --network host --file "$name/Dockerfile" --tag "$image" --build-arg VERSION="$version" \
    --build-arg DEBIAN="$debian" --label "faas.content=${content[$name]}" . >"$work/$name.log" 2>&1 \
    || { touch "$work/failed"; explain "$name"; }
  say "$image" "built in $(seconds $(($(now_ms) - started)))"
  touch "$work/$name.done"
}

force=""
names=()
for argument in "$@"; do
  case $argument in
    --force) force=yes ;;
    -h | --help) echo "build.sh [--force] [name…]: builds the images that sandboxes start from"; exit ;;
    -*) fail "unknown option $argument" ;;
    *) names+=("$argument") ;;
  esac
done
[ ${#names[@]} -gt 0 ] || names=(*/Dockerfile)
order=$(for name in "${names[@]%/Dockerfile}"; do with_parents "$name"; done | awk '!seen[$0]++')
mapfile -t wanted <<<"$order"
images=("${wanted[@]/#/faas/}")

command -v docker >/dev/null || fail "Docker is not installed: apt-get install docker.io"

# Two builds at once would do the same work twice.
exec 9<VERSION
flock 9
built=$(docker image inspect --format '{{join .RepoTags " "}} {{index .Config.Labels "faas.content"}}' \
  "${images[@]/%/:$version}" 2>/dev/null) || docker version >/dev/null 2>&1 \
  || fail "Docker does not answer: is dockerd running, and may $(id -un) use it?"
stale=()
for name in "${wanted[@]}"; do
  hash_content "$name"
  [ -z "$force" ] && grep -q "faas/$name:$version .*${content[$name]}$" <<<"$built" || stale+=("$name")
done
[ ${#stale[@]} -gt 0 ] || { say "images" "up to date"; exit; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[[ " ${stale[*]} " != *" base "* ]] || choose_debian
say "images" "building ${stale[*]}"
builds=() failed=0
for name in "${stale[@]}"; do build "$name" & builds+=($!); done
for pid in "${builds[@]}"; do wait "$pid" || failed=1; done

# What the new images replaced, unless a sandbox still runs it.
docker image prune --force --filter label=faas.content >/dev/null
exit "$failed"
