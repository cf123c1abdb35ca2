package org.ngrokd.client.soak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;

/**
 * Several requests on one connection, each for another client by chance, some of them sent ahead of
 * the replies; a quarter by https.
 */
final class HttpLoad implements LoadUnit {
  private static final int MOST_REQUESTS = 8;
  private static final int LONGEST_REPLY = 100_000;
  private static final int LONGEST_UPLOAD = 1_000_000;

  private final Ports ports;
  private final SSLContext tls;
  private final Fleet fleet;
  private final Tally tally;

  private record Asked(Member of, boolean post, long seed, int length) {
    String head() {
      return (post ? "POST" : "GET")
          + " /"
          + seed
          + "/"
          + length
          + " HTTP/1.1\r\nHost: "
          + of.host()
          + "\r\n"
          + (post ? "Content-Length: " + length + "\r\n" : "")
          + "\r\n";
    }
  }

  HttpLoad(Ports ports, SSLContext tls, Fleet fleet, Tally tally) {
    this.ports = ports;
    this.tls = tls;
    this.fleet = fleet;
    this.tally = tally;
  }

  @Override
  public String name() {
    return "http connections";
  }

  @Override
  public void run(Random random, List<String> involved) throws IOException, InterruptedException {
    List<Asked> requests = new ArrayList<>();
    for (int left = 1 + random.nextInt(MOST_REQUESTS); left > 0; left--) {
      Asked asked = ask(random);
      involved.add(asked.of().name());
      requests.add(asked);
    }
    boolean ahead = random.nextInt(3) == 0;
    try (Socket socket = connect(random, requests.get(0))) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (ahead) {
        for (Asked asked : requests) {
          send(asked, socket.getOutputStream());
        }
      }
      for (Asked asked : requests) {
        if (!ahead) {
          send(asked, socket.getOutputStream());
        }
        receive(asked, in);
      }
    }
  }

  private Asked ask(Random random) throws InterruptedException {
    boolean post = random.nextInt(10) == 0;
    return new Asked(
        fleet.pick(random),
        post,
        random.nextInt(1_000_000),
        random.nextInt(post ? LONGEST_UPLOAD / 20 : LONGEST_REPLY / 4));
  }

  private Socket connect(Random random, Asked first) throws IOException {
    return random.nextInt(4) == 0
        ? ports.connectTls(tls, first.of().host())
        : Ports.connect(ports.http());
  }

  private static void send(Asked asked, OutputStream out) throws IOException {
    out.write(Lines.bytes(asked.head()));
    if (asked.post()) {
      Payload.write(out, asked.seed(), asked.length());
    }
    out.flush();
  }

  private void receive(Asked asked, InputStream in) throws IOException {
    Map<String, String> head = Lines.head(in);
    String status = head.getOrDefault("", "no reply");
    if (!status.equals("HTTP/1.1 200 OK")) {
      throw new IOException(status);
    }
    if (!asked.of().name().equals(head.get("x-service"))
        || !Long.toString(asked.seed()).equals(head.get("x-seed"))) {
      throw new WrongBytesException("the reply of another request: " + head);
    }
    long length = asked.post() ? 0 : asked.length();
    Payload.read(in, asked.seed(), length);
    tally.count("requests");
    tally.add("bytes", length + (asked.post() ? asked.length() : 0));
  }
}
