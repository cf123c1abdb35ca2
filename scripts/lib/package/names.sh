# How packages are called, where they are made, and of when they are. Sourced by scripts/package.

packages=$root/target/packages
work=$root/target/package-work

version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' "$root/pom.xml" | head -1)

# The time of all files: the commit's; outside a clone the one in the pom.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null ||
  date -u -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' "$root/pom.xml")" +%s)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

say() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

left_out() {
  say "no $1 is made: there is no $2"
}

# The processors for which there is a runtime to be made: this machine's, and another whose jmods were given.
architectures() {
  local own other
  own=$(uname -m)
  printf '%s\n' "$own"
  for other in x86_64 aarch64; do
    [ "$other" != "$own" ] || continue
    if [ -n "$(jmods_of "$other")" ]; then
      printf '%s\n' "$other"
    else
      say "nothing is made for $other: set JMODS_$other to the jmods directory of that processor's JDK $(java_major)"
    fi
  done
}

# The name that Debian has for a processor.
debian_arch() {
  case $1 in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) echo "$1" ;;
  esac
}

jar_of() {
  case $1 in
    ngrokd) printf '%s\n' "$server_jar" ;;
    ngrok) printf '%s\n' "$client_jar" ;;
    *) die "no program $1" ;;
  esac
}

# Gives everything below a directory the time of the commit, and rights that do not depend on who makes it.
settle() {
  chmod -R u=rwX,go=rX "$1"
  find "$1" -depth -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
