package org.ngrokd.server.traces;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A collector that answers as the test says, and takes what it is not told about. */
final class ScriptedCollector implements Collector {
  final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  final BlockingQueue<String> got = new LinkedBlockingQueue<>();
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public Answer send(byte[] spans) throws InterruptedException {
    got.add(new String(spans, StandardCharsets.UTF_8));
    gate.await();
    Answer answer = answers.poll();
    return answer == null ? Answer.TAKEN : answer;
  }

  String next() throws InterruptedException {
    String spans = got.poll(60, TimeUnit.SECONDS);
    if (spans == null) {
      throw new AssertionError("nothing was sent");
    }
    return spans;
  }
}
