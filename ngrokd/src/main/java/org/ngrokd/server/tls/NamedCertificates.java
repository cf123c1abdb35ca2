package org.ngrokd.server.tls;

import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Identity;
import org.ngrokd.streams.net.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates by the names that they are for: found in constant time, by the whole name, then by
 * the wildcard above it. Ten thousand of them are kept as they came; what TLS needs is made of one
 * when it is asked for, and kept for the last {@value #MOST_CONTEXTS}.
 *
 * <p>Safe from any thread.
 */
public final class NamedCertificates {
  /** A context takes tens of kilobytes outside of the heap. */
  static final int MOST_CONTEXTS = 500;

  private static final Logger LOG = LoggerFactory.getLogger(NamedCertificates.class);

  private final TlsVersion oldest;
  private final Stapling stapling;
  private final Map<String, Identity> byName = new ConcurrentHashMap<>();
  private final Map<Identity, SslContext> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, SslContext> eldest) {
          return size() > MOST_CONTEXTS;
        }
      };

  /**
   * @param stapling what is shown with them
   */
  public NamedCertificates(TlsVersion oldest, Stapling stapling) {
    this.oldest = oldest;
    this.stapling = stapling;
  }

  /**
   * From now on new connections to this name get this certificate; those that are open keep theirs.
   *
   * @param name in lower case, "*.example.com" for all names right below that
   */
  public void put(String name, Identity identity) {
    Identity before = byName.put(name, identity);
    if (!identity.equals(before)) { // or somebody only has the name again
      forget(before);
    }
  }

  public void remove(String name) {
    forget(byName.remove(name));
  }

  private void forget(@Nullable Identity before) {
    if (before != null && !byName.containsValue(before)) {
      synchronized (contexts) {
        contexts.remove(before);
      }
    }
  }

  /** When they end: so many of them, those that end first. */
  public List<Certificates.Expiry> expiries(int most) {
    return byName.entrySet().stream()
        .map(each -> new Certificates.Expiry(each.getKey(), end(each.getValue())))
        .sorted(Comparator.comparing(Certificates.Expiry::at))
        .limit(most)
        .toList();
  }

  private static Instant end(Identity identity) {
    return identity.leaf().getNotAfter().toInstant();
  }

  /** How many names there are. */
  public int size() {
    return byName.size();
  }

  /**
   * The certificate for a server name.
   *
   * @param serverName in lower case, without a final dot
   */
  public Optional<Identity> find(String serverName) {
    Identity exact = byName.get(serverName);
    if (exact != null) {
      return Optional.of(exact);
    }
    int dot = serverName.indexOf('.');
    return dot <= 0
        ? Optional.empty()
        : Optional.ofNullable(byName.get("*" + serverName.substring(dot)));
  }

  /** What TLS goes on with under this name; empty when there is no certificate for it. */
  public Optional<SslContext> context(String serverName) {
    return find(serverName).flatMap(this::context);
  }

  private Optional<SslContext> context(Identity identity) {
    synchronized (contexts) {
      SslContext made = contexts.get(identity);
      if (made != null) {
        return Optional.of(made);
      }
      try {
        SslContext context = ServerCertificate.of(identity, oldest, stapling).context();
        contexts.put(identity, context);
        return Optional.of(context);
      } catch (CertificateFileException e) {
        LOG.warn("A certificate cannot be used: {}", e.getMessage());
        return Optional.empty();
      }
    }
  }
}
