package org.ngrokd.server.acme;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.tls.NamedCertificates;
import org.ngrokd.server.tls.Stapling;
import org.ngrokd.streams.net.TlsVersion;

/**
 * The certificates that this server shows, by what they are kept by and by their names; those with
 * keys of RSA apart. Safe from any thread.
 */
final class HeldCertificates {
  private final NamedCertificates named;
  private final Optional<NamedCertificates> ofRsa;
  private final Map<Key, Kept> all = new ConcurrentHashMap<>();

  private record Key(String name, boolean isRsa) {
    static Key of(Kept each) {
      return new Key(each.name(), each.isRsa());
    }
  }

  /**
   * @param alsoRsa whether there are some with keys of RSA
   * @param stapling what is shown with them
   */
  HeldCertificates(TlsVersion oldest, boolean alsoRsa, Stapling stapling) {
    this.named = new NamedCertificates(oldest, stapling);
    this.ofRsa = alsoRsa ? Optional.of(new NamedCertificates(oldest, stapling)) : Optional.empty();
  }

  /** From now on it is shown, in place of what was kept by its name. One of RSA only if wanted. */
  void put(Kept each) {
    if (!each.isRsa() || ofRsa.isPresent()) {
      all.put(Key.of(each), each);
      NamedCertificates place = place(each);
      for (String name : CertificateNames.of(each.identity().leaf())) {
        place.put(name.toLowerCase(Locale.ROOT), each.identity());
      }
    }
  }

  private NamedCertificates place(Kept each) {
    return each.isRsa() ? ofRsa.orElseThrow() : named;
  }

  /** It is shown no more. */
  void remove(Kept each) {
    all.remove(Key.of(each));
    CertificateNames.of(each.identity().leaf()).forEach(place(each)::remove);
  }

  /** What is kept by this name. */
  Optional<Kept> kept(String name, boolean isRsa) {
    return Optional.ofNullable(all.get(new Key(name, isRsa)));
  }

  /** All that are kept by this name. */
  List<Kept> all(String name) {
    return Stream.of(kept(name, false), kept(name, true)).flatMap(Optional::stream).toList();
  }

  List<Kept> all() {
    return List.copyOf(all.values());
  }

  /** By server name. */
  NamedCertificates named() {
    return named;
  }

  /** The same with keys of RSA; empty: there are none. */
  Optional<NamedCertificates> ofRsa() {
    return ofRsa;
  }
}
