package org.ngrokd.client.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.files.UserHome;
import org.ngrokd.streams.net.HostAndPort;

/** Where the client id for a server and a config file is kept. */
public final class ClientIdFile {
  private static final int HASH_BYTES = 8;

  private ClientIdFile() {}

  /**
   * The file, which need not be there, and its directory neither.
   *
   * @return empty where the user has no place for it
   */
  public static Optional<Path> of(
      Map<String, String> environment, HostAndPort server, Path configFile) {
    String key = server.lowerCase() + "\n" + configFile.toAbsolutePath().normalize();
    return StatePlace.in(environment, UserHome.in(environment).toString())
        .map(state -> state.resolve("client-" + hash(key)));
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
