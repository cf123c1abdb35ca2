package org.ngrokd.client.siege;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** TLS of those who do not care whom they speak with: attackers, and measuring visitors. */
final class Trusting {
  private static final SSLContext JDK = jdk();

  private Trusting() {}

  static SSLContext context() {
    return JDK;
  }

  private static SSLContext jdk() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** For connections on event loops. */
  static io.netty.handler.ssl.SslContext netty() throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.OPENSSL)
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .build();
  }
}
