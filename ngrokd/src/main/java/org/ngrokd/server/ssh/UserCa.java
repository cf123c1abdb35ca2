package org.ngrokd.server.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.CidrList;

/**
 * The CAs whose user certificates let people in, as {@code TrustedUserCAKeys} of sshd. MINA has
 * checked the signature of a certificate and that its owner has the key. Immutable.
 */
final class UserCa {
  /** Critical options that we heed; a certificate with another one is not valid here. */
  private static final Set<String> KNOWN =
      Set.of(OpenSshCertificate.SOURCE_ADDRESS, OpenSshCertificate.FORCE_COMMAND);

  /** The extension without which sshd lets the owner of a certificate forward nothing. */
  private static final String MAY_FORWARD = "permit-port-forwarding";

  private final List<PublicKey> keys;

  private UserCa(List<PublicKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads the file.
   *
   * @throws UserException when it cannot be read, or a line of it is no public key
   */
  static UserCa of(Optional<Path> file) {
    return new UserCa(file.map(UserCa::read).orElse(List.of()));
  }

  private static List<PublicKey> read(Path file) {
    List<PublicKey> keys = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UserException("-sshUserCa " + file + " cannot be read: " + e.getMessage());
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(key(file, i + 1, line));
      }
    }
    if (keys.isEmpty()) {
      throw new UserException(
          "-sshUserCa "
              + file
              + " has no public key in it; a CA's is a line such"
              + " as 'ssh-ed25519 AAAA… ca', from the CA's .pub file");
    }
    return keys;
  }

  private static PublicKey key(Path file, int number, String line) {
    try {
      return AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
          .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new UserException(
          "-sshUserCa %s, line %d is no public key; expected a line of a CA's .pub file"
              .formatted(file, number));
    }
  }

  /**
   * Who a certificate says its owner is.
   *
   * @param from where its owner comes from
   * @return its principals; or none when it is not valid here and now
   */
  List<String> principals(OpenSshCertificate certificate, InetAddress from) {
    boolean isOurs =
        keys.stream().anyMatch(key -> KeyUtils.compareKeys(key, certificate.getCaPubKey()));
    SortedMap<String, String> options = certificate.getCriticalOptionsMap();
    boolean isValid =
        isOurs
            && certificate.getType() == OpenSshCertificate.Type.USER
            && OpenSshCertificate.isValidAt(certificate, Instant.now())
            && certificate.getExtensionsMap().containsKey(MAY_FORWARD)
            && KNOWN.containsAll(options.keySet())
            && mayComeFrom(options.get(OpenSshCertificate.SOURCE_ADDRESS), from);
    return isValid ? List.copyOf(certificate.getPrincipals()) : List.of();
  }

  private static boolean mayComeFrom(@Nullable String networks, InetAddress from) {
    if (networks == null) {
      return true;
    }
    try {
      return CidrList.parse(List.of(networks.split(",", -1))).contains(from);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
