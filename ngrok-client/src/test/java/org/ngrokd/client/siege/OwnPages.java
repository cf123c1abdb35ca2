package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Strangers at the server's own pages, who are not signed in and never will be. */
record OwnPages(Kind kind) implements Attack {
  private static final int VISITORS = 1_000;
  private static final int ADDRESSES = 20;
  private static final int PIPELINED = 60;

  /** What they do. */
  enum Kind {
    /** They send half of what they announce. */
    HALF_BODIES("half requests to its own pages"),
    /** They ask for much, and take nothing of it. */
    STALLED_READERS("its own pages asked for and not taken"),
    /** Each of their cookies has to be looked for in the database. */
    STRANGE_COOKIES("cookies that nobody was given");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  @Override
  public String name() {
    return kind.words;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    List<String> from = field.addresses(ADDRESSES);
    Horde horde = field.horde();
    switch (kind) {
      case HALF_BODIES ->
          horde.open(
              VISITORS,
              from,
              field.ports().http(),
              Horde.saying(
                  Field.bytes(
                      "POST /-/device/code HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
                          + "a".repeat(30_000))));
      case STALLED_READERS ->
          horde.open(
              VISITORS,
              from,
              field.ports().http(),
              Horde.saying(asks("GET /static/base.css HTTP/1.1\r\nHost: localhost\r\n\r\n")));
      case STRANGE_COOKIES ->
          horde.open(
              VISITORS,
              from,
              field.ports().http(),
              Horde.asking(
                  asks(
                      "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nCookie: ngrokd="
                          + "%0".repeat(16)
                          + "\r\n\r\n")));
    }
    field.rest();
  }

  private static ByteBuf asks(String request) {
    return Field.bytes(request.repeat(PIPELINED));
  }
}
