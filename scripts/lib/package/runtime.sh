# The Java runtime inside a package: the modules that its program uses, linked by jlink. Sourced by scripts/package.

# A program of the JDK that becomes the runtime: RUNTIME_JDK's, else the one that builds.
runtime_tool() {
  if [ -n "${RUNTIME_JDK:-}" ]; then
    printf '%s\n' "$RUNTIME_JDK/bin/$1"
  else
    jdk_tool "$1"
  fi
}

has_jlink() {
  has "$(runtime_tool java)" && has "$(runtime_tool jlink)" && has "$(runtime_tool jdeps)"
}

java_major() {
  java_version "$(runtime_tool java)"
}

# jmods_of ARCH: the modules for a processor that is not this machine's, or nothing.
jmods_of() {
  local variable=JMODS_$1
  printf '%s\n' "${!variable:-}"
}

# What the program's classes name, and what is found by name only: elliptic curves before Java 22.
modules_of() {
  local modules
  modules=$("$(runtime_tool jdeps)" --multi-release "$(java_major)" --ignore-missing-deps --print-module-deps "$(jar_of "$1")")
  printf '%s,jdk.management,jdk.crypto.ec\n' "$modules"
}

# Beans need java.desktop; nothing of it is ever drawn, printed or played.
readonly never_drawn='**libawt*,**libfontmanager*,**libfreetype*,**libmlib_image*,**liblcms*,**libjavajpeg*,**libsplashscreen*,**libjsound*,**libharfbuzz*,**libprefs*,**psfont*'

# make_runtime PROGRAM ARCH TO
make_runtime() {
  local compress=zip-9 jmods
  local path=()
  [ "$(java_major)" -ge 21 ] || compress=2
  jmods=$(jmods_of "$2")
  [ "$2" = "$(uname -m)" ] || path=(--module-path "$jmods")
  quietly "$(runtime_tool jlink)" "${path[@]}" --add-modules "$(modules_of "$1")" --strip-java-debug-attributes \
    --no-header-files --no-man-pages "--compress=$compress" --exclude-files "$never_drawn" --output "$3"
  rm -f "$3/bin/jrunscript" "$3/bin/rmiregistry" "$3/bin/jfr" "$3/bin/keytool" "$3/bin/kinit" "$3/bin/klist" "$3/bin/ktab" \
    "$3/bin/jwebserver" "$3/lib/jrt-fs.jar"
}
