# An .rpm of the same files as the .deb. Sourced by scripts/package.

# make_rpm PROGRAM ARCH
make_rpm() {
  local tree top=$work/rpm-$1-$2
  tree=$(tree_of "$1" "$2")
  mkdir -p "$top/files/usr/bin" "$top/files/usr/lib" "$top/files/usr/share/doc/$1"
  cp -a "$tree" "$top/files/usr/lib/$1"
  rm -rf "$top/files/usr/lib/$1/share"
  ln -s "../lib/$1/bin/$1" "$top/files/usr/bin/$1"
  units_dir=/usr/lib/systemd/system put_share "$tree" "$top/files" "$1"
  cp -a "$tree/share/doc/." "$top/files/usr/share/doc/$1/"
  settle "$top/files"
  quietly rpmbuild -bb --target "$2-linux" --buildroot "$top/root" \
    --define "_topdir $top" --define "_rpmdir $packages" --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
    --define "tree $top/files" --define "of_version $version" \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' --define '_buildhost localhost' \
    "$root/dist/rpm/$1.spec"
}
