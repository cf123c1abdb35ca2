package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The inputs that fuzzing of a target begins with, and those that once broke it, as tests. */
public final class FuzzSeeds {
  private FuzzSeeds() {}

  /**
   * A test for each input of a target.
   *
   * @param owner a class of the module whose resources they are in
   * @param name of the target
   */
  public static Stream<DynamicTest> of(Class<?> owner, String name, Consumer<byte[]> target) {
    try {
      Path directory =
          Path.of(Objects.requireNonNull(owner.getResource("/fuzz/" + name), name).toURI());
      List<Path> files;
      try (Stream<Path> all = Files.list(directory)) {
        files = all.sorted().toList();
      }
      return files.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      name + " " + file.getFileName(), () -> target.accept(bytes(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
