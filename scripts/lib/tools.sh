# Finds what the scripts need: Java, Maven, curl. Sourced, never run.
#
# Nothing is installed unless the script that sources this calls install_missing.

java_needed=17

die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "${2:-1}"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# The java or javac to use: JAVA_HOME's, else the one on the PATH.
jdk_tool() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/$1" ]; then
    printf '%s\n' "$JAVA_HOME/bin/$1"
  else
    printf '%s\n' "$1"
  fi
}

# Whether there is a Java that is new enough; 1.8.0_402 counts as 1.
has_java() {
  local java version
  java=$(jdk_tool java)
  has "$java" || return 1
  version=$(java_version "$java") || return 1
  [ -n "$version" ] && [ "$version" -ge "$java_needed" ]
}

# The first number of a Java's version: out of its release file, or else it is asked, which takes as long
# as a small program.
java_version() {
  local real release
  real=$(readlink -f "$(command -v "$1")") || return 1
  release=${real%/bin/java}/release
  if [ -r "$release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
  else
    "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

has_jdk() {
  has_java && has "$(jdk_tool javac)"
}

require_java() {
  has_java || die "no Java $java_needed or newer: install the package openjdk-$java_needed-jdk-headless, or any newer JDK (JAVA_HOME, if set, must name it)"
}

require_build_tools() {
  has_jdk || die "no JDK $java_needed or newer: install the package openjdk-$java_needed-jdk-headless, or any newer JDK (JAVA_HOME, if set, must name it)"
  has mvn || die "no Maven: install the package maven"
}

# Installs what is missing where that can be done without asking: as root on Debian and Ubuntu.
# With "curl" as an argument, curl too.
install_missing() {
  local packages="" jdk="openjdk-$java_needed-jdk-headless"
  has_jdk || packages="$packages $jdk"
  has mvn || packages="$packages maven"
  [ "${1:-}" != curl ] || has curl || packages="$packages curl"
  [ -n "$packages" ] || return 0
  prepare_apt "$packages (any JDK from $java_needed on will do)"
  if [ -z "$(apt-cache --quiet=2 show "$jdk" 2>/dev/null)" ]; then
    packages=${packages/$jdk/default-jdk-headless} # newer releases have a newer one only
  fi
  apt_install "$packages"
}

# prepare_apt MISSING: ends with what to install by hand where packages cannot be installed.
prepare_apt() {
  if [ "$(id -u)" != 0 ] || ! has apt-get; then
    die "install first:$1"
  fi
  quietly apt-get -q update
}

apt_install() {
  printf '%s: installing%s\n' "${0##*/}" "$1" >&2
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive quietly apt-get -q -y --no-install-recommends install $1
  hash -r
}

# install_packages FILE:PACKAGE...: installs the packages whose file is missing.
install_packages() {
  local each packages=""
  for each; do
    [ -x "${each%%:*}" ] || packages="$packages ${each#*:}"
  done
  [ -n "$packages" ] || return 0
  prepare_apt "$packages"
  apt_install "$packages"
}

# Whether packages may be installed without asking: as root, and only where nothing starts them by itself, as in
# a container: a test is not to open port 80 of a server.
may_install() {
  [ "$(id -u)" = 0 ] && has apt-get && [ ! -d /run/systemd/system ]
}

# PostgreSQL, of which the tests start one of their own. The package would make another one, for everybody, and start
# it where it can: it asks before, in a file of the package that it needs.
install_postgresql() {
  local postgres no=/etc/postgresql-common/createcluster.d/none.conf
  for postgres in /usr/lib/postgresql/*/bin/postgres; do
    [ ! -x "$postgres" ] || return 0
  done
  prepare_apt " postgresql"
  apt_install postgresql-common
  mkdir -p "${no%/*}"
  [ -e "$no" ] || printf 'create_main_cluster = false\n' >"$no"
  apt_install postgresql
}

# What tests use beside Java: PostgreSQL, etcd, HAProxy, nginx, curl and OpenSSL, with which some compare us, litmus and Apache for
# WebDAV, Chromium, in which the web interface is tried, tmux, in which the terminal's screen is, OpenSSH's client, slowhttptest,
# which attacks, Pebble, a CA, with Knot DNS, BIND and jq for names that are proven by DNS, certbot and lego, which get certificates,
# too, GoAccess, which reads the access log, Prometheus' promtool for metrics and rules, and systemd, which looks at its units; with
# Node 20 or newer also an OpenID provider, and npm's ngrok, which starts our client. Without one, its tests are skipped.
install_for_tests() {
  if may_install; then
    install_postgresql
    install_packages /usr/sbin/haproxy:haproxy /usr/sbin/nginx:nginx-light \
      /usr/bin/chromium:chromium /usr/bin/chromedriver:chromium-driver /usr/bin/tmux:tmux \
      /usr/bin/slowhttptest:slowhttptest /usr/bin/litmus:litmus /usr/sbin/apache2:apache2-bin \
      /usr/bin/curl:curl /usr/bin/openssl:openssl /usr/bin/ssh:openssh-client /usr/bin/pebble:pebble \
      /usr/sbin/knotd:knot /usr/sbin/named:bind9 /usr/bin/certbot:certbot /usr/bin/lego:lego /usr/bin/jq:jq \
      /usr/bin/goaccess:goaccess /usr/bin/promtool:prometheus /usr/bin/systemd-analyze:systemd /usr/bin/etcd:etcd-server \
      /usr/bin/faketime:faketime
  fi
  if has npm; then
    install_npm ngrokd "OpenID provider"
    install_npm ngrok-client "library of npm's"
  fi
}

# install_npm MODULE WHAT: what the module's tests have from npm, in the versions of its package-lock.json, below its target; nothing
# of it is run meanwhile, for one would download a program.
# shellcheck disable=SC2154 # root is the caller's
install_npm() {
  local to=$root/$1/target/npm from=$root/$1/src/test/npm
  cmp -s "$from/package-lock.json" "$to/node_modules/installed.json" && return 0
  mkdir -p "$to"
  cp "$from/package.json" "$from/package-lock.json" "$to"
  if npm ci --prefix "$to" --ignore-scripts --no-audit --no-fund >/dev/null 2>&1; then
    cp "$from/package-lock.json" "$to/node_modules/installed.json"
  else
    printf '%s: no %s could be installed: its tests are skipped\n' "${0##*/}" "$2" >&2
  fi
}

# Runs a command that has something to say only when it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || {
    printf '%s\n' "$output" >&2
    die "'$*' failed"
  }
}
