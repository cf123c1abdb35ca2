package org.ngrokd.server.tunnel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.TunnelRequest.Name;

/**
 * Decides which http, https or tls URL a request may have: the one it names, the one its client had
 * last, or a random one. Immutable and safe from any thread.
 *
 * <p>Protocol: §4.
 */
public final class UrlAssigner {
  static final int ATTEMPTS = 5;

  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

  private final String domain;
  private final Map<TunnelProtocol, String> bases;
  private final AffinityCache affinity;
  private final IntSupplier random;

  /**
   * @param domain the host of tcp URLs
   * @param bases protocol to base authority, for the protocols that have a public listener: http →
   *     "example.com:8080"
   * @param random gives the numbers of random names
   */
  public UrlAssigner(
      String domain,
      Map<TunnelProtocol, String> bases,
      AffinityCache affinity,
      IntSupplier random) {
    this.domain = domain;
    this.bases = Map.copyOf(bases);
    this.affinity = affinity;
    this.random = random;
  }

  AffinityCache affinity() {
    return affinity;
  }

  /** The host of tcp URLs. */
  String domain() {
    return domain;
  }

  /** The URLs this request may have, best first: one when it names it, else several to try. */
  List<PublicUrl> candidates(TunnelRequest request, TunnelProtocol protocol)
      throws TunnelException {
    String base = bases.get(protocol);
    if (base == null) {
      throw TunnelException.notListening(protocol);
    }
    Name name = request.name();
    if (name.isRandom()) {
      return randomNames(request, protocol, base);
    }
    PublicUrl url =
        name.hostname().isEmpty()
            ? new PublicUrl(protocol, subdomain(name.subdomain()) + "." + base)
            : new PublicUrl(protocol, hostname(name.hostname()));
    Optional<String> refused = refusal(url, base, request);
    if (refused.isPresent()) {
      throw TunnelException.notAllowed(refused.get());
    }
    return List.of(url);
  }

  private Optional<String> refusal(PublicUrl url, String base, TunnelRequest request) {
    String host = PublicUrl.bareHost(url.authority());
    String bareBase = PublicUrl.bareHost(base);
    Optional<String> nobodys = NobodysNames.refusal(host, List.of(domain, bareBase));
    return nobodys.isPresent() ? nobodys : request.owner().account().refusalOfName(host, bareBase);
  }

  /** Names that its account may be given; but none that it may not have. */
  private List<PublicUrl> randomNames(TunnelRequest request, TunnelProtocol protocol, String base)
      throws TunnelException {
    List<String> any = Stream.generate(this::randomName).limit(ATTEMPTS).toList();
    Optional<String> remembered = rememberedBelow(base, protocol, request);
    List<PublicUrl> urls = new ArrayList<>();
    for (String name : request.owner().account().subdomainsToTry(remembered, any)) {
      urls.add(new PublicUrl(protocol, name + "." + base));
    }
    Optional<String> refused = refusal(urls.get(urls.size() - 1), base, request);
    urls.removeIf(url -> refusal(url, base, request).isPresent());
    if (urls.isEmpty()) {
      throw TunnelException.notAllowed(refused.orElse("no name is left for you"));
    }
    return urls;
  }

  private String randomName() {
    return Integer.toHexString(random.getAsInt() & Integer.MAX_VALUE);
  }

  /** The subdomain that the client had last. */
  private Optional<String> rememberedBelow(
      String base, TunnelProtocol protocol, TunnelRequest request) {
    String start = protocol + "://";
    String end = "." + PublicUrl.bareHost(base); // another server may have another port
    return affinity
        .remembered(protocol, request.owner())
        .filter(url -> url.startsWith(start))
        .map(url -> PublicUrl.bareHost(url.substring(start.length())))
        .filter(host -> host.endsWith(end) && host.length() > end.length())
        .map(host -> host.substring(0, host.length() - end.length()));
  }

  private static String subdomain(String asked) throws TunnelException {
    String name = clean(asked);
    if (!HostNames.isName(name)) {
      throw TunnelException.badName("subdomain", asked);
    }
    return name;
  }

  private static String hostname(String asked) throws TunnelException {
    String name = clean(asked);
    if (!HostNames.isName(PORT.matcher(name).replaceFirst(""))) {
      throw TunnelException.badName("hostname", asked);
    }
    return name;
  }

  private static String clean(String name) {
    return name.trim().toLowerCase(Locale.ROOT);
  }
}
