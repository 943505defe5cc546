# What the suite needs on a machine: Debian packages, then npm's, then k6. Sourced by .ci/run.

# What has to be there, as COMMAND=PACKAGE.
needed=(
  npm=npm
  redis-server=redis-server
  chromium=chromium
  dockerd=docker.io
  iptables=iptables
  ip=iproute2
  debootstrap=debootstrap
  python3=python3-venv
  go=golang-go
)

# Installs the packages whose commands are missing, and nothing when none is.
install_packages() {
  local entry missing=()
  for entry in "${needed[@]}"; do
    command -v "${entry%%=*}" >/dev/null || missing+=("${entry#*=}")
  done
  # Newer Debians keep the client in a package of its own.
  if ! command -v docker >/dev/null && apt-cache show docker-cli >/dev/null 2>&1; then missing+=(docker-cli); fi
  if ((${#missing[@]} == 0)); then
    say 'every package is there'
    return
  fi
  say "installing ${missing[*]}"
  refuse_services
  # One dead third-party source is no reason to stop; a package that is not found is.
  bounded 180 apt-get update >"$logs/apt.log" 2>&1 || say 'apt-get update had errors, going on'
  DEBIAN_FRONTEND=noninteractive bounded 600 apt-get install -y --no-install-recommends "${missing[@]}" \
    >>"$logs/apt.log" 2>&1 || give_up 'apt-get could not install the packages' apt.log
  allow_services
}

# npm leaves out native parts that ask for a newer Node than the one it runs on, and Debian's may be too old.
# The Node that npm has then installed is not, so it installs once more.
install_modules() {
  clean_install
  if (($(node --print 'parseInt(process.versions.node)') < 20)); then
    install -D node_modules/node/bin/node "$logs/node/node"
    PATH=$logs/node:$PATH clean_install
  fi
}

clean_install() {
  say "npm ci, on Node $(node --version)"
  bounded 300 npm ci >"$logs/npm-ci.log" 2>&1 || give_up 'npm ci failed' npm-ci.log
}

k6_version=v2.2.0
# What k6 is built with where the machine's own Go is older than it asks for, as Debian's is.
go_version=1.26.8
go_wanted=1.25

k6_build=

# Builds k6 from its Go module beside what follows, unless one is on the path or was built before.
begin_k6() {
  local tools=${XDG_CACHE_HOME:-$HOME/.cache}/pingback-ci
  PATH=$PATH:$tools
  command -v k6 >/dev/null && return
  (
    trap '[[ ! $running ]] || kill "$running"; exit 143' TERM
    build_k6 "$tools/k6"
  ) &
  k6_build=$!
}

finish_k6() {
  [[ ! $k6_build ]] || wait "$k6_build" || give_up 'there is no k6' k6.log
  k6_build=
  say "$(k6 version | head -n 1) is there"
}

# As `go install` does it, but for the question whether the module is deprecated, which not every mirror answers.
build_k6() {
  local module=go.k6.io/k6/v2@$k6_version
  say "building $module"
  use_new_go
  fetch_module "$module"
  [[ -d $module_folder ]] || give_up "$module could not be had" k6.log
  mkdir -p "${1%/*}"
  bounded 900 go build -C "$module_folder" -buildvcs=false -o "$1" . >>"$logs/k6.log" 2>&1 ||
    give_up "$module could not be built" k6.log
}

module_folder=

# fetch_module MODULE@VERSION: names where it lies in `module_folder`, or nothing when it could not be had.
fetch_module() {
  module_folder=
  # Beside no go.mod. Not in a subshell: a signal has to find what runs.
  bounded 300 env --chdir "$logs" go mod download -json "$1" >"$logs/module.json" 2>>"$logs/k6.log" || return 0
  module_folder=$(sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p' "$logs/module.json")
}

# Go itself can be had as a module, too, also by a Go that is too old to do so by itself.
use_new_go() {
  local own
  own=$(go env GOVERSION)
  [[ $(printf '%s\n' "$go_wanted" "${own#go}" | sort -V | head -n 1) == "$go_wanted" ]] && return
  fetch_module "golang.org/toolchain@v0.0.1-go$go_version.$(go env GOOS)-$(go env GOARCH)"
  [[ -d $module_folder ]] || give_up "Go $go_version could not be had" k6.log
  cp -r "$module_folder" "$logs/go"
  # Modules are kept without the right to be executed.
  chmod -R u+w "$logs/go"
  chmod +x "$logs/go"/bin/* "$logs/go"/pkg/tool/*/*
  export GOTOOLCHAIN=local GOROOT=$logs/go
  PATH=$logs/go/bin:$PATH
}

policy=/usr/sbin/policy-rc.d
policy_is_ours=

# Packages such as redis-server would start a service at once; Debian asks this script first.
refuse_services() {
  [[ -e $policy ]] && return
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  policy_is_ours=yes
}

allow_services() {
  if [[ $policy_is_ours ]]; then rm -f "$policy"; fi
  policy_is_ours=
}
