package org.ngrokd.server.cluster.check;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.check.CheckedNode.Place;

/**
 * Somebody who visits names by one node: each by a new connection, or several times by one. Most
 * wait for an answer for a short time; some wait long, so that they are in the queue of a node that
 * was stopped and goes on.
 */
final class Visitors implements Runnable {
  private static final int SHORT_MILLIS = 2_000;
  private static final int LONG_MILLIS = 30_000;
  private static final int PATIENT = 20; // one of so many
  private static final int STAYING = 4;
  private static final int LONGEST_LINE = 1_000;

  private final Place node;
  private final List<String> names;
  private final Random random;
  private final int pauseMillis;
  private final History history;
  private volatile boolean isEnding;

  /**
   * @param pauseMillis between two visits
   */
  Visitors(Place node, List<String> names, long seed, int pauseMillis, History history) {
    this.node = node;
    this.names = names;
    this.random = new Random(seed);
    this.pauseMillis = pauseMillis;
    this.history = history;
  }

  void end() {
    isEnding = true;
  }

  @Override
  public void run() {
    try {
      while (!isEnding) {
        String name = names.get(random.nextInt(names.size()));
        int visits = random.nextInt(STAYING) == 0 ? 1 + random.nextInt(20) : 1;
        int patience = random.nextInt(PATIENT) == 0 ? LONG_MILLIS : SHORT_MILLIS;
        visit(name, visits, patience);
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(pauseMillis / 2 + random.nextInt(pauseMillis));
  }

  private void visit(String name, int visits, int patience) throws InterruptedException {
    long begin = history.now();
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patience);
      socket.connect(node.visitors(), SHORT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < visits && !isEnding; i++) {
        boolean isLast = i == visits - 1;
        begin = i == 0 ? begin : history.now();
        socket.getOutputStream().write(request(name, isLast));
        if (!told(name, begin, Reply.read(in))) {
          return;
        }
        if (!isLast) {
          pause();
        }
      }
    } catch (IOException e) {
      boolean unused = told(name, begin, Reply.NONE);
    }
  }

  /** Once, without staying; what was answered. */
  static int once(Place node, String name, History history) {
    Visitors visitor = new Visitors(node, List.of(name), 0, 1, history);
    long begin = history.now();
    Reply reply = Reply.NONE;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(SHORT_MILLIS);
      socket.connect(node.visitors(), SHORT_MILLIS);
      socket.getOutputStream().write(request(name, true));
      reply = Reply.read(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      // nobody has answered
    }
    boolean unused = visitor.told(name, begin, reply);
    return reply.serial();
  }

  private static byte[] request(String name, boolean isLast) {
    return "GET / HTTP/1.1\r\nHost: %s.%s\r\n%s\r\n"
        .formatted(name, Site.DOMAIN, isLast ? "Connection: close\r\n" : "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether more can be asked behind it. */
  private boolean told(String name, long begin, Reply reply) {
    history.add(
        new Event.Visited(
            name, node.number(), begin, history.now(), reply.status(), reply.serial()));
    return reply.serial() > 0;
  }

  /** What came. */
  private record Reply(int status, int serial) {
    static final Reply NONE = new Reply(0, 0);
    private static final int OK = 200;

    /**
     * Reads one.
     *
     * @throws IOException when it is not whole
     */
    static Reply read(InputStream in) throws IOException {
      String first = line(in);
      int status = Integer.parseInt(first.split(" ", 3)[1]);
      int length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
          length = Integer.parseInt(line.substring("content-length: ".length()));
        }
      }
      if (status != OK) {
        return new Reply(status, 0);
      }
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new IOException("ended in a body");
      }
      return new Reply(status, Integer.parseInt(new String(body, StandardCharsets.US_ASCII)));
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0 || line.length() > LONGEST_LINE) {
          throw new IOException("ended in a head");
        }
        line.append((char) b);
      }
      return line.toString().stripTrailing();
    }
  }
}
