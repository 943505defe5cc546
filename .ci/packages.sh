# What the suite needs on a machine: Debian packages, then npm's. Sourced by .ci/run.

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
