# What several servers agree by, in a directory of its own on loopback: PostgreSQL or etcd. Sourced, never run. Needs running.sh
# and $state: a directory of the caller's, which removes it.

# free_port: a port of 127.0.0.1 that nobody listens on, below those that the system gives to connections.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

# start_postgresql: by a user who is nobody special. Ends with file descriptor 7, or with who has it. Sets database_port,
# database_password and database_pid; the user is ngrokd, the database postgres. False where it is not installed.
start_postgresql() {
  local programs as=()
  programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1) || true
  [ -n "$programs" ] || return 1
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  database_port=$(free_port)
  database_password=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  : >"$state/database.log"
  mkfifo "$state/database.in"
  # shellcheck disable=SC2016 # for that shell
  (cd / && exec ${as[@]+"${as[@]}"} sh -c '
    directory=$(mktemp -d) && cd "$directory" || exit 1
    server=""
    trap "trap \"\" HUP INT TERM; [ -z \"\$server\" ] || kill -INT \$server; wait; rm -rf \"$directory\"" EXIT
    trap "exit 1" HUP INT TERM
    printf %s "$2" >password
    "$1/initdb" --pgdata=data --username=ngrokd --pwfile=password --auth=scram-sha-256 --encoding=UTF8 --no-locale || exit 1
    "$1/postgres" -D data -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= </dev/null &
    server=$!
    cat >/dev/null' sh "$programs" "$database_password" "$database_port") <"$state/database.in" >"$state/database.log" 2>&1 &
  database_pid=$!
  exec 7>"$state/database.in"
  wait_for "$state/database.log" 1 'ready to accept connections' PostgreSQL "$database_pid"
}

# start_etcd: three members. Sets etcd_at (HOST:PORT,HOST:PORT,HOST:PORT) and etcd_pids. False where it is not installed.
start_etcd() {
  local member all="" ports=()
  has etcd || return 1
  etcd_at="" etcd_pids=()
  for member in 0 1 2; do
    ports[member]=$(free_port)
    ports[member + 3]=$(free_port)
    all=$all,m$member=http://127.0.0.1:${ports[member + 3]}
    etcd_at=$etcd_at,127.0.0.1:${ports[member]}
  done
  etcd_at=${etcd_at#,}
  for member in 0 1 2; do
    : >"$state/etcd$member.log"
    etcd --name "m$member" --data-dir "$state/etcd$member" --initial-cluster "${all#,}" \
      --listen-client-urls "http://127.0.0.1:${ports[member]}" --advertise-client-urls "http://127.0.0.1:${ports[member]}" \
      --listen-peer-urls "http://127.0.0.1:${ports[member + 3]}" \
      --initial-advertise-peer-urls "http://127.0.0.1:${ports[member + 3]}" >"$state/etcd$member.log" 2>&1 &
    etcd_pids+=($!)
  done
  for member in 0 1 2; do
    wait_for "$state/etcd$member.log" 1 'ready to serve client requests' etcd "${etcd_pids[member]}"
  done
}
