# A tar.gz that is unpacked anywhere and run. Sourced by scripts/package.

# make_tar PROGRAM ARCH: files in the order of their names, owned by nobody in particular.
make_tar() {
  local tree
  tree=$(tree_of "$1" "$2")
  tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -C "${tree%/*}" -cf - "${tree##*/}" | gzip -n -9 >"$packages/${tree##*/}.tar.gz"
}
