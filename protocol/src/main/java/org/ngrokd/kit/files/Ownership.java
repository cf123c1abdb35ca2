package org.ngrokd.kit.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may read a file that takes another's place. Does nothing where files have no modes. */
final class Ownership {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READ_BY_ALL =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("------rwx");

  private Ownership() {}

  /**
   * Gives a new file the owner, group and mode of the one whose place it takes.
   *
   * @param target need not be there
   * @throws IOException when the owner or the group cannot be kept: whoever reads the file today
   *     could not read the new one
   */
  static void give(Path fresh, Path target, AtomicFile kind) throws IOException {
    PosixFileAttributeView view = view(fresh);
    if (view == null) {
      return;
    }
    PosixFileAttributes own = view.readAttributes();
    if (Files.exists(target)) {
      PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
      keep(view, own, old);
      view.setPermissions(kept(old.permissions(), kind));
    } else {
      likeDirectory(view, own, target);
      view.setPermissions(kind == AtomicFile.PUBLIC ? READ_BY_ALL : OWNER_ONLY);
    }
  }

  /**
   * Gives a new file to whom its directory belongs, if we may, and lets everybody write it who may
   * write there.
   */
  static void shareLikeDirectory(Path fresh) throws IOException {
    PosixFileAttributeView view = view(fresh);
    if (view == null) {
      return;
    }
    PosixFileAttributes directory = likeDirectory(view, view.readAttributes(), fresh);
    Set<PosixFilePermission> mode = EnumSet.copyOf(OWNER_ONLY);
    if (directory.permissions().contains(PosixFilePermission.GROUP_WRITE)
        && directory.group().equals(view.readAttributes().group())) {
      mode.add(PosixFilePermission.GROUP_READ);
      mode.add(PosixFilePermission.GROUP_WRITE);
    }
    view.setPermissions(mode);
  }

  private static @Nullable PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static void keep(
      PosixFileAttributeView view, PosixFileAttributes own, PosixFileAttributes old)
      throws IOException {
    try {
      change(view, own, old);
    } catch (IOException e) {
      throw new IOException(
          "it belongs to %s:%s, and a new one would be %s:%s's: do this as %s or as root"
              .formatted(
                  old.owner().getName(),
                  old.group().getName(),
                  own.owner().getName(),
                  own.group().getName(),
                  old.owner().getName()),
          e);
    }
  }

  private static PosixFileAttributes likeDirectory(
      PosixFileAttributeView view, PosixFileAttributes own, Path target) throws IOException {
    Path directory = Objects.requireNonNull(target.toAbsolutePath().getParent());
    PosixFileAttributes wanted = Files.readAttributes(directory, PosixFileAttributes.class);
    if (own.owner().equals(wanted.owner())) {
      return wanted; // the group is then what the system gives, as for every file
    }
    try {
      change(view, own, wanted);
    } catch (IOException notRoot) {
      // Then it belongs to us, as every file that we make.
    }
    return wanted;
  }

  /** The group first: who gave a file away may not change it any more. */
  private static void change(
      PosixFileAttributeView view, PosixFileAttributes own, PosixFileAttributes wanted)
      throws IOException {
    if (!own.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    if (!own.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
  }

  private static Set<PosixFilePermission> kept(Set<PosixFilePermission> old, AtomicFile kind) {
    if (kind != AtomicFile.SECRET) {
      return old;
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(OF_OTHERS);
    open.retainAll(old);
    return open.isEmpty() ? old : OWNER_ONLY;
  }
}
