package org.ngrokd.client.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.kit.files.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What whoever started the client can read and nobody else: a file that is theirs alone. Safe from
 * any thread.
 */
final class OwnerSecret {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerSecret.class);

  private static final int BYTES = 32;

  private final String text;
  private volatile Optional<Path> file = Optional.empty();

  /** A new one, which nobody can read yet. */
  OwnerSecret() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    text = HexFormat.of().formatHex(random);
  }

  /**
   * Writes it into the file {@code api-PORT.secret}. Blocks.
   *
   * @param directory made if need be, for its owner only
   * @throws IOException when it cannot be written
   */
  void writeTo(Path directory, int port) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(directory)) {
      PrivateFiles.createDirectory(directory);
    }
    Path written = directory.resolve("api-" + port + ".secret");
    AtomicFile.SECRET.write(written, (text + "\n").getBytes(StandardCharsets.US_ASCII));
    file = Optional.of(written);
  }

  boolean is(String given) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  String text() {
    return text;
  }

  /** Where it can be read; empty where it could not be written. */
  Optional<Path> file() {
    return file;
  }

  /** Takes the file away, if it is still this one. Blocks. */
  void delete() {
    file.ifPresent(this::delete);
  }

  private void delete(Path written) {
    try {
      if (is(Files.readString(written, StandardCharsets.UTF_8).strip())) {
        Files.delete(written);
      }
    } catch (IOException e) {
      LOG.debug("{} stays, and opens nothing any more: {}", written, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "OwnerSecret[" + file.map(Path::toString).orElse("nowhere") + "]";
  }
}
