package org.ngrokd.client.config;

/**
 * How the local service is spoken to.
 *
 * @param proxyProtocol the header that tells it who the visitor is
 * @param verify whether its certificate is checked, where it speaks TLS
 * @param paths which of a request go to a service of their own
 * @param options what it speaks that 1.7 knows nothing of
 */
public record Upstream(
    ProxyProtocol proxyProtocol,
    VerifyUpstream verify,
    PathForwards paths,
    UpstreamOptions options) {
  /** As 1.7 does. */
  public static final Upstream PLAIN =
      new Upstream(ProxyProtocol.NONE, new VerifyUpstream.WhereNotPrivate());

  /** It speaks what 1.7 knows of. */
  public Upstream(ProxyProtocol proxyProtocol, VerifyUpstream verify, PathForwards paths) {
    this(proxyProtocol, verify, paths, UpstreamOptions.NONE);
  }

  /** One service for all. */
  public Upstream(ProxyProtocol proxyProtocol, VerifyUpstream verify) {
    this(proxyProtocol, verify, PathForwards.NONE);
  }

  public Upstream withProxyProtocol(ProxyProtocol version) {
    return new Upstream(version, verify, paths, options);
  }

  public Upstream withVerify(VerifyUpstream newVerify) {
    return new Upstream(proxyProtocol, newVerify, paths, options);
  }

  public Upstream withPaths(PathForwards forwards) {
    return new Upstream(proxyProtocol, verify, forwards, options);
  }

  public Upstream withOptions(UpstreamOptions newOptions) {
    return new Upstream(proxyProtocol, verify, paths, newOptions);
  }
}
