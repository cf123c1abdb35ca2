# Builds the two jars when they are missing or older than their sources, and runs them. Sourced,
# never run. Needs tools.sh, and $root: where the source tree is.

. "$root/scripts/lib/archive.sh"

server_jar=$root/ngrokd/target/ngrokd.jar
client_jar=$root/ngrok-client/target/ngrok.jar
build_lock=$root/target/build.lock

# jar_is_current JAR MODULE...: whether nothing that goes into the jar is newer than it.
jar_is_current() {
  local jar=$1 module
  shift
  [ -f "$jar" ] || return 1
  for module in "$@"; do
    set -- "$@" "$root/$module/pom.xml" "$root/$module/src/main"
    shift
  done
  [ -z "$(find "$root/pom.xml" "$root/.mvn" "$@" -newer "$jar" -print 2>/dev/null)" ]
}

server_is_current() {
  jar_is_current "$server_jar" picocli protocol certs ngrokd
}

client_is_current() {
  jar_is_current "$client_jar" picocli protocol certs ngrok-client
}

# test_program_is_current CLASS: whether a program among the client's tests, as soak/Soak, is newer than
# its sources and the jars are current.
test_program_is_current() {
  local class=$root/ngrok-client/target/test-classes/org/ngrokd/client/$1.class
  server_is_current && client_is_current && [ -f "$class" ] &&
    [ -z "$(find "$root/ngrok-client/src/test/java/org/ngrokd/client/${1%/*}" \
      "$root/ngrok-client/src/test/java/org/ngrokd/client/testing" -newer "$class" -print)" ]
}

# server_program_is_current CLASS: whether a program among the server's tests, as server/cluster/check/ClusterCheck, is
# newer than its sources and the server's jar is current.
server_program_is_current() {
  local class=$root/ngrokd/target/test-classes/org/ngrokd/$1.class
  server_is_current && [ -f "$class" ] &&
    [ -z "$(find "$root/ngrokd/src/test/java/org/ngrokd/${1%/*}" \
      "$root/ngrokd/src/test/java/org/ngrokd/server/testing" -newer "$class" -print)" ]
}

# Where the programs among the tests are, for java -cp. From the protocol's tests they take ports that are free.
test_classes=$root/ngrok-client/target/test-classes:$root/protocol/target/test-classes

# copy_test_classes INTO PACKAGE...: copies what such a program consists of.
copy_test_classes() {
  copy_classes ngrok-client "$@"
}

# The same of a program among the server's tests.
copy_server_test_classes() {
  copy_classes ngrokd "$@"
}

copy_classes() {
  local module=$1 into=$2 package
  shift 2
  for package in "$@"; do
    mkdir -p "$into/$package"
    cp "$root/$module/target/test-classes/$package/"*.class "$into/$package"
  done
  mkdir -p "$into/org/ngrokd/protocol/testing"
  cp "$root/protocol/target/test-classes/org/ngrokd/protocol/testing/FreePort.class" "$into/org/ngrokd/protocol/testing"
}

# One build at a time. The lock is a symbolic link to the number of the process that holds it: made
# in one step, and seen to be stale when that process is gone.
lock_build() {
  local holder
  until ln -s "$$" "$build_lock" 2>/dev/null; do
    holder=$(readlink "$build_lock" || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      drop_stale_lock "$holder"
    fi
    sleep 0.1
  done
  trap unlock_build EXIT
}

# Takes the lock of a dead process away, but not the one that somebody made meanwhile.
drop_stale_lock() {
  local mine=$build_lock.$$
  mv "$build_lock" "$mine" 2>/dev/null || return 0
  if [ "$(readlink "$mine")" != "$1" ]; then
    mv "$mine" "$build_lock"
  fi
  rm -f "$mine"
}

unlock_build() {
  rm -f "$build_lock"
  trap - EXIT
}

# build_unless CHECK: builds when the check says that a jar is not current. The old jars are
# removed first, for a program that runs from one keeps its own copy that way.
build_unless() {
  if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
    "$1" || die "$root has to be built, but is not writable"
    return
  fi
  lock_build
  if ! "$1"; then
    require_build_tools
    printf '%s: building; the first time takes a few minutes\n' "${0##*/}" >&2
    rm -f "$server_jar" "$client_jar"
    # shellcheck disable=SC2086 # MAVEN_ARGS is a list of words
    (cd "$root" && quietly mvn -q -B -DskipTests -Dcommit="$(git rev-parse HEAD 2>/dev/null || echo unknown)" ${MAVEN_ARGS:-} package) || exit 1
  fi
  archives_are_current || make_archives
  unlock_build
}

# One that could not be made is not tried again until there are other jars.
archives_are_current() {
  [ ! -f "$server_jar" ] || [ ! -f "$client_jar" ] ||
    { [ "$archives/tried" -nt "$server_jar" ] && [ "$archives/tried" -nt "$client_jar" ]; }
}

# What both programs run with: little memory, which grows where there are many connections, a
# collector that suits it, and what the compiler needed while the program was young is given back
# (by Javas that can), as is what the heap has grown by, in one step. Nobody reads flight recordings, whose classes take memory. What runs only during the
# start is not worth compiling: ten times the usual thresholds of the first compiler. The class
# archive is mapped where it was made for, which Java's makers left off so that addresses are harder to guess: Java
# code has none to guess. A heap that is full ends the program (exit code 3), which whoever runs it starts again: one
# that lives on half dead is worse.
jvm_flags() {
  printf '%s\n' -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=5000 -Dio.netty.jfr.enabled=false \
    -XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=10000 \
    -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
    -XX:+UseSerialGC -Xss512k -Xms16m -Xmx256m -XX:NewSize=8m -XX:MaxNewSize=24m \
    -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=25 -XX:-ShrinkHeapInSteps -XX:MaxDirectMemorySize=96m \
    -XX:+ExitOnOutOfMemoryError -XX:ReservedCodeCacheSize=32m -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off
}

# run_jar JAR ARGUMENT...: becomes that program, so that signals reach it.
run_jar() {
  require_java
  # shellcheck disable=SC2086 # JAVA_OPTS is a list of words
  # shellcheck disable=SC2046
  MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1} exec "$(jdk_tool java)" $(jvm_flags) $(archive_flag "$1") ${JAVA_OPTS:-} -jar "$@"
}

archive_flag() {
  [ ! -f "$(archive_of "$1")" ] || printf '%s\n' -XX:SharedArchiveFile="$(archive_of "$1")"
}
