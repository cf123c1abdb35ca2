# Class-data sharing: an archive of each program's classes, so that Java need not read and check
# them at every start. Sourced by build.sh, never run. Needs tools.sh, and $root.
#
# An archive fits one jar and one Java; with others Java does without, and without a word.

archives=$root/target/cds

# archive_of JAR: where its archive is.
archive_of() {
  printf '%s/%s.jsa\n' "$archives" "$(basename "$1" .jar)"
}

# Makes both archives. That the programs are not archived is no failure: they only start slower.
make_archives() {
  mkdir -p "$archives"
  touch "$archives/tried"
  if train "$(jdk_tool java)" "-XX:ArchiveClassesAtExit=$archives/ngrokd.new" "-XX:ArchiveClassesAtExit=$archives/ngrok.new"; then
    mv "$archives/ngrokd.new" "$(archive_of "$server_jar")"
    mv "$archives/ngrok.new" "$(archive_of "$client_jar")"
  fi
  rm -f "$archives"/*.new
}

# train JAVA SERVER_FLAG CLIENT_FLAG: runs the pair for requests of each kind, which load what a start and the first visitors
# need, each with a further flag of Java's; false when it did not come to that.
train() (
  set +e
  java=$1 server_flag=$2 client_flag=$3
  state=$(mktemp -d "${TMPDIR:-/tmp}/ngrokd-archive.XXXXXX") || return 1
  server="" client=""
  trap 'kill $server $client 2>/dev/null; rm -rf "$state"' EXIT
  : >"$state/ngrokd.log"
  : >"$state/ngrok.log"
  unset VHOST REGISTRY_CACHE_FILE http_proxy
  NGROKD_HOME=$state/home in_training "$server_flag" "$server_jar" -domain localhost -bind 127.0.0.1 \
    -httpAddr 127.0.0.1:0 -httpsAddr 127.0.0.1:0 -tunnelAddr 127.0.0.1:0 -metricsAddr 127.0.0.1:0 \
    >"$state/ngrokd.log" 2>&1 &
  server=$!
  seen "$state/ngrokd.log" 'metrics connections on' "$server" || return 1
  in_training "$client_flag" "$client_jar" -config "$(config "$state")" start-all >"$state/ngrok.log" 2>&1 &
  client=$!
  seen "$state/ngrok.log" '^Forwarding tcp:' "$client" || return 1
  visits "$(port_of "$state/ngrokd.log" 'public http connections')" "$(sed -n 's,^Forwarding tcp://[^ ]*:\([0-9]*\) .*,\1,p' "$state/ngrok.log")"
  kill $client && wait $client && kill $server && wait $server
)

# shellcheck disable=SC2154 # java is train's
in_training() {
  local flag=$1 jar=$2
  shift 2
  # shellcheck disable=SC2046 # a list of words
  exec "$java" $(jvm_flags) "$flag" -jar "$jar" "$@"
}

# The server's own metrics page stands in for a local service.
config() {
  local service
  service=$(port_of "$1/ngrokd.log" 'metrics connections')
  cat >"$1/ngrok.cfg" <<CONFIG
server_addr: localhost:$(port_of "$1/ngrokd.log" 'control and proxy connections')
root_cas: home/certs/ca.crt
inspect_addr: 127.0.0.1:0
tunnels:
  web: {proto: {http: $service, https: $service}}
  plain: {inspect: false, proto: {http: $service}}
  zraw: {proto: {tcp: $service}}
CONFIG
  printf '%s\n' "$1/ngrok.cfg"
}

port_of() {
  sed -n "s/.*$2 on .*:\([0-9]*\)\$/\1/p" "$1"
}

# seen FILE PATTERN PID: whether such a line comes while the program runs, within a minute.
seen() {
  local until=$((SECONDS + 60))
  until grep -q -- "$2" "$1"; do
    kill -0 "$3" 2>/dev/null && [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}

# visits HTTP_PORT TCP_PORT: one that ends, two on one connection, one with a body, and those of tunnels that nobody looks into.
visits() {
  local end='Connection: close\r\n\r\n' get='GET /metrics HTTP/1.1\r\nHost: '
  visit "$1" "${get}web.localhost\r\n$end"
  visit "$1" "${get}web.localhost\r\n\r\n${get}web.localhost\r\n$end"
  visit "$1" "POST /metrics HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: 2\r\n${end}{}"
  visit "$1" "${get}plain.localhost\r\n$end"
  visit "$2" "${get}localhost\r\n$end"
  visit "$1" "${get}nobody.localhost\r\n$end"
}

# shellcheck disable=SC2059 # what is sent has its line ends written as printf's
visit() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "$2" >&3
    timeout 5 cat <&3
  ) >/dev/null 2>&1
}
