package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokException;
import org.ngrokd.client.TunnelSpec;

/** What a client hears that is not welcome. */
class RefusalIT {
  private final Pair pair = Pair.start();

  @AfterEach
  void stop() {
    pair.close();
  }

  @Test
  void nameThatIsTakenIsToldInTheServersWords() {
    pair.client(TunnelSpec.http(":1").subdomain("mine"));

    assertThatThrownBy(() -> pair.client(TunnelSpec.http(":1").subdomain("mine")))
        .isInstanceOf(NgrokException.class)
        .hasMessage(taken());
  }

  @Test
  void nameThatIsTakenIsToldWhenSeveralProtocolsWereAskedFor() {
    pair.client(TunnelSpec.http(":1").subdomain("mine"));

    assertThatThrownBy(() -> pair.client(TunnelSpec.httpAndHttps(":1").subdomain("mine")))
        .isInstanceOf(NgrokException.class)
        .hasMessage(taken());
  }

  private String taken() {
    return "Server failed to allocate tunnel: The tunnel http://mine.localhost:"
        + pair.port("http")
        + " is already registered.";
  }
}
