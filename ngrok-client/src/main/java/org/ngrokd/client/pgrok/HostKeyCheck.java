package org.ngrokd.client.pgrok;

import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Judges the host key of one connection: by its fingerprint where that was told, else by what is
 * known of the server. The first key of a server that nobody knows is accepted, and noted.
 *
 * <p>Confined to the event loop of the connection.
 */
final class HostKeyCheck implements ServerKeyVerifier, SessionListener {
  private static final String CERTIFICATE = "-cert-";
  private static final String RSA = "ssh-rsa";

  private final HostAndPort server;
  private final Optional<Fingerprint> expected;
  private final KnownHosts known;
  private Optional<PublicKey> first = Optional.empty();
  private String refusal = "";

  HostKeyCheck(HostAndPort server, Optional<Fingerprint> expected, KnownHosts known) {
    this.server = server;
    this.expected = expected;
    this.known = known;
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    refusal = judge(key);
    return refusal.isEmpty();
  }

  /** Why the key is not accepted, or "". */
  private String judge(PublicKey key) {
    String shown = text(key);
    if (expected.isPresent()) {
      return expected.get().text().equals(KeyUtils.getFingerPrint(key))
          ? ""
          : "%s shows the host key %s, and not %s: it is another server, or its key has changed"
              .formatted(server, shown, expected.get());
    }
    if (known.hasRevoked(key)) {
      return "The host key %s of %s is revoked in %s".formatted(shown, server, file());
    }
    if (known.has(key)) {
      return "";
    }
    if (known.isEmpty()) {
      first = Optional.of(key);
      return "";
    }
    return """
        The host key of %s has CHANGED: it is now %s. Somebody may be listening in between; if the \
        server was set up anew, delete its line in %s and start again, or tell the new key by \
        -host-key"""
        .formatted(server, shown, file());
  }

  private String file() {
    return known.file().map(Object::toString).orElse("known_hosts");
  }

  static Optional<Fingerprint> fingerprint(PublicKey key) {
    return Optional.of(new Fingerprint(KeyUtils.getFingerPrint(key)));
  }

  /** "ssh-ed25519 SHA256:…". */
  static String text(PublicKey key) {
    return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
  }

  /** The key, if the server was never seen before. */
  Optional<PublicKey> first() {
    return first;
  }

  /** Why the key was not accepted, or "". */
  String refusal() {
    return refusal;
  }

  /** Asks for keys of the types that are known: of another type the server's key would be new. */
  @Override
  public void sessionNegotiationOptionsCreated(
      Session session, Map<KexProposalOption, String> proposal) {
    List<String> types = known.types();
    String offered = proposal.getOrDefault(KexProposalOption.SERVERKEYS, "");
    proposal.put(
        KexProposalOption.SERVERKEYS,
        String.join(
            ",",
            Arrays.stream(offered.split(",", -1))
                .filter(each -> !each.contains(CERTIFICATE))
                .sorted(Comparator.comparing((String each) -> !types.contains(keyType(each))))
                .toList()));
  }

  /** A key of RSA makes signatures of several kinds. */
  private static String keyType(String algorithm) {
    return algorithm.startsWith("rsa-sha2-") ? RSA : algorithm;
  }
}
