package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.ngrokd.protocol.testing.Visitor;

/**
 * Visitors who come to servers one after the other, all the time, and note what they got and when.
 * Each server has a thread of them. Used by one thread.
 */
final class ClusterVisits implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int LONGEST_MILLIS = 20_000;

  private final String request;
  private final List<Visit> visits = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isClosed;

  /**
   * One.
   *
   * @param answer the body, where the status is 200; else the status line, or what went wrong
   */
  record Visit(String at, long began, long ended, String answer) {
    Duration length() {
      return Duration.ofNanos(ended - began);
    }
  }

  private ClusterVisits(String name) {
    this.request =
        "GET / HTTP/1.1\r\nHost: %s.%s\r\nConnection: close\r\n\r\n"
            .formatted(name, TestServer.DOMAIN);
  }

  /** They come to a name. */
  static ClusterVisits of(String name) {
    return new ClusterVisits(name);
  }

  /** From now on to this server, too. */
  ClusterVisits at(String what, ClusterNodes.Node node) {
    Thread thread = new Thread(() -> visit(what, node.forVisitors()), "visitors of " + what);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return this;
  }

  private void visit(String what, InetSocketAddress at) {
    while (!isClosed) {
      long began = System.nanoTime();
      String answer = once(at);
      visits.add(new Visit(what, began, System.nanoTime(), answer));
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String once(InetSocketAddress at) {
    try (Socket socket = new Socket()) {
      socket.connect(at, LONGEST_MILLIS);
      socket.setSoTimeout(LONGEST_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String answer(String reply) {
    int end = reply.indexOf("\r\n\r\n");
    if (end < 0) {
      return "broken off: " + reply;
    }
    return reply.startsWith("HTTP/1.1 200 ")
        ? reply.substring(end + 4)
        : reply.substring(0, reply.indexOf("\r\n"));
  }

  /** All until now. */
  List<Visit> all() {
    return List.copyOf(visits);
  }

  /** Those at one server. */
  List<Visit> at(String what) {
    return visits.stream().filter(visit -> visit.at().equals(what)).toList();
  }

  /** Whether somebody has had this answer there. */
  boolean has(String at, String answer) {
    return at(at).stream().anyMatch(visit -> visit.answer().equals(answer));
  }

  /** How often which answer came, for people. */
  Map<String, Integer> answers() {
    Map<String, Integer> counted = new TreeMap<>();
    visits.forEach(each -> counted.merge(each.at() + " " + each.answer(), 1, Integer::sum));
    return counted;
  }

  /** Nobody who came after somebody was served by the newer owner was served by the older. */
  void assertNeverBackTo(String older, String newer) {
    long since =
        visits.stream()
            .filter(visit -> visit.answer().equals(newer))
            .mapToLong(Visit::ended)
            .min()
            .orElseThrow(() -> new AssertionError(answers().toString()));
    assertThat(visits)
        .noneMatch(visit -> visit.began() - since > 0 && visit.answer().equals(older));
  }

  /** The longest time between two answers like this at a server. */
  Duration longestWithout(String at, String answers) {
    List<Visit> good = at(at).stream().filter(visit -> visit.answer().matches(answers)).toList();
    long longest = 0;
    for (int i = 1; i < good.size(); i++) {
      longest = Math.max(longest, good.get(i).ended() - good.get(i - 1).ended());
    }
    return Duration.ofNanos(longest);
  }

  /** One more who asks several times by one connection. */
  static Visitor keepAlive(ClusterNodes.Node node) throws IOException {
    return Visitor.connect(node.forVisitors());
  }

  /** Its next answer. */
  static String ask(Visitor visitor, String name) throws IOException {
    visitor.send("GET / HTTP/1.1\r\nHost: %s.%s\r\n\r\n".formatted(name, TestServer.DOMAIN));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = visitor.in().read();
      if (next < 0) {
        return "broken off: " + head;
      }
      head.append((char) next);
    }
    String length = "content-length: ";
    int at = head.toString().toLowerCase(Locale.ROOT).indexOf(length);
    int bytes =
        Integer.parseInt(head.substring(at + length.length(), head.indexOf("\r\n", at)).strip());
    String body = visitor.read(bytes);
    return head.toString().startsWith("HTTP/1.1 200 ")
        ? body
        : head.substring(0, head.indexOf("\r\n"));
  }

  @Override
  public void close() {
    isClosed = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
