package org.ngrokd.client.config;

/**
 * How the local service is spoken to.
 *
 * @param proxyProtocol the header that tells it who the visitor is
 * @param verify whether its certificate is checked, where it speaks TLS
 */
public record Upstream(ProxyProtocol proxyProtocol, VerifyUpstream verify) {
  /** As 1.7 does. */
  public static final Upstream PLAIN =
      new Upstream(ProxyProtocol.NONE, new VerifyUpstream.WhereNotPrivate());

  public Upstream withProxyProtocol(ProxyProtocol version) {
    return new Upstream(version, verify);
  }

  public Upstream withVerify(VerifyUpstream newVerify) {
    return new Upstream(proxyProtocol, newVerify);
  }
}
