# Stand-ins for the two base images, for machines that cannot pull. Sourced by .ci/run.
# Both are a minimal Debian made from the machine's own mirror; node is the one that npm ci installed, and npm knows
# the registry as this machine does.

node_image=node:24-bookworm-slim
redis_image=redis:7-bookworm
rootfs=${TMPDIR:-/tmp}/pingback-ci-rootfs

make_stand_ins() {
  local wanted=()
  has_npm || wanted+=("$node_image")
  has_image "$redis_image" || wanted+=("$redis_image")
  if ((${#wanted[@]} == 0)); then
    say 'the base images are there'
    return
  fi
  say "making ${wanted[*]}"
  make_rootfs
  install -m 755 node_modules/node/bin/node "$rootfs/usr/local/bin/node"
  add_npm
  local image
  for image in "${wanted[@]}"; do
    import_rootfs "$image" >"$logs/import.log" 2>&1 || give_up "docker import of $image failed" import.log
  done
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# A stand-in of before may be without.
has_npm() {
  has_image "$node_image" && docker run --rm --network none "$node_image" npm --version >/dev/null 2>&1
}

add_npm() {
  bounded 120 npm install --global --no-audit --no-fund --prefix "$rootfs/usr/local" npm@11 >"$logs/npm.log" 2>&1 ||
    give_up 'npm could not be added to the stand-in' npm.log
  local certificates=/etc/ssl/certs/ca-certificates.crt
  if [[ -r $certificates ]]; then cp "$certificates" "$rootfs$certificates"; fi
  mkdir -p "$rootfs/usr/local/etc"
  printf 'registry=%s\ncafile=%s\n' "$(npm config get registry)" "$certificates" >"$rootfs/usr/local/etc/npmrc"
}

import_rootfs() {
  local command='CMD ["node"]'
  if [[ $1 == "$redis_image" ]]; then command='CMD ["redis-server","--protected-mode","no"]'; fi
  tar -C "$rootfs" -c . | docker import --change "$command" - "$1"
}

# Keeps the tree for the next run. It gets its name when it is whole.
make_rootfs() {
  if [[ -d $rootfs ]]; then return; fi
  rm -rf "$rootfs.part"
  # shellcheck disable=SC2046
  bounded 300 debootstrap --variant=minbase --include=ca-certificates,libstdc++6,redis-server \
    bookworm "$rootfs.part" $(debian_mirror) >"$logs/debootstrap.log" 2>&1 ||
    give_up 'debootstrap failed' debootstrap.log
  rm -rf "$rootfs.part"/var/cache/apt/archives/*.deb "$rootfs.part"/var/lib/apt/lists/*
  mv "$rootfs.part" "$rootfs"
}

# The Debian mirror that apt uses here: by its label where apt has read it, else by its path.
# Empty leaves the choice to debootstrap.
debian_mirror() {
  local targets=(apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages')
  { "${targets[@]}" 'Label: Debian'; "${targets[@]}" | grep '/debian/$'; } 2>/dev/null | head -n 1 || true
}
