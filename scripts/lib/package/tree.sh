# What an installed program consists of, wherever it lies. Sourced by scripts/package.
#
#   bin/ngrokd          what one runs
#   lib/ngrokd.jar      the program, with its libraries
#   lib/ngrokd.jsa      its class archive
#   lib/java.options    what Java is told, a word a line
#   lib/*.so            native code, which is else unpacked at each start
#   runtime/            Java
#   share/              licences, manual page, systemd units, examples

tree_of() {
  printf '%s/%s/%s-%s-linux-%s\n' "$work" "$2" "$1" "$version" "$2"
}

# make_tree PROGRAM ARCH
make_tree() {
  local tree
  tree=$(tree_of "$1" "$2")
  say "putting together $1 for $2"
  mkdir -p "$tree/bin" "$tree/lib" "$tree/share/doc" "$tree/share/man"
  make_runtime "$1" "$2" "$tree/runtime"
  cp "$(jar_of "$1")" "$tree/lib/$1.jar"
  unpack_natives "$1" "$2" "$tree"
  jvm_flags >"$tree/lib/java.options"
  sed "s/@PROGRAM@/$1/g" "$root/dist/launcher" >"$tree/bin/$1"
  chmod +x "$tree/bin/$1"
  share "$1" "$tree/share"
  settle "$tree"
  if [ "$2" = "$(uname -m)" ]; then
    record_classes "$tree/runtime/bin/java"
    make_archive "$1" "$tree"
    settle "$tree"
  else
    say "$1 for $2 gets no class archive: that takes a machine of its kind"
  fi
}

# unpack_natives PROGRAM ARCH TREE: native code of this processor lies beside the jar, that of others nowhere.
unpack_natives() {
  local native=$2 zstd=$2 jar=$3/lib/$1.jar
  [ "$2" != aarch64 ] || native=aarch_64
  [ "$2" != x86_64 ] || zstd=amd64
  unzip -q -o -j "$jar" "META-INF/native/*_$native.so" -d "$3/lib"
  zip -q -d "$jar" 'META-INF/native/*'
  [ "$1" != ngrokd ] || zip -q -d "$jar" 'org/sqlite/native/*' -x "org/sqlite/native/Linux/$2/*"
  # Of brotli and zstd, which only tunnels with compression unpack, what is for others goes, too.
  [ "$1" != ngrok ] || zip -q -d "$jar" 'lib/*' 'linux/*' 'darwin/*' 'win/*' -x "lib/linux-$2/*" "linux/$zstd/*"
}

share() {
  cp "$root/LICENSE" "$2/doc/"
  cp "$root/docs/man/$1".[18] "$2/man/"
  cp "$root/docs/CHANGELOG.md" "$2/doc/"
  unzip -q -o "$(jar_of "$1")" 'META-INF/*LICENSE*' 'META-INF/license/*' 'META-INF/licenses/*' 'META-INF/*NOTICE*' -d "$2/doc" ||
    [ $? = 11 ] # that one of the patterns is nowhere is no error
  mv "$2/doc/META-INF" "$2/doc/third-party"
  if [ "$1" = ngrokd ]; then
    cp "$root/dist/ngrokd.yml" "$2/"
  fi
}
