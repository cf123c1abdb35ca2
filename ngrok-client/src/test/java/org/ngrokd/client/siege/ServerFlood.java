package org.ngrokd.client.siege;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A server that floods the multiplexed connections that a client opens for it. */
record ServerFlood(Kind kind) implements ClientAttack {
  private static final int BATCH = 100;
  private static final int MOST = 100_000;
  private static final int MOST_STREAMS = 10_000;
  private static final int MOST_DESCRIPTORS = 12_000;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** With what. */
  enum Kind {
    STREAMS,
    RESETS,
    PINGS,
    ENDLESS_HEADERS,
    EMPTY_DATA
  }

  @Override
  public String name() {
    return "HTTP/2 from the server: " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws Exception {
    HostileServer server =
        field
            .closing(new HostileServer(field, "\"mux\",\"half-close\""))
            .onTunnel(control -> order(field, control))
            .onProxy(proxy -> flood(field, proxy));
    StrayClient client = field.closing(new StrayClient(field, server.port()));
    server.awaitClient();
    field.rest();
    client.judge(MOST_DESCRIPTORS);
  }

  private static void order(Field field, Wire control) {
    try {
      control.send(Wire.message("ReqProxy", "{}"));
    } catch (IOException e) {
      field.note("an order: " + e);
    }
  }

  private void flood(Field field, Wire proxy) {
    try {
      proxy.out().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      proxy.out().write(HostileMux.setting(4, 65_535));
      if (kind == Kind.EMPTY_DATA) {
        proxy.out().write(head(1));
      }
      int most = kind == Kind.STREAMS ? MOST_STREAMS : MOST;
      for (int sent = 0; sent < most && field.hasTime(); sent += BATCH) {
        byte[] batch = batch(sent);
        proxy.out().write(batch);
        field.cost().bytes(batch.length);
      }
      proxy.in().readAllBytes();
    } catch (IOException e) {
      field.note(name() + ": " + e);
    }
  }

  private byte[] batch(int sent) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = sent; i < sent + BATCH; i++) {
      int stream = 2 * i + 1;
      frames.writeBytes(
          switch (kind) {
            case STREAMS -> head(stream);
            case RESETS -> both(head(stream), HostileMux.reset(stream));
            case PINGS -> HostileMux.frame(6, 0, 0, new byte[8]);
            case ENDLESS_HEADERS ->
                HostileMux.frame(i == 0 ? 1 : 9, 0, 1, new byte[] {0, 1, 'a', 1, 'b'});
            case EMPTY_DATA -> HostileMux.data(1);
          });
    }
    return frames.toByteArray();
  }

  private static byte[] both(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  /** What a visitor's stream begins with. */
  private static byte[] head(int stream) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    field(head, "url", "http://victim.localhost");
    field(head, "client-addr", "127.0.0.9:9");
    return HostileMux.frame(1, 4, stream, head.toByteArray());
  }

  /** A header as HPACK has it that remembers nothing. */
  private static void field(ByteArrayOutputStream to, String name, String value) {
    to.write(0);
    to.write(name.length());
    to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    to.write(value.length());
    to.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }
}
