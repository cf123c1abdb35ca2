package org.ngrokd.kit.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {
  private Path file;

  @BeforeEach
  void name(@TempDir Path directory) {
    file = directory.resolve("id.1");
  }

  @Test
  void whatWasWrittenIsThereForTheNextHolder() throws Exception {
    try (HeldFile first = HeldFile.tryOpen(file).orElseThrow()) {
      assertThat(first.read(100)).isEmpty();
      first.write("a long one\n");
      first.write("short\n");
    }

    try (HeldFile second = HeldFile.tryOpen(file).orElseThrow()) {
      assertThat(second.read(100)).isEqualTo("short\n");
      assertThat(second.read(3)).isEqualTo("sho");
    }
  }

  @Test
  void nobodyElseGetsItWhileItIsOpenByWhateverName() throws Exception {
    Path alias = Files.createSymbolicLink(file.resolveSibling("alias"), file.getParent());
    try (HeldFile held = HeldFile.tryOpen(file).orElseThrow()) {
      assertThat(HeldFile.tryOpen(file)).isEmpty();
      assertThat(HeldFile.tryOpen(alias.resolve("id.1"))).isEmpty();
      assertThat(LockFile.tryHold(file)).isEmpty();

      held.write("still mine");
    }
    assertThat(Files.readString(file)).isEqualTo("still mine");
  }

  @Test
  void lateWriteGoesNowhere() throws Exception {
    HeldFile held = HeldFile.tryOpen(file).orElseThrow();
    held.write("before");
    held.close();
    held.close();
    try (HeldFile next = HeldFile.tryOpen(file).orElseThrow()) {
      held.write("after");
      held.close();

      assertThat(next.read(100)).isEqualTo("before");
      assertThat(HeldFile.tryOpen(file)).isEmpty();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nobodyElseMayReadItEvenIfItWasThereBefore() throws Exception {
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    try (HeldFile held = HeldFile.tryOpen(file).orElseThrow()) {
      assertThat(held.read(100)).isEqualTo("old");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }
}
