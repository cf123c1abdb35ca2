package org.ngrokd.server.acme.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Which CA certificates come from, and how it is shown that names are ours. Immutable.
 *
 * @param ca who issues them
 * @param alsoRsa whether there is one with an RSA key too, for clients that know nothing else
 * @param dns how names are proven by DNS; nothing set: they are not
 */
public record AcmeOptions(Issuer ca, boolean alsoRsa, Dns dns) {
  /** Let's Encrypt. */
  public static final URI DEFAULT_SERVER =
      URI.create("https://acme-v02.api.letsencrypt.org/directory");

  /**
   * A CA and who we are to it.
   *
   * @param server its directory
   * @param email for letters of the CA; empty: none
   * @param trusted a file with the CA of its own https; empty: this computer's
   * @param binding to an account elsewhere; empty: none
   */
  public record Issuer(
      URI server, Optional<String> email, Optional<Path> trusted, Optional<Binding> binding) {}

  /**
   * An external account (RFC 8555, 7.3.4).
   *
   * @param secret its MAC key, base64url
   */
  public record Binding(String id, String secret) {
    /** The secret stays out. */
    @Override
    public String toString() {
      return "Binding[" + id + "]";
    }
  }

  /**
   * How a TXT record is published.
   *
   * @param hook a program and its first arguments; called with "present" or "cleanup", name, value
   * @param update a name server that takes updates (RFC 2136)
   * @param answerAt where the server itself answers for the zone of challenges
   * @param checkAt who is asked whether a record is there; an empty list: nobody; empty: the name
   *     servers of its zone
   * @param persists whether there is to be one fixed record instead, where the CA offers that
   */
  public record Dns(
      List<String> hook,
      Optional<Update> update,
      Optional<HostAndPort> answerAt,
      Optional<List<HostAndPort>> checkAt,
      boolean persists) {
    /** No name is proven by DNS. */
    public static final Dns NONE =
        new Dns(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    public Dns {
      hook = List.copyOf(hook);
      checkAt = checkAt.map(List::copyOf);
    }

    public boolean isPossible() {
      return !hook.isEmpty() || update.isPresent() || answerAt.isPresent() || persists;
    }
  }

  /**
   * A name server that takes updates.
   *
   * @param algorithm of TSIG: "hmac-sha256"
   * @param secret the key, base64
   */
  public record Update(HostAndPort server, String keyName, String algorithm, String secret) {
    /** The secret stays out. */
    @Override
    public String toString() {
      return "Update[" + server + ", " + keyName + "]";
    }
  }
}
