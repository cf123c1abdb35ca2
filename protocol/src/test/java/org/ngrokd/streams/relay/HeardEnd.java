package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what an end tells: the bytes as text, "burst", "finished", "closed". */
final class HeardEnd implements RelayEnd.Receiver {
  private final List<String> events = new CopyOnWriteArrayList<>();

  List<String> events() {
    return List.copyOf(events);
  }

  /** All bytes told so far. */
  String text() {
    return String.join(
        "",
        events.stream().filter(e -> !List.of("burst", "finished", "closed").contains(e)).toList());
  }

  void forget() {
    events.clear();
  }

  @Override
  public void received(ByteBuf bytes) {
    events.add(bytes.toString(UTF_8));
    bytes.release();
  }

  @Override
  public void receivedBurst() {
    events.add("burst");
  }

  @Override
  public void finished() {
    events.add("finished");
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void closed() {
    events.add("closed");
  }
}
