package org.ngrokd.server.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The CA's word that is shown with the certificate of a TLS context. Stateless. */
public final class ShownStaple {
  private static final AttributeKey<Supplier<Optional<byte[]>>> STAPLE =
      AttributeKey.valueOf(ShownStaple.class, "staple");

  private ShownStaple() {}

  static void note(SslContext context, Supplier<Optional<byte[]>> staple) {
    Attribute<Supplier<Optional<byte[]>>> noted = context.attributes().attr(STAPLE);
    noted.set(staple);
  }

  /** Gives a connection that begins what there is now. */
  public static void into(SslHandler handler, SslContext context) {
    @Nullable Supplier<Optional<byte[]>> staple = context.attributes().attr(STAPLE).get();
    if (staple != null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      staple.get().ifPresent(engine::setOcspResponse);
    }
  }
}
