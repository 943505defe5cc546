# kubeconform, and the schemas that it holds manifests against. Sourced by .ci/run.

kubeconform_version=v0.8.0
# It has the schemas of Kubernetes in files; kubeconform alone would fetch them one by one.
schemas_package=kubernetes-validate==1.37.0
kubernetes_version=v1.37.0

# Names both in the environment, for the tests that need them.
install_kubeconform() {
  local tools=${XDG_CACHE_HOME:-$HOME/.cache}/pingback-ci
  local schemas=$tools/kubernetes-$kubernetes_version
  [[ -x $tools/kubeconform ]] || build_kubeconform "$tools/kubeconform"
  [[ -d $schemas ]] || fetch_schemas "$schemas"
  export KUBECONFORM_BIN=$tools/kubeconform KUBERNETES_SCHEMAS=$schemas
  say "kubeconform $("$KUBECONFORM_BIN" -v) is there, with the schemas of Kubernetes $kubernetes_version"
}

build_kubeconform() {
  local module=github.com/yannh/kubeconform@$kubeconform_version
  say "building $module"
  use_new_go
  fetch_module "$module"
  [[ -d $module_folder ]] || give_up "$module could not be had" k6.log
  mkdir -p "${1%/*}"
  bounded 600 go build -C "$module_folder" -buildvcs=false -ldflags "-X main.version=$kubeconform_version" -o "$1" \
    ./cmd/kubeconform >>"$logs/k6.log" 2>&1 || give_up "$module could not be built" k6.log
}

fetch_schemas() {
  local work=$logs/schemas
  say "fetching $schemas_package"
  {
    bounded 120 python3 -m venv "$work/venv" &&
      bounded 300 "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --target "$work/package" "$schemas_package" &&
      mkdir -p "$1.new" &&
      cp "$work/package/kubernetes_validate/kubernetes-json-schema/$kubernetes_version-local-strict/_definitions.json" \
        "$1.new/"
  } >"$logs/schemas.log" 2>&1 || give_up "$schemas_package could not be had" schemas.log
  mv "$1.new" "$1"
  rm -rf "$work"
}
