package org.ngrokd.client.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Keeps an auth token in a config file, which nobody but its owner may read then. Everything else
 * in the file, comments too, stays as it is. Protocol: §6 "writes the token to the config file".
 */
public final class AuthTokenFile {
  private static final Pattern BARE_TOKEN = Pattern.compile("\\s*[0-9a-zA-Z_\\-!]*\\s*");

  private AuthTokenFile() {}

  /**
   * Writes the token into the file, which is made if there is none, mode 0600. Whoever writes
   * another key at the same time loses nothing. A file in UTF-16 becomes one in UTF-8.
   *
   * @throws IOException when it cannot be written; the file is then unchanged
   */
  public static void save(Path file, String token) throws IOException {
    save(file, token, Optional.empty());
  }

  /**
   * Writes the token into the file, and for which server it is, where that is new.
   *
   * @throws IOException when it cannot be written; the file is then unchanged
   */
  public static void save(Path file, String token, Optional<HostAndPort> server)
      throws IOException {
    AtomicFile.SECRET.edit(
        file, before -> with(text(before), token, server).getBytes(StandardCharsets.UTF_8));
  }

  private static String with(String before, String token, Optional<HostAndPort> server) {
    String withToken =
        AgentTokenText.put(before, token).orElseGet(() -> withKey(before, "auth_token", token));
    return server
        .map(address -> withKey(withToken, "server_addr", address.toString()))
        .orElse(withToken);
  }

  private static String text(Optional<byte[]> before) throws IOException {
    return before.isPresent() ? FileText.decoded(before.get()) : "";
  }

  private static String withKey(String before, String key, String value) {
    return BARE_TOKEN.matcher(before).matches()
        ? KeyLine.of(key, value) + "\n"
        : KeyLine.put(before, key, value);
  }
}
