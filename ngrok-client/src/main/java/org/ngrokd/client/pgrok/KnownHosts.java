package org.ngrokd.client.pgrok;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What files in the form of OpenSSH's known_hosts say of one server. Lines that cannot be read, and
 * those of CAs, are passed over. Immutable.
 */
final class KnownHosts {
  private static final int SSH = 22;

  private final List<Entry> entries;

  /**
   * A key of the server's.
   *
   * @param type "ssh-ed25519"
   * @param isRevoked whether it is never to be accepted
   */
  private record Entry(String type, PublicKey key, boolean isRevoked, Path file) {}

  private KnownHosts(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads what they say. Blocks.
   *
   * @throws UserException when one is there and cannot be read
   */
  static KnownHosts read(List<Path> files, HostAndPort server) {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      for (String line : lines(file)) {
        @Nullable Entry entry = entry(file, line, server);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    return new KnownHosts(entries);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file)
          ? Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UserException(
          "The known host keys in " + file + " cannot be read: " + FileFailure.reason(e));
    }
  }

  private static @Nullable Entry entry(Path file, String line, HostAndPort server) {
    try {
      KnownHostEntry read = KnownHostEntry.parseKnownHostEntry(line);
      String marker = read == null || read.getMarker() == null ? "" : read.getMarker();
      if (read == null
          || marker.equals("cert-authority")
          || !read.isHostMatch(server.host(), server.port())) {
        return null;
      }
      PublicKey key = read.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
      return key == null
          ? null
          : new Entry(read.getKeyEntry().getKeyType(), key, marker.equals("revoked"), file);
    } catch (RuntimeException | IOException | GeneralSecurityException unreadable) {
      return null;
    }
  }

  /** Whether the server was never seen. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether this is a key of the server's. */
  boolean has(PublicKey key) {
    return entries.stream().anyMatch(each -> !each.isRevoked() && isSame(each, key));
  }

  /** Whether somebody said that this key is not to be trusted. */
  boolean hasRevoked(PublicKey key) {
    return entries.stream().anyMatch(each -> each.isRevoked() && isSame(each, key));
  }

  private static boolean isSame(Entry entry, PublicKey key) {
    return KeyUtils.compareKeys(entry.key(), key);
  }

  /** Of which types its keys are: the server is asked for one of these. */
  List<String> types() {
    return entries.stream().filter(each -> !each.isRevoked()).map(Entry::type).toList();
  }

  /** Where it is known from, for people. */
  Optional<Path> file() {
    return entries.stream().map(Entry::file).findFirst();
  }

  /**
   * Adds a key of the server's to a file. Blocks.
   *
   * @throws IOException when it cannot be written
   */
  static void add(Path file, HostAndPort server, PublicKey key) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    String name =
        server.port() == SSH
            ? server.lowerCase().host()
            : "[" + server.lowerCase().host() + "]:" + server.port();
    String line = name + " " + PublicKeyEntry.toString(key) + "\n";
    AtomicFile.OWNED.edit(
        file,
        before -> {
          String text = new String(before.orElse(new byte[0]), StandardCharsets.ISO_8859_1);
          String ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
          return (ended + line).getBytes(StandardCharsets.ISO_8859_1);
        });
  }
}
