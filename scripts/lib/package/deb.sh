# A Debian package: the tree in /usr/lib/PROGRAM, and where Debian wants the rest. Sourced by scripts/package.

# make_deb PROGRAM ARCH
make_deb() {
  local tree to arch
  tree=$(tree_of "$1" "$2")
  arch=$(debian_arch "$2")
  to=$work/deb-$1-$arch
  mkdir -p "$to/DEBIAN" "$to/usr/bin" "$to/usr/lib" "$to/usr/share/doc/$1"
  cp -a "$tree" "$to/usr/lib/$1"
  rm -rf "$to/usr/lib/$1/share"
  ln -s "../lib/$1/bin/$1" "$to/usr/bin/$1"
  put_share "$tree" "$to" "$1"
  debian_docs "$tree" "$to/usr/share/doc/$1" "$1"
  mkdir -p "$to/usr/share/lintian/overrides"
  cp "$root/dist/deb/lintian-overrides" "$to/usr/share/lintian/overrides/$1"
  sed -i "s/@PROGRAM@/$1/g" "$to/usr/share/lintian/overrides/$1"
  settle "$to"
  debian_control "$to" "$1" "$arch"
  settle "$to/DEBIAN"
  find "$to/DEBIAN" -name '*inst' -o -name '*rm' | xargs -r chmod 755
  quietly dpkg-deb --root-owner-group -Zxz --build "$to" "$packages/$1_$version-1_$arch.deb"
}

# put_share TREE TO PROGRAM: manual page, units, settings: in .deb and .rpm alike.
put_share() {
  local page unit
  for page in "$1"/share/man/*; do
    mkdir -p "$2/usr/share/man/man${page##*.}"
    gzip -n -9 <"$page" >"$2/usr/share/man/man${page##*.}/${page##*/}.gz"
  done
  mkdir -p "$2$units_dir"
  for unit in $(units_of "$3"); do
    cp "$root/dist/systemd/$unit" "$2$units_dir/"
  done
  if [ "$3" = ngrokd ]; then
    mkdir -p "$2/etc/ngrokd"
    cp "$root/dist/ngrokd.yml" "$2/etc/ngrokd/"
  fi
}

units_dir=/lib/systemd/system

units_of() {
  case $1 in
    ngrokd) echo ngrokd.service ngrokd.socket ;;
    *) echo ngrok.service ngrok@.service ;;
  esac
}

# debian_docs TREE TO PROGRAM: what Debian asks of /usr/share/doc.
debian_docs() {
  {
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: ngrokd\n\n'
    printf 'Files: *\nCopyright: 2026 the authors of ngrokd\nLicense: Apache-2.0\n'
    printf ' On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n .\n'
    printf ' Libraries inside the jar: third-party. The Java runtime: GPL-2 with the Classpath exception,\n'
    printf ' its notices in /usr/lib/%s/runtime/legal.\n' "$3"
  } >"$2/copyright"
  cp -a "$1/share/doc/third-party" "$2/"
  gzip -n -9 <"$1/share/doc/CHANGELOG.md" >"$2/changelog.gz"
  printf '%s (%s-1) stable; urgency=medium\n\n  * Made by scripts/package; what changed is in changelog.gz.\n\n -- %s  %s\n' "$3" "$version" \
    "$(sed -n 's/^Maintainer: //p' "$root/dist/deb/$3.control")" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" |
    gzip -n -9 >"$2/changelog.Debian.gz"
}

# debian_control TO PROGRAM ARCH: description, sums, files of settings, what runs at installation.
debian_control() {
  local size file
  size=$(du -ks --apparent-size --exclude=DEBIAN "$1" | cut -f1)
  sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$3/" -e "s/@SIZE@/$size/" "$root/dist/deb/$2.control" >"$1/DEBIAN/control"
  for file in conffiles postinst prerm postrm; do
    [ ! -f "$root/dist/deb/$2.$file" ] || cp "$root/dist/deb/$2.$file" "$1/DEBIAN/$file"
  done
  (cd "$1" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$1/DEBIAN/md5sums"
}
