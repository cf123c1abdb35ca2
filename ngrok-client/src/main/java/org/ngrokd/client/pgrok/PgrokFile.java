package org.ngrokd.client.pgrok;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.config.KeyLine;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.Suggestion;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What a pgrok.yml says. Every key may be missing.
 *
 * @param remote where the server listens for SSH
 * @param forwardAddr the local service, as it is written, or ""
 * @param token or ""
 * @param forwards paths that go to other local services
 * @param hostKey the server's fingerprint: a key of ours, which pgrok ignores
 * @param warnings what in it is ignored, a line each
 */
public record PgrokFile(
    Optional<HostAndPort> remote,
    String forwardAddr,
    String token,
    PathForwards forwards,
    Optional<Fingerprint> hostKey,
    List<String> warnings) {
  /** A file that says nothing: there is none. */
  public static final PgrokFile EMPTY =
      new PgrokFile(Optional.empty(), "", "", PathForwards.NONE, Optional.empty(), List.of());

  private static final String REMOTE = "remote_addr";
  private static final String FORWARD = "forward_addr";
  private static final String TOKEN = "token";
  private static final String DYNAMIC = "dynamic_forwards";
  private static final String HOST_KEY = "host_key";

  private static final List<String> KNOWN = List.of(REMOTE, FORWARD, TOKEN, DYNAMIC, HOST_KEY);

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static PgrokFile read(Path file) {
    return parse(file.toString(), text(file));
  }

  /** Whether a file is one of pgrok's, and not of ngrok's; no when it cannot be read. */
  public static boolean isOne(Path file) {
    try {
      return ConfigSection.of(
              file.toString(), YamlReader.read(file.toString(), text(file)), new ArrayList<>())
          .has(REMOTE);
    } catch (UserException unreadable) {
      return false; // whoever reads it in earnest says why
    }
  }

  private static String text(Path file) {
    try {
      return FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException(
          "Failed to read configuration file " + file + ": " + FileFailure.reason(e));
    }
  }

  static PgrokFile parse(String file, String text) {
    List<String> errors = new ArrayList<>();
    ConfigSection root = ConfigSection.of(file, YamlReader.read(file, text), errors);
    PgrokFile read =
        new PgrokFile(
            root.parsed(REMOTE, PgrokFile::address),
            root.text(FORWARD),
            root.text(TOKEN),
            root.parsed(DYNAMIC, PathForwards::ofLines).orElse(PathForwards.NONE),
            root.parsed(HOST_KEY, Fingerprint::parse),
            root.unknown(KNOWN).stream()
                .map(
                    key ->
                        root.at(key)
                            + "the unknown key '"
                            + key
                            + "' is ignored. "
                            + Suggestion.text(key, KNOWN))
                .toList());
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return read;
  }

  /**
   * Reads where a server is.
   *
   * @throws IllegalArgumentException with the reason, when it says no host and port
   */
  public static HostAndPort address(String text) {
    try {
      HostAndPort address = HostAndPort.parse(text);
      if (!address.host().isEmpty() && address.port() != 0) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // said below, with what is expected
    }
    throw new IllegalArgumentException(
        "remote_addr is '" + text + "'; expected where the server takes ssh, as example.com:2222");
  }

  /**
   * Writes these keys into a file, which is made if there is none, mode 0600; what else is in it
   * stays.
   *
   * @param forwardAddr "" to leave what is there
   * @throws IOException when it cannot be written; the file is then unchanged
   */
  public static void save(Path file, HostAndPort remote, String forwardAddr, String token)
      throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    AtomicFile.SECRET.edit(
        file,
        before -> {
          String text = before.isPresent() ? FileText.decoded(before.get()) : "";
          text = KeyLine.put(text, TOKEN, token);
          text = forwardAddr.isEmpty() ? text : KeyLine.put(text, FORWARD, forwardAddr);
          return KeyLine.put(text, REMOTE, remote.toString()).getBytes(StandardCharsets.UTF_8);
        });
  }

  /** The token stays out. */
  @Override
  public String toString() {
    return "PgrokFile[remote=%s, forwardAddr=%s, token=%s, forwards=%s]"
        .formatted(remote, forwardAddr, Masked.secret(token), forwards);
  }
}
