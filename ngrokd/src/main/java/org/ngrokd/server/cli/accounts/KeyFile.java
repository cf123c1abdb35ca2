package org.ngrokd.server.cli.accounts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.access.PublicKeyText;
import org.ngrokd.streams.net.Failures;

/** Text with public keys, from a file or from standard input. */
final class KeyFile {
  private KeyFile() {}

  /**
   * Reads it, no more than one byte above what may be.
   *
   * @param file "-" for standard input
   * @throws UserException when it cannot be read
   */
  static String read(String file, InputStream standardInput) {
    try {
      if (file.equals("-")) {
        return text(standardInput);
      }
      try (InputStream in = Files.newInputStream(Path.of(file))) {
        return text(in);
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot read the public keys in %s: %s"
              .formatted(
                  file,
                  e instanceof NoSuchFileException
                      ? "there is no such file"
                      : Failures.oneLine(e)));
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readNBytes(PublicKeyText.LONGEST + 1), StandardCharsets.UTF_8);
  }
}
