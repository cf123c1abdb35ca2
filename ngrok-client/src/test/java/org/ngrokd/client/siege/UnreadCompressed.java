package org.ngrokd.client.siege;

import java.util.List;

/**
 * Visitors that ask for 4 MB compressed, each by another coding, and take none of it: an encoder
 * for each of them waits in the client.
 */
final class UnreadCompressed implements ClientAttack {
  private static final int VISITORS = 900;
  private static final List<String> CODINGS = List.of("zstd", "br", "gzip");

  @Override
  public String name() {
    return "compressed replies of 4 MB that nobody reads";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    for (String coding : CODINGS) {
      field
          .horde()
          .open(
              VISITORS / CODINGS.size(),
              field.addresses(1),
              field.ports().http(),
              Horde.saying(
                  Field.bytes(
                      "GET /noise HTTP/1.1\r\nHost: packed.localhost\r\nAccept-Encoding: "
                          + coding
                          + "\r\n\r\n")));
    }
    field.rest();
  }
}
