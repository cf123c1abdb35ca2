package org.ngrokd.server.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names in the certificate of a TLS context: what somebody was shown who does not like it.
 * Stateless.
 */
public final class ShownNames {
  private static final AttributeKey<List<String>> NAMES =
      AttributeKey.valueOf(ShownNames.class, "names");

  private ShownNames() {}

  static void note(SslContext context, List<String> names) {
    Attribute<List<String>> noted = context.attributes().attr(NAMES);
    noted.set(List.copyOf(names));
  }

  /** The names; empty for a context that is for nobody but a CA. */
  public static List<String> in(SslContext context) {
    @Nullable List<String> noted = context.attributes().attr(NAMES).get();
    return noted == null ? List.of() : noted;
  }
}
