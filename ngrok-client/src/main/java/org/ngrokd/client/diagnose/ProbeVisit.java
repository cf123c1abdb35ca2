package org.ngrokd.client.diagnose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.ngrokd.client.diagnose.Diagnosis.StepException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.streams.net.Failures;

/** A visitor of a public URL, who knows what the answer has to be. */
public final class ProbeVisit {
  private static final int HTTP_PORT = 80;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private ProbeVisit() {}

  /**
   * Asks for the first page.
   *
   * @return what was found, in one line
   * @throws StepException when it is not the answer
   */
  public static String to(String url, String answer) throws StepException {
    URI uri = uri(url);
    long began = System.nanoTime();
    try {
      String reply = get(uri);
      if (!reply.endsWith("\r\n\r\n" + answer)) {
        throw new StepException(
            "Logged in, and the tunnel is open, but "
                + url
                + " leads elsewhere ("
                + Printable.field(reply.lines().findFirst().orElse("no answer"))
                + "): is its name an alias of another server?");
      }
    } catch (UnknownHostException e) {
      throw new StepException(
          "Logged in, and the tunnel is open, but the name in "
              + url
              + " is not known: the server's domain needs a DNS record for *."
              + uri.getHost().replaceFirst("^[^.]*\\.", ""));
    } catch (IOException e) {
      throw new StepException(
          "Logged in, and the tunnel is open, but "
              + url
              + " cannot be visited from here: "
              + Failures.oneLine(e)
              + ". Does a firewall keep the server's public port closed?");
    }
    return "%s leads here, in %d ms".formatted(url, (System.nanoTime() - began) / 1_000_000);
  }

  /** What the server gave may be anything. */
  private static URI uri(String url) throws StepException {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new StepException(
        "Logged in, but the server gave the tunnel no URL that can be visited: "
            + Printable.field(url));
  }

  private static String get(URI uri) throws IOException {
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address(uri.getHost()), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request =
          "GET / HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Names below localhost are this computer, whatever its DNS says (RFC 6761, 6.3). */
  private static InetAddress address(String host) throws UnknownHostException {
    return host.endsWith(".localhost")
        ? InetAddress.getByAddress(host, LOOPBACK)
        : InetAddress.getAllByName(host)[0];
  }
}
