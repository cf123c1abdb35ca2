package org.ngrokd.client.soak;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;

/**
 * A client of the fleet, with its local service. Its tunnels bear its name.
 *
 * @param name "c07"
 */
record Member(String name, SoakService service, Life life) {
  /** How a client lives: in this process, or as a process of its own. */
  interface Life {
    /** Begins, and waits until the tunnels are open. */
    void begin() throws IOException, InterruptedException;

    /** Ends without a goodbye, where that can be done. */
    void kill() throws InterruptedException;

    /** Ends in order. */
    void end() throws InterruptedException;

    /** Its public TCP port, 0 when it has none. */
    int tcpPort();
  }

  String host() {
    return name + ".localhost";
  }

  /** Whether a request by http reaches this very client. */
  boolean answers(Ports ports) {
    try (Socket socket = Ports.connect(ports.http())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              Lines.bytes(
                  "GET /1/1 HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n"));
      Map<String, String> head = Lines.head(socket.getInputStream());
      return head.getOrDefault("", "").startsWith("HTTP/1.1 200 ")
          && name.equals(head.get("x-service"));
    } catch (IOException e) {
      return false;
    }
  }
}
