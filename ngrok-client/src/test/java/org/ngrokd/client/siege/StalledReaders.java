package org.ngrokd.client.siege;

/** Visitors that ask for 4 MB and take none of it. */
final class StalledReaders implements Attack {
  private static final int VISITORS = 950;

  @Override
  public String name() {
    return "stalled readers of 4 MB";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    field
        .horde()
        .open(
            VISITORS,
            field.addresses(1),
            field.ports().http(),
            Horde.saying(Field.bytes("GET /big HTTP/1.1\r\nHost: files.localhost\r\n\r\n")));
    field.rest();
  }
}
