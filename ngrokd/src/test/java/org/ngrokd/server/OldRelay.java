package org.ngrokd.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** Joins a started proxy connection with a local service, as a 1.7 client does. */
final class OldRelay {
  private final ScriptedPeer proxy;
  private final Socket service;

  private OldRelay(ScriptedPeer proxy, Socket service) {
    this.proxy = proxy;
    this.service = service;
  }

  /** Copies both ways until either side ends. */
  static void begin(ScriptedPeer proxy, int servicePort) throws IOException {
    OldRelay relay = new OldRelay(proxy, new Socket(InetAddress.getLoopbackAddress(), servicePort));
    run(relay::toService);
    run(relay::toServer);
  }

  private interface Copying {
    void copy() throws IOException;
  }

  private static void run(Copying copying) {
    Thread thread =
        new Thread(
            () -> {
              try {
                copying.copy();
              } catch (IOException e) {
                return; // the other side has ended: the test looks at what the visitor saw
              }
            },
            "old relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void toService() throws IOException {
    Optional<byte[]> record = proxy.socket().readRecord(ScriptedPeer.PATIENCE);
    while (record.isPresent()) {
      service.getOutputStream().write(record.get());
      record = proxy.socket().readRecord(ScriptedPeer.PATIENCE);
    }
    service.close();
  }

  private void toServer() throws IOException {
    byte[] buffer = new byte[8192];
    InputStream in = service.getInputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      proxy.socket().writeStream(Arrays.copyOf(buffer, n));
    }
    proxy.socket().sendCloseNotify();
  }
}
