package org.ngrokd.client.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A conversation that keeps to the rules, and what has to be told of it. The same for a seed. */
final class RandomConversation {
  private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";

  private final Random random;
  private final Script script = new Script();
  private final List<String> expected = new ArrayList<>();
  private int requests;

  /** What the visitor sends and is sent, and the line that is told of it. */
  private record Turn(String request, String reply, String line) {}

  RandomConversation(long seed) {
    random = new Random(seed);
    int groups = 1 + random.nextInt(4);
    for (int i = 0; i < groups; i++) {
      if (random.nextInt(5) == 0) {
        expectingToContinue();
      } else {
        pipelined(1 + random.nextInt(4));
      }
    }
    end();
  }

  Script script() {
    return script;
  }

  List<String> expected() {
    return expected;
  }

  private void add(Turn turn) {
    script.visitor(turn.request).service(turn.reply);
    expected.add(turn.line);
  }

  private void pipelined(int count) {
    StringBuilder sent = new StringBuilder();
    StringBuilder answered = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Turn turn = turn();
      sent.append(turn.request);
      answered.append(turn.reply);
      expected.add(turn.line);
    }
    script.visitor(sent.toString()).service(answered.toString());
  }

  private String target() {
    return "/" + ++requests;
  }

  private Turn turn() {
    String target = target();
    return switch (random.nextInt(6)) {
      case 0 ->
          new Turn(
              "HEAD " + target + HOST + "\r\n", headOnly(200), "HEAD " + target + " -> 200 DONE");
      case 1 ->
          new Turn(
              "GET " + target + HOST + "\r\n", headOnly(304), "GET " + target + " -> 304 DONE");
      case 2 ->
          new Turn(
              "DELETE " + target + HOST + "\r\n",
              "HTTP/1.1 204 No Content\r\n\r\n",
              "DELETE " + target + " -> 204 DONE");
      case 3 -> refusedUpgrade(target);
      default -> withBodies(target);
    };
  }

  private String headOnly(int status) {
    String framing = random.nextBoolean() ? "Content-Length: 7" : "Transfer-Encoding: chunked";
    return "HTTP/1.1 " + status + " Fine\r\n" + framing + "\r\n\r\n";
  }

  private Turn refusedUpgrade(String target) {
    String body = text(20);
    return new Turn(
        "GET " + target + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 403 No\r\n" + framed(body),
        "GET " + target + " -> 403" + shown(body) + " DONE");
  }

  private Turn withBodies(String target) {
    String sent = text(200);
    String answered = text(2000);
    boolean hasHints = random.nextInt(4) == 0;
    return new Turn(
        "POST " + target + HOST + framed(sent),
        (hasHints ? "HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n" : "")
            + "HTTP/1.1 200 OK\r\n"
            + framed(answered),
        "POST "
            + target
            + shown(sent)
            + " ->"
            + (hasHints ? " 103" : "")
            + " 200"
            + shown(answered)
            + " DONE");
  }

  private void expectingToContinue() {
    String target = target();
    String body = text(100);
    String[] framed = framed(body).split("\r\n\r\n", 2);
    script
        .visitor("PUT " + target + HOST + "Expect: 100-continue\r\n" + framed[0] + "\r\n\r\n")
        .service("HTTP/1.1 100 Continue\r\n\r\n");
    if (!framed[1].isEmpty()) {
      script.visitor(framed[1]);
    }
    script.service("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    expected.add("PUT " + target + shown(body) + " -> 100 201 DONE");
  }

  private void end() {
    String target = target();
    String body = text(300);
    switch (random.nextInt(5)) {
      case 0 -> {
        add(
            new Turn(
                "GET " + target + HOST + "\r\n",
                "HTTP/1.1 200 OK\r\n\r\n" + body,
                "GET " + target + " -> 200" + shown(body) + " DONE"));
        script.serviceFinishes();
      }
      case 1 -> {
        add(
            new Turn(
                "GET " + target + HOST + "\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + body,
                "GET " + target + " -> 200" + shown(body) + " BROKEN the connection broke"));
        script.breaks();
      }
      case 2 -> webSocket(target);
      case 3 -> tunnel(target, body);
      default -> script.visitorFinishes().serviceFinishes().breaks();
    }
  }

  private void tunnel(String target, String body) {
    String early = text(50);
    script
        .visitor("CONNECT " + target + HOST + "\r\n" + early)
        .service("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + body)
        .serviceFinishes();
    expected.add("CONNECT " + target + shown(early) + " -> 200" + shown(body) + " DONE");
  }

  private void webSocket(String target) {
    StringBuilder line = new StringBuilder("GET " + target + " -> 101 DONE");
    script
        .visitor("GET " + target + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        .service(
            "HTTP/1.1 101 Switching Protocols\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n\r\n");
    int messages = random.nextInt(6);
    for (int i = 0; i < messages; i++) {
      String text = text(125);
      if (random.nextBoolean()) {
        script.visitor(
            "\u0081" + (char) (0x80 | text.length()) + "\u0000\u0000\u0000\u0000" + text);
        line.append(" > TEXT[").append(text).append(']');
      } else {
        int half = text.length() / 2;
        script.service(
            "\u0002"
                + (char) half
                + text.substring(0, half)
                + "\u0089\u0000\u0080"
                + (char) (text.length() - half)
                + text.substring(half));
        line.append(" < PING[] < BINARY[").append(text).append(']');
      }
    }
    script.service("\u0088\u0000").serviceFinishes();
    expected.add(line + " < CLOSE[]");
  }

  /** Letters that mean something to those who read too far. */
  private String text(int longest) {
    String letters = "\r\n0aG :HTTP/1.1 200\u0000\u0081\u00ff";
    int length = random.nextInt(longest + 1);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static String shown(String body) {
    return body.isEmpty() ? "" : " [" + body + "]";
  }

  /** The rest of a head, and the body. */
  private String framed(String body) {
    if (random.nextBoolean()) {
      return "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    StringBuilder chunks = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
    int from = 0;
    while (from < body.length()) {
      int to = Math.min(body.length(), from + 1 + random.nextInt(40));
      chunks.append(Integer.toHexString(to - from)).append(random.nextInt(3) == 0 ? ";a=b" : "");
      chunks.append("\r\n").append(body, from, to).append("\r\n");
      from = to;
    }
    return chunks.append("0\r\n\r\n").toString();
  }
}
