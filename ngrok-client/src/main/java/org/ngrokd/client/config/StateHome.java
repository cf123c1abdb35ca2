package org.ngrokd.client.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.ngrokd.protocol.net.HostAndPort;

/** Where a client keeps what it has to know after a restart. */
public final class StateHome {
  private static final int HASH_BYTES = 8;

  private StateHome() {}

  /** {@code $XDG_STATE_HOME/ngrok}, or else {@code ~/.local/state/ngrok}. It may not be there. */
  public static Path in(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (!state.isEmpty() && Path.of(state).isAbsolute()) { // others are to be ignored, says XDG
      return Path.of(state, "ngrok");
    }
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home)
        .resolve(".local/state/ngrok");
  }

  /** The file of the client id for a server and a config file. */
  public static Path clientId(
      Map<String, String> environment, HostAndPort server, Path configFile) {
    String key = server.lowerCase() + "\n" + configFile.toAbsolutePath().normalize();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      String name = HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
      return in(environment).resolve("client-" + name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
