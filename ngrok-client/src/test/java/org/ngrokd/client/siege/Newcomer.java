package org.ngrokd.client.siege;

import java.io.IOException;

/** A client that comes, is greeted, and goes: new clients must get in at any time. */
final class Newcomer implements Peace.Guest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final String from;
  private final int port;
  private final String token;

  Newcomer(String from, int port, String token) {
    this.from = from;
    this.port = port;
    this.token = token;
  }

  @Override
  public String name() {
    return "new client from " + from;
  }

  @Override
  public void visit() throws IOException {
    try (Wire wire = new Wire(Sockets.tls(port, "localhost", from, PATIENCE_MILLIS))) {
      wire.send(OldClient.auth(token, "", ""));
      String answer = wire.receive();
      if (Wire.field(answer, "ClientId").isEmpty()) {
        throw new IOException(answer);
      }
    }
  }
}
