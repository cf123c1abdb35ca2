# Waits for what programs say, and ends them. Sourced, never run.

limit=60 # seconds to wait for anything

# wait_for FILE COUNT PATTERN WHAT PID: until so many lines of the file match.
wait_for() {
  local until=$((SECONDS + limit))
  while [ "$(grep -c -- "$3" "$1")" -lt "$2" ]; do
    kill -0 "$5" 2>/dev/null || give_up "$4 ended" "$1"
    [ "$SECONDS" -lt "$until" ] || give_up "$4 is not up after $limit s" "$1"
    sleep 0.1
  done
}

give_up() {
  printf '%s: %s. It said:\n' "${0##*/}" "$1" >&2
  sed 's/^/  /' "$2" >&2
  exit 1
}

# The port at the end of the line that matches.
port_in() {
  sed -n "s/.*$2.*[: ]\([0-9]*\)\$/\1/p" "$1"
}

# Ends what is still running of these processes.
end_all() {
  local pid
  for pid in "$@"; do
    [ -n "$pid" ] || continue
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
