# The class archive of a package: the classes that a first request needs, ready to be mapped. Sourced by scripts/package.

# record_classes: which these are, seen in one run of the pair, or as recorded with an earlier package (CLASS_LISTS, a
# directory): with the same list the archive has the same bytes.
record_classes() {
  [ ! -f "$work/ngrok.classes" ] || return 0
  if [ -n "${CLASS_LISTS:-}" ]; then
    cp "$CLASS_LISTS/ngrokd.classes" "$CLASS_LISTS/ngrok.classes" "$work/"
    return
  fi
  train "$1" "-XX:DumpLoadedClassList=$work/ngrokd.classes" "-XX:DumpLoadedClassList=$work/ngrok.classes" ||
    die "the pair did not serve a request, so its classes are not known"
}

# make_archive PROGRAM TREE: writes TREE/lib/PROGRAM.jsa. Only a Java from 19 on finds a jar again that was moved.
make_archive() {
  if [ "$(java_major)" -lt 19 ]; then
    say "$1 gets no class archive: with Java $(java_major) it would fit one directory only (25: 0.2 s quicker to start)"
    return
  fi
  # shellcheck disable=SC2046 # a list of words
  quietly "$2/runtime/bin/java" $(jvm_flags) -Xshare:dump "-XX:SharedClassListFile=$work/$1.classes" \
    "-XX:SharedArchiveFile=$2/lib/$1.jsa" -cp "$2/lib/$1.jar"
}
