package org.ngrokd.client.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.bench.Contender.Target;

/**
 * How long a start takes, and what the programs need when nothing is to be done.
 *
 * @param times of which the seconds are medians
 * @param versionSeconds of {@code ngrok version}
 * @param firstSeconds from the client's start to its first answered request
 * @param idleMib resident, ngrokd's and ngrok's
 */
record Start(int times, double versionSeconds, double firstSeconds, List<Long> idleMib) {
  /** Time for what the start needed to be given back. */
  private static final int SETTLE_SECONDS = 12;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** Measures it. */
  static Start measure(int times, Path scripts, Path directory, Origin origin)
      throws IOException, InterruptedException {
    double version = version(times, scripts);
    try (OurPair pair = OurPair.start(scripts, directory, origin)) {
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      List<Long> idle = Usage.residentMib(pair.processes());
      return new Start(times, version, firstRequest(times, pair), idle);
    }
  }

  /** As Markdown. */
  String table() {
    return """
    ### Start, and memory when idle

    | | |
    | --- | ---: |
    | `ngrok version`, median of %1$d | %2$.2f s |
    | from the start of `ngrok` to its first answered request, median of %1$d | %3$.2f s |
    | resident after %4$d s of idleness, ngrokd + ngrok | %5$d + %6$d MiB |
    """
        .formatted(
            times, versionSeconds, firstSeconds, SETTLE_SECONDS, idleMib.get(0), idleMib.get(1));
  }

  /** Those of them that have aims. */
  void addTo(Figures beside) {
    beside.addResident("after the start", idleMib, List.of(85, 65));
    beside.add("first answered request after the client's start", firstSeconds, 0.30, "s");
  }

  private static double version(int times, Path scripts) throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      Process process =
          new ProcessBuilder(scripts.resolve("ngrok").toString(), "version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException("ngrok version failed");
      }
      seconds.add(since(began));
    }
    return median(seconds);
  }

  private static double firstRequest(int times, OurPair pair)
      throws IOException, InterruptedException {
    Target target = pair.target(Load.HTTP_KEEP_ALIVE).orElseThrow();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      pair.stopClient();
      long began = System.nanoTime();
      pair.startClient();
      while (!isAnswered(target)) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      seconds.add(since(began));
    }
    return median(seconds);
  }

  /** Until the tunnel is open the server says that there is none. */
  private static boolean isAnswered(Target target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByAddress(LOOPBACK), target.port())) {
      String request =
          "GET /1k HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(target.host());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
    }
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(List<Double> seconds) {
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2);
  }
}
