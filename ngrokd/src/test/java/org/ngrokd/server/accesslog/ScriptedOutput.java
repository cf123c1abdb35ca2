package org.ngrokd.server.accesslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where lines go in a test, which can be held up or fail. */
final class ScriptedOutput implements EntryOutput {
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  volatile boolean fails;
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      events.add("write");
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (fails) {
      throw new IOException("No space left on device");
    }
    new String(bytes, 0, length, StandardCharsets.UTF_8).lines().forEach(lines::add);
  }

  String next() throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line was written");
    }
    return line;
  }

  String nextEvent() throws InterruptedException {
    String event = events.poll(60, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened");
    }
    return event;
  }

  @Override
  public void reopen() {
    events.add("reopen");
  }

  @Override
  public void close() {
    events.add("close");
  }
}
