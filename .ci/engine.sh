# A Docker engine, started when none answers. Sourced by .ci/run.

engine_pid=

# Tried in this order: as packaged, then without what a sandbox may forbid.
engine_flags=(
  ''
  '--iptables=false --ip6tables=false'
  '--iptables=false --ip6tables=false --storage-driver=vfs'
)

start_engine() {
  if timeout 20 docker info >/dev/null 2>&1; then
    say 'a Docker engine answers already'
    return
  fi
  local flags
  for flags in "${engine_flags[@]}"; do
    say "starting dockerd $flags"
    # A session of its own: Ctrl-C must not end the engine before its users have tidied up.
    # shellcheck disable=SC2086
    setsid dockerd $flags >"$logs/dockerd.log" 2>&1 &
    engine_pid=$!
    if engine_answers; then return; fi
    stop_engine
  done
  give_up 'dockerd does not start' dockerd.log
}

# Waits up to a minute, or until dockerd has ended.
engine_answers() {
  local deadline=$((SECONDS + 60))
  until timeout 20 docker info >/dev/null 2>&1; do
    if ((SECONDS > deadline)) || ! kill -0 "$engine_pid" 2>/dev/null; then return 1; fi
    sleep 0.2
  done
}

# Ends the engine that start_engine started; one that was there before goes on.
stop_engine() {
  if [[ $engine_pid ]]; then
    kill "$engine_pid" 2>/dev/null || true
    wait "$engine_pid" 2>/dev/null || true
  fi
  engine_pid=
}

# Containers and networks that exist, one a line.
engine_inventory() {
  docker ps --all --format 'container {{.Names}}'
  docker network ls --format 'network {{.Name}}'
}
