package org.ngrokd.server.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.Failures;

/** The key by which the server knows the client ids it issued, kept over restarts. */
public final class ClientIdKey {
  private static final String FILE = "client-id.key";

  private ClientIdKey() {}

  /**
   * Reads the key, or makes one at the first start.
   *
   * @param bytes its length
   */
  public static byte[] load(StateDirectory directory, int bytes) {
    Path file = directory.file(FILE);
    try {
      byte[] key = Files.readAllBytes(file);
      return key.length == bytes ? key : make(file, bytes);
    } catch (NoSuchFileException firstStart) {
      return make(file, bytes);
    } catch (IOException e) {
      throw new UserException("Cannot read " + file + ": " + Failures.oneLine(e));
    }
  }

  private static byte[] make(Path file, int bytes) {
    byte[] key = new byte[bytes];
    new SecureRandom().nextBytes(key);
    try {
      AtomicFile.SECRET.write(file, key);
    } catch (IOException e) {
      throw new UserException("Cannot write " + file + ": " + Failures.oneLine(e));
    }
    return key;
  }
}
